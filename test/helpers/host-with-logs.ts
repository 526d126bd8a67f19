import { createHost, type HostOptions } from '../../src/host/create-host.ts';
import type { Host } from '../../src/model/host.ts';
import { AFTERWARDS } from './recorded-logs.ts';

/** A host whose /var/log and /run/log are in this folder, at a moment after the recordings. */
export function hostWithLogs(folder: string, options: HostOptions = {}): Host {
  const host = createHost(options);
  const place = (path: string): string => path.replace(/^\/(?:var|run)\/log/, folder);
  return {
    ...host,
    euid: 0,
    now: () => AFTERWARDS,
    list: (path) => host.list(place(path)),
    stat: (path) => host.stat(place(path)),
    fileLines: (path, offset) => host.fileLines(place(path), offset),
  };
}
