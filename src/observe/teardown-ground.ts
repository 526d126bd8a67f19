import type { Facts } from '../model/facts/facts.ts';
import type { Host, Ownership } from '../model/host.ts';
import type { PhysicalVolume } from '../model/facts/lvm-state.ts';
import { known } from '../model/known.ts';
import type { TeardownGround } from '../model/facts/teardown-ground.ts';
import { attempt } from './attempt.ts';
import { keptBesides } from './docker/data-root.ts';
import { namesOnPool } from './conditions/pool-holders.ts';
import { sha256 } from './docker/daemon-json.ts';
import { deviceFacts } from './device-facts.ts';
import { mountsOf } from './mounts.ts';

/** What a teardown is about: paths and names as the set-up's journal has them. */
export interface TeardownSubject {
  readonly daemonJson: string;
  readonly profile: string | null;
  readonly folders: readonly string[];
  /** What marks the data root of before: where it was moved, and where it was. */
  readonly backup: string | null;
  readonly inPlace: string | null;
  readonly dataRoot: string;
  /** Where it would go. */
  readonly aside: string;
  /** Device-mapper name; null: it is on loop files. */
  readonly pool: string | null;
}

/** Looks at the files around a pool, and what lies on it. No process. */
export async function teardownGround(
  host: Host,
  subject: TeardownSubject,
): Promise<TeardownGround> {
  const { daemonJson, profile, folders, backup, inPlace, dataRoot, aside, pool } = subject;
  const listed = (path: string) => host.list(path).then((names) => [path, names] as const);
  const [profileSha, owner, names, inode, place, kept, taken, holders] = await Promise.all([
    attempt(() => contentSha(host, profile)),
    attempt(() => ownerOf(host, daemonJson)),
    attempt(async () => new Map(await Promise.all(folders.map(listed)))),
    attempt(() => inodeOf(host, backup)),
    attempt(() => inodeOf(host, inPlace)),
    attempt(() => keptBesides(host, dataRoot)),
    attempt(async () => (await host.lstat(aside)) !== null),
    pool === null ? known([]) : attempt(() => namesOnPool(host, pool)),
  ]);
  return {
    ...{ profile: profileSha, daemonJson: owner, folders: names },
    ...{ backup: inode, inPlace: place, keptBesides: kept, asideTaken: taken, holders },
  };
}

async function contentSha(host: Host, path: string | null): Promise<string | null> {
  const content = path === null ? null : await host.readBytes(path);
  return content === null ? null : sha256(content);
}

async function ownerOf(host: Host, path: string): Promise<Ownership | null> {
  const found = await host.stat(path);
  return found === null ? null : { uid: found.uid, gid: found.gid, mode: found.mode };
}

async function inodeOf(host: Host, path: string | null): Promise<number | null> {
  return path === null ? null : ((await host.lstat(path))?.inode ?? null);
}

/**
 * The facts, with the disks of this volume group, and those of dmctl's that are in none. lsblk is one
 * process more.
 */
export async function withDisksOf(
  host: Host,
  facts: Facts,
  vg: string,
  ownPvs: Pick<ReadonlyMap<string, unknown>, 'has'>,
): Promise<Facts> {
  const isWanted = (pv: PhysicalVolume): boolean =>
    pv.vg === vg || (pv.vg === null && ownPvs.has(pv.uuid));
  const pvs = facts.lvm.known ? facts.lvm.value.pvs.filter(isWanted) : [];
  const paths = pvs.filter(({ missing }) => !missing).map(({ device }) => device);
  const mounts = await attempt(() => mountsOf(host));
  return { ...facts, devices: await deviceFacts(host, paths, facts.lvm, mounts) };
}
