import { dirname } from 'node:path';
import { loopFilesIn } from '../docker/loop-files.ts';
import type { Host } from '../model/host.ts';
import type { LoopGround } from '../model/loop-ground.ts';
import type { Bytes } from '../model/units.ts';
import { attempt } from './attempt.ts';
import { dmNames } from './sys-block.ts';

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
 * Names of the device-mapper devices that Docker made on loop files of this data root, the pool
 * last. moby names them all `docker-MAJ:MIN-INODE-...` after the folder DATAROOT/devicemapper.
 * No process. @throws HostError
 */
export async function loopPoolDevices(host: Host, dataRoot: string): Promise<readonly string[]> {
  const folder = await host.stat(`${dataRoot}/devicemapper`);
  if (folder === null) return [];
  const prefix = `docker-${folder.device}-${String(folder.inode)}-`;
  const pool = `${prefix}pool`;
  const names = (await dmNames(host)).filter((name) => name.startsWith(prefix));
  return [...names.filter((name) => name !== pool), ...names.filter((name) => name === pool)];
}
