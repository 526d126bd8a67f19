import { dirname } from 'node:path';
import { loopFilesIn } from '../../../docker/loop-files.ts';
import type { Host } from '../../../model/host.ts';
import type { LoopGround } from '../../../model/facts/loop-pool.ts';
import type { Bytes } from '../../../model/units.ts';
import { attempt } from '../../attempt.ts';
import { dmNames } from '../../sys-block.ts';

/** Looks at the loop files and the room below a data root. No process. */
export async function loopGround(host: Host, dataRoot: string): Promise<LoopGround> {
  const { data, metadata } = loopFilesIn(dataRoot);
  const [files, drivers, free] = await Promise.all([
    attempt(async () => ({
      data: await sizeOf(host, data),
      metadata: await sizeOf(host, metadata),
    })),
    attempt(async () => (await host.list(`${dataRoot}/image`)) ?? []),
    attempt(async () => host.freeSpace(await nearestThere(host, dataRoot))),
  ]);
  return { files, drivers, free };
}

async function sizeOf(host: Host, path: string): Promise<Bytes | null> {
  return (await host.stat(path))?.size ?? null;
}

async function nearestThere(host: Host, path: string): Promise<string> {
  const there = path === '/' || (await host.stat(path)) !== null;
  return there ? path : nearestThere(host, dirname(path));
}

/**
 * How the names of all devices begin that Docker makes for this data root: `docker-MAJ:MIN-INODE-`,
 * after the driver's own folder (moby, deviceset.go). null: there is no such folder.
 */
async function devicePrefix(host: Host, dataRoot: string): Promise<string | null> {
  const folder = await host.stat(`${dataRoot}/devicemapper`);
  return folder === null ? null : `docker-${folder.device}-${String(folder.inode)}-`;
}

/**
 * What Docker calls its pool on loop files of this data root; null: it never made one there.
 * @throws HostError
 */
export async function loopPoolName(host: Host, dataRoot: string): Promise<string | null> {
  const prefix = await devicePrefix(host, dataRoot);
  return prefix === null ? null : `${prefix}pool`;
}

/**
 * Names of the device-mapper devices that Docker made on loop files of this data root, the pool
 * last. No process. @throws HostError
 */
export async function loopPoolDevices(host: Host, dataRoot: string): Promise<readonly string[]> {
  const prefix = await devicePrefix(host, dataRoot);
  if (prefix === null) return [];
  const pool = `${prefix}pool`;
  const names = (await dmNames(host)).filter((name) => name.startsWith(prefix));
  return [...names.filter((name) => name !== pool), ...names.filter((name) => name === pool)];
}
