import type { MovedRoot } from '../model/facts/data-root.ts';
import type { Facts } from '../model/facts/facts.ts';
import type { Host } from '../model/host.ts';
import type { PhysicalVolume } from '../model/facts/lvm-state.ts';
import { eraseHelp, helpsErase } from '../lvm/wipefs.ts';
import { known, unknown } from '../model/known.ts';
import type { TeardownGround } from '../model/facts/teardown-ground.ts';
import { answerOf, attempt } from './attempt.ts';
import { engineGround } from './engines.ts';
import { namesOnPool } from './conditions/pool.ts';
import { sha256Of } from '../model/sha256.ts';
import { deviceFacts } from './device-facts.ts';
import { mountsOf } from './mounts.ts';
import { unanswering, withVersions } from './tools.ts';

/** What a teardown is about: paths and names as setup's journal has them. */
export interface TeardownSubject {
  readonly profile: string | null;
  readonly folders: readonly string[];
  /** The data root that the setup moved aside; null: it moved none. */
  readonly movedRoot: MovedRoot | null;
  /** Device-mapper name; null: it is on loop files. */
  readonly pool: string | null;
  /** Whether disks are to be zeroed as a whole. */
  readonly erase: boolean;
}

/**
 * Looks at the files around a pool, and what lies on it. No process, or one, blkdiscard, where disks are to
 * be zeroed.
 */
export async function teardownGround(
  host: Host,
  facts: Facts,
  { profile, folders, movedRoot, pool, erase }: TeardownSubject,
): Promise<TeardownGround> {
  const listed = (path: string) => host.list(path).then((names) => [path, names] as const);
  const [sha256, names, holders, canErase, engine] = await Promise.all([
    attempt(() => contentSha(host, profile)),
    attempt(async () => new Map(await Promise.all(folders.map(listed)))),
    pool === null ? known([]) : attempt(() => namesOnPool(host, pool)),
    erase ? attempt(async () => helpsErase(await answerOf(host, eraseHelp()))) : NOT_ASKED,
    engineGround(host, facts, movedRoot),
  ]);
  return { profile: sha256, folders: names, holders, canErase, engine };
}

const NOT_ASKED = unknown('not queried: no disk is to be zeroed');

async function contentSha(host: Host, path: string | null): Promise<string | null> {
  const content = path === null ? null : await host.readBytes(path);
  return content === null ? null : sha256Of(content);
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
  const devices = await deviceFacts(host, paths, facts.lvm, mounts);
  const found = await withVersions(host, facts.tools, unanswering(devices));
  return { ...facts, tools: found, devices };
}
