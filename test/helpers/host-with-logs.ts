import { createHost, type HostOptions } from '../../src/host/create-host.ts';
import type { Host } from '../../src/model/host.ts';
import { AFTERWARDS } from './recorded-logs.ts';

/** In seconds, a week before. */
const BOOT = String(AFTERWARDS.getTime() / 1000 - 7 * 86_400);

/**
 * A host whose /var/log and /run/log are in this folder, at a moment after the recordings, which its
 * boot came before.
 */
export function hostWithLogs(folder: string, options: HostOptions = {}): Host {
  const host = createHost(options);
  const place = (path: string): string => path.replace(/^\/(?:var|run)\/log/, folder);
  return {
    ...host,
    euid: 0,
    now: () => AFTERWARDS,
    readText: (path) =>
      path === '/proc/stat' ? Promise.resolve(`btime ${BOOT}\n`) : host.readText(path),
    list: (path) => host.list(place(path)),
    stat: (path) => host.stat(place(path)),
    fileLines: (path, offset) => host.fileLines(place(path), offset),
  };
}
