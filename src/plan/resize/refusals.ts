import type { ThinPoolStatus } from '../../model/facts/dm.ts';
import type { Facts, ToolName } from '../../model/facts/facts.ts';
import { knownOr } from '../../model/known.ts';
import type { Notice } from '../../model/notice.ts';
import type { Plan } from '../../model/plan/plan.ts';
import { bytes, formatBytes, type Bytes } from '../../model/units.ts';
import { poolPath, type NamedPool } from '../../pool/found-pool.ts';
import type { Part } from '../../pool/usage.ts';
import { missingTools, rootRefusals, versionRefusals } from '../steps/host-refusals.ts';
import { planNothing } from '../steps/make-plan.ts';
import { noVolume } from '../steps/pool-in-use.ts';
import { flagSize, type AskedSizes } from '../steps/pool-sizes.ts';
import { firstRefusals, refusal, unseen } from '../steps/refusal.ts';
import type { ResizeRequest, SizeChange } from './request.ts';

/** The input of the plan of `dmctl resize`, whatever the mode. */
export interface ResizeSite {
  readonly facts: Facts;
  readonly request: ResizeRequest;
  /** The pool that Docker uses, or will use when it is started. */
  readonly pool: NamedPool;
}

/** Plans nothing: the resize is refused for these reasons. */
export const refusedResize = (refusals: readonly Notice[]): Plan => planNothing('resize', refusals);

const TOOLS: readonly ToolName[] = ['lvm', 'dmsetup', 'lsblk', 'wipefs'];

/**
 * Lists why this pool is not resized in either mode: options of the other mode, or a state in which
 * extending it fails or does harm. A pool that is out of data space passes: extending it is the remedy.
 */
export function resizeRefusals({ facts, pool, request }: ResizeSite): readonly Notice[] {
  return firstRefusals(
    () => [...rootRefusals(facts), ...missingTools(facts, TOOLS), ...versionRefusals(facts)],
    () => strayOptions(pool, request),
    () => deviceRefusals(pool),
    () => kernelRefusals(pool),
  );
}

function strayOptions({ mode }: NamedPool, request: ResizeRequest): readonly Notice[] {
  if (mode === 'loop-lvm') {
    const why = 'this pool is on loop files; there is no volume group to extend';
    const fix = ['dmctl resize --size SIZE  extends the file and the pool'];
    return [
      ...(request.add.length > 0 ? [stray('--add', mode, why, fix)] : []),
      ...(request.pvresize ? [stray('--pvresize', mode, why, fix)] : []),
      ...(request.keepStep ? [stray('--keep-step', mode, why, fix)] : []),
    ];
  }
  if (!request.allowOvercommit) return [];
  const why = 'only a sparse loop file can be larger than the space it has';
  return [stray('--allow-overcommit', mode, why, ['omit it, or use dmctl resize --add DEVICE'])];
}

const stray = (flag: string, mode: string, why: string, fix: readonly string[]): Notice =>
  refusal('DM036', `${flag} does not apply to a ${mode} pool`, why, fix);

/** Refuses a device that is not running with one live table. */
function deviceRefusals(pool: NamedPool): readonly Notice[] {
  if (!pool.device.known) return [unseen("the pool's device", pool.device.why)];
  const device = pool.device.value;
  if (device === null) return pool.mode === 'direct-lvm' ? [inactive(pool)] : [];
  const { name } = device;
  if (device.suspended) {
    const why = 'all writes hang; a change of its table was interrupted, or is in progress';
    const next = device.inactiveTable ? ' (it switches to the new table)' : '';
    return [halfway(name, 'suspended', why, [`dmsetup resume ${name}${next}`])];
  }
  if (device.inactiveTable) {
    const why = 'a second table is loaded: a change of the pool was interrupted';
    const fix = `dmsetup clear ${name} drops the second table; the pool stays as it is`;
    return [halfway(name, 'half-loaded', why, [fix])];
  }
  if (device.liveTable) return [];
  const fix =
    pool.mode === 'direct-lvm'
      ? `lvchange --refresh ${poolPath(pool)} loads the table that LVM has`
      : 'restart Docker: it creates the pool again';
  return [halfway(name, 'without a table', 'its device exists, but is not usable', [fix])];
}

const halfway = (name: string, state: string, why: string, fix: readonly string[]): Notice =>
  refusal('DM113', `the pool ${name} is ${state}`, why, [
    `dmsetup table ${name}; dmsetup table --inactive ${name} show both tables`,
    ...fix,
  ]);

function inactive(pool: NamedPool): Notice {
  if (pool.volume.known && pool.volume.value === null) return noVolume(pool);
  const path = poolPath(pool);
  const why = 'the health and usage of an inactive pool are unknown';
  return refusal('DM111', `the pool ${path} is not active`, why, [
    `lvchange -ay ${path}, then rerun the command`,
  ]);
}

/** Refuses a pool that the kernel or LVM reports as unhealthy. */
function kernelRefusals(pool: NamedPool): readonly Notice[] {
  if (!pool.target.known) return [unseen("the pool's status", pool.target.why)];
  if (!pool.device.known || pool.device.value === null) return [];
  const { name } = pool.device.value;
  if (pool.target.value === null) {
    const why = 'the kernel device of that name is not a thin pool';
    return [refusal('DM112', `${name} is not the pool`, why, [`see dmsetup table ${name}`])];
  }
  const ill = illness(pool.target.value.status, knownOr(pool.volume, null)?.checkNeeded ?? null);
  return ill === null ? [] : [ill(name)];
}

function illness(
  status: ThinPoolStatus,
  checkNeeded: boolean | null,
): ((name: string) => Notice) | null {
  if (status.state !== 'running') {
    const why = 'all I/O fails until its metadata is repaired';
    return sick('DM114', 'has failed', why);
  }
  if (status.needsCheck || checkNeeded === true) {
    const why = 'needs_check is set; neither part can be extended until the metadata is repaired';
    return sick('DM115', 'needs a metadata check', why);
  }
  if (status.mode !== 'ro') return null;
  return sick(
    'DM114',
    'is read-only',
    'its metadata is full or damaged; it cannot be extended in this state',
  );
}

const sick = (code: 'DM114' | 'DM115', what: string, why: string) => (name: string) =>
  refusal(code, `the pool ${name} ${what}`, why, [
    'stop what uses the pool, and change nothing else',
    'dmctl repair --dry-run shows how a pool of LVM is repaired; dmctl explain DM115 says more',
  ]);

/**
 * The size that a change leads to, in whole units (extents or chunks) and never less than requested. A
 * size above 2^53 bytes becomes the largest whole number of units below it.
 * @param unit what sizes are rounded up to
 */
export function wantedSize({ kind, size }: SizeChange, now: Bytes, unit: Bytes): Bytes {
  const asked = kind === 'to' ? size : now + size;
  const most = Math.floor(Number.MAX_SAFE_INTEGER / unit);
  return bytes(Math.min(Math.ceil(asked / unit), most) * unit);
}

/** The remedies for sizes that dm-thin cannot have. @param unit all sizes are multiples of it */
export const sizeRemedies = (unit: number): Pick<AskedSizes, 'atMost' | 'moreMetadata'> => ({
  atMost: (part, most) =>
    part === 'metadata'
      ? `--metadata-size ${flagSize(most)}`
      : `--size ${flagSize(most - (most % unit))} is the largest size of this pool`,
  moreMetadata: (size) => `extend it in the same command: add --metadata-size ${size}`,
});

/** Refuses to shrink; empty if `wanted` is not smaller. */
export function shrinkRefusals(part: Part, wanted: Bytes, now: Bytes): readonly Notice[] {
  if (wanted >= now) return [];
  const message = `the ${part} already has ${formatBytes(now)}, which is more than ${formatBytes(wanted)}`;
  const why = 'a thin pool cannot shrink: data beyond the new end would be destroyed';
  const flag = part === 'data' ? '--size' : '--metadata-size';
  return [
    refusal('DM035', message, why, [
      `request a larger size, or an increment: ${flag} +SIZE`,
      'to get a smaller pool, set it up again: docker save, dmctl teardown, dmctl setup',
    ]),
  ];
}
