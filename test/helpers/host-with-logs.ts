import { onTestFinished, vi } from 'vitest';
import { createHost, type HostOptions } from '../../src/host/create-host.ts';
import type { Host } from '../../src/model/host.ts';
import { AFTERWARDS, BOOTED, ZONE } from './recorded-logs.ts';

/**
 * A host whose /var/log and /run/log are in this folder, in the time zone of the recordings and at a
 * moment after them.
 */
export function hostWithLogs(folder: string, options: HostOptions = {}): Host {
  vi.stubEnv('TZ', ZONE);
  onTestFinished(() => void vi.unstubAllEnvs());
  const host = createHost(options);
  const place = (path: string): string => path.replace(/^\/(?:var|run)\/log/, folder);
  return {
    ...host,
    euid: 0,
    now: () => AFTERWARDS,
    bootedAt: () => Promise.resolve(BOOTED.getTime()),
    list: (path) => host.list(place(path)),
    stat: (path) => host.stat(place(path)),
    fileLines: (path, offset) => host.fileLines(place(path), offset),
  };
}
