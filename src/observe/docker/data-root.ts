import { HOLDING_FOLDERS, holdingsOf, imageFolder } from '../../docker/data-root.ts';
import { dockerFacts } from '../../docker/engine.ts';
import { diskUse, parseDiskUse } from '../../lvm/du.ts';
import {
  LASTING,
  type MovedRoot,
  type RootMark,
  backupOf,
  entriesAside,
  entriesOf,
  isSetAside,
  tornDownOf,
} from '../../model/facts/data-root.ts';
import type {
  DataRoot,
  DockerFacts,
  Holdings,
  MountBelow,
  OldRoot,
} from '../../model/facts/docker-state.ts';
import type { Facts } from '../../model/facts/facts.ts';
import { type Mount, mountHolding, mountsBelow } from '../../model/facts/mounts.ts';
import type { DockerGround } from '../../model/facts/teardown-ground.ts';
import type { Host, Ownership } from '../../model/host.ts';
import { answerOf, attempt, isOfTheHost } from '../attempt.ts';
import { mountsOf } from '../mounts.ts';

/** The data root, its links resolved, or why it cannot be used. No process. */
export async function dataRootFacts(host: Host, configured: string): Promise<DataRoot> {
  const fix = 'make it a plain directory';
  const unusable = (why: string): DataRoot => ({ state: 'unusable', path: configured, why, fix });
  try {
    if ((await host.lstat(configured)) === null) return { state: 'absent', path: configured };
    const path = await host.realPath(configured);
    if (path === null) return unusable(`${configured} is a dangling symbolic link`);
    const found = await host.stat(path);
    if (found?.kind !== 'directory') return unusable(`${configured} is not a directory`);
    const { inode, uid, gid, mode } = found;
    const mounts = await mountsOf(host);
    const mountPoint = mountsBelow(mounts, path).includes(path);
    const names = (await host.list(path)) ?? [];
    const entries = mountPoint ? entriesOf(entriesAside(path, backupOf(path, true)), names) : names;
    return {
      ...{ state: 'present', path, inode, uid, gid, mode, mountPoint },
      mark: mountPoint ? await markIn(host, path) : { below: '', inode },
      mountsBelow: below(mounts, path),
      empty: entries.length === 0,
      holdings: await dataRootHoldings(host, path),
    };
  } catch (error) {
    if (isOfTheHost(error)) return unusable(error.message);
    throw error;
  }
}

/**
 * The data root of a Docker that is stopped and remaps users: a folder that it has made in the one
 * that is configured. No process.
 */
export async function remappedRootFacts(host: Host, configured: string): Promise<DataRoot> {
  const names = await attempt(async () => (await host.list(configured)) ?? []);
  const found = names.known ? names.value.filter((name) => REMAPPED.test(name)) : [];
  const [only] = found;
  if (only !== undefined && found.length === 1) return dataRootFacts(host, `${configured}/${only}`);
  const several = found.length > 1 ? `which of ${found.join(', ')} is it?` : 'none exists yet';
  const why = `with userns-remap Docker keeps everything in a directory UID.GID below it: ${several}`;
  const fix = 'start Docker, which creates it, then rerun the command';
  return { state: 'unusable', path: configured, why: names.known ? why : names.why, fix };
}

async function markIn(host: Host, path: string): Promise<RootMark | null> {
  for (const name of LASTING) {
    const found = await host.lstat(`${path}/${name}`);
    if (found?.kind === 'directory') return { below: `/${name}`, inode: found.inode };
  }
  return null;
}

/** Docker mounts folders of its own on themselves; those are of the data root's file system. */
function below(mounts: readonly Mount[], path: string): readonly MountBelow[] {
  const device = mountHolding(mounts, path)?.device;
  return mounts
    .filter(({ mountPoint }) => mountPoint.startsWith(`${path}/`))
    .map((mount) => ({ path: mount.mountPoint, foreign: mount.device !== device }));
}

/** Where the data root would be moved aside to, or what lies there already. @throws HostError */
export async function backupFacts(
  host: Host,
  root: DataRoot,
): Promise<DockerFacts['dataRootBackup']> {
  const isMountPoint = root.state === 'present' && root.mountPoint;
  const backup = backupOf(root.path, isMountPoint);
  const places = isMountPoint ? [backup, entriesAside(root.path, backup).aside] : [backup];
  for (const path of places) {
    if ((await host.lstat(path)) !== null) return { path, exists: true };
  }
  return { path: backup, exists: false };
}

/** Mount points at the path and below it. @throws HostError or ParseError */
export async function mountPointsIn(host: Host, path: string): Promise<readonly string[]> {
  return mountsBelow(await mountsOf(host), path);
}

/** Docker with userns-remap keeps all of its data in a folder named UID.GID (dockerd(8)). */
const REMAPPED = /^\d+\.\d+$/;

const isAny = (): boolean => true;

/**
 * What a person would miss in the data root, by the names in it.
 * @param counts says which of its entries count
 * @throws HostError
 */
export async function dataRootHoldings(
  host: Host,
  path: string,
  counts: (entry: string) => boolean = isAny,
): Promise<Holdings> {
  const names = ((await host.list(path)) ?? []).filter(counts);
  const remapped = names.filter((name) => REMAPPED.test(name));
  const held = [
    holdingsIn(host, path, counts),
    ...remapped.map((name) => holdingsIn(host, `${path}/${name}`, isAny)),
  ];
  return (await Promise.all(held)).reduce(sum);
}

const sum = (a: Holdings, b: Holdings): Holdings => ({
  images: a.images + b.images,
  containers: a.containers + b.containers,
  volumes: a.volumes + b.volumes,
  plugins: a.plugins + b.plugins,
  swarm: a.swarm || b.swarm,
});

async function holdingsIn(
  host: Host,
  root: string,
  counts: (entry: string) => boolean,
): Promise<Holdings> {
  const drivers = counts('image') ? ((await host.list(`${root}/image`)) ?? []) : [];
  const folders = [...HOLDING_FOLDERS.filter(counts), ...drivers.map(imageFolder)];
  const listings = new Map<string, readonly string[]>();
  for (const folder of folders) {
    const names = await host.list(`${root}/${folder}`);
    if (names !== null) listings.set(folder, names);
  }
  return holdingsOf(listings);
}

/**
 * What a data root holds, besides its holdings, that is not of its devicemapper pool, in words: of
 * other storage drivers, and data roots that were set aside in it.
 * @throws HostError
 */
export async function keptBesides(host: Host, path: string): Promise<readonly string[]> {
  const names = (await host.list(path)) ?? [];
  const roots = [path, ...names.filter((name) => REMAPPED.test(name)).map((id) => `${path}/${id}`)];
  const drivers = await Promise.all(roots.map((root) => host.list(`${root}/image`)));
  const others = drivers.flatMap((all) => all ?? []).filter((driver) => driver !== 'devicemapper');
  const kept = others.map((driver) => `what the storage driver ${driver} keeps`);
  return [...kept, ...names.filter(isSetAside)];
}

/**
 * Looks at the data root that was moved aside; du(1) is the one process.
 * @param below where in it its mark is
 */
export async function oldRoot(host: Host, path: string, below: string): Promise<OldRoot> {
  const inodeOf = async (at: string) => (await host.lstat(at))?.inode ?? null;
  const [inode, mark, mounts, holdings, size] = await Promise.all([
    attempt(() => inodeOf(path)),
    attempt(() => inodeOf(`${path}${below}`)),
    attempt(() => mountPointsIn(host, path)),
    attempt(() => dataRootHoldings(host, path)),
    attempt(async () => parseDiskUse(await answerOf(host, diskUse(path)))),
  ]);
  return { inode, mark, mounts, holdings, size };
}

/**
 * Looks at what a teardown puts back for Docker. No process.
 * @param moved the data root that the setup moved aside; null: it moved none
 */
export async function dockerGround(
  host: Host,
  facts: Facts,
  moved: MovedRoot | null,
): Promise<DockerGround> {
  const { daemonJson, dataRoot } = dockerFacts(facts);
  const aside = tornDownOf(dataRoot.path, dataRoot.state === 'present' && dataRoot.mountPoint);
  const markIn = async (folder: string | undefined): Promise<number | null> =>
    moved === null || folder === undefined
      ? null
      : ((await host.lstat(`${folder}${moved.mark.below}`))?.inode ?? null);
  const [owner, backup, inPlace, kept, asideTaken] = await Promise.all([
    attempt(() => ownerOf(host, daemonJson.path)),
    attempt(() => markIn(moved?.backup)),
    attempt(() => markIn(moved?.path)),
    attempt(() => keptBesides(host, dataRoot.path)),
    attempt(async () => (await host.lstat(aside)) !== null),
  ]);
  return { daemonJson: owner, backup, inPlace, keptBesides: kept, asideTaken };
}

async function ownerOf(host: Host, path: string): Promise<Ownership | null> {
  const found = await host.stat(path);
  return found === null ? null : { uid: found.uid, gid: found.gid, mode: found.mode };
}
