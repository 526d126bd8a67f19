import { HOLDING_FOLDERS, holdingsOf, imageFolder } from '../docker/data-root.ts';
import type { DataRoot, Holdings } from '../model/docker-state.ts';
import type { Host } from '../model/host.ts';
import { mountsBelow } from '../model/mounts.ts';
import { isOfTheHost } from './attempt.ts';
import { mountsOf } from './mounts.ts';

/** The data root, its links resolved, or why it cannot be used. No process. */
export async function dataRootFacts(host: Host, configured: string): Promise<DataRoot> {
  const unusable = (why: string): DataRoot => ({ state: 'unusable', path: configured, why });
  try {
    if ((await host.lstat(configured)) === null) return { state: 'absent', path: configured };
    const path = await host.realPath(configured);
    if (path === null) return unusable(`${configured} is a symbolic link that leads nowhere`);
    const found = await host.stat(path);
    if (found?.kind !== 'directory') return unusable(`${configured} is no directory`);
    const { inode, uid, gid, mode } = found;
    return {
      ...{ state: 'present', path, inode, uid, gid, mode },
      mountPoint: (await mountPointsIn(host, path)).includes(path),
      empty: ((await host.list(path)) ?? []).length === 0,
      holdings: await dataRootHoldings(host, path),
    };
  } catch (error) {
    if (isOfTheHost(error)) return unusable(error.message);
    throw error;
  }
}

/** Mount points at the path and below it. @throws HostError or ParseError */
export async function mountPointsIn(host: Host, path: string): Promise<readonly string[]> {
  return mountsBelow(await mountsOf(host), path);
}

/** Docker with userns-remap keeps all of its data in a folder named UID.GID (dockerd(8)). */
const REMAPPED = /^\d+\.\d+$/;

/** What a person would miss in the data root, by the names in it. @throws HostError */
export async function dataRootHoldings(host: Host, path: string): Promise<Holdings> {
  const remapped = ((await host.list(path)) ?? []).filter((name) => REMAPPED.test(name));
  const roots = [path, ...remapped.map((name) => `${path}/${name}`)];
  return (await Promise.all(roots.map((root) => holdingsIn(host, root)))).reduce(sum);
}

const sum = (a: Holdings, b: Holdings): Holdings => ({
  images: a.images + b.images,
  containers: a.containers + b.containers,
  volumes: a.volumes + b.volumes,
  plugins: a.plugins + b.plugins,
  swarm: a.swarm || b.swarm,
});

async function holdingsIn(host: Host, root: string): Promise<Holdings> {
  const drivers = (await host.list(`${root}/image`)) ?? [];
  const folders = [...HOLDING_FOLDERS, ...drivers.map(imageFolder)];
  const listings = new Map<string, readonly string[]>();
  for (const folder of folders) {
    const names = await host.list(`${root}/${folder}`);
    if (names !== null) listings.set(folder, names);
  }
  return holdingsOf(listings);
}

/** Storage drivers beside devicemapper that have kept something in the data root. @throws HostError */
export async function otherDrivers(host: Host, path: string): Promise<readonly string[]> {
  const drivers = (await host.list(`${path}/image`)) ?? [];
  return drivers.filter((driver) => driver !== 'devicemapper');
}
