import type { ThinPoolStatus } from '../../model/facts/dm.ts';
import type { Facts, ToolName } from '../../model/facts/facts.ts';
import { knownOr } from '../../model/known.ts';
import type { Notice } from '../../model/notice.ts';
import type { Plan } from '../../model/plan/plan.ts';
import { bytes, formatBytes, type Bytes } from '../../model/units.ts';
import { poolPath, type NamedPool } from '../../pool/found-pool.ts';
import type { Part } from '../../pool/usage.ts';
import { missingTools, rootRefusals } from '../steps/host-refusals.ts';
import { planNothing } from '../steps/make-plan.ts';
import { noVolume } from '../steps/pool-in-use.ts';
import { refusal, unseen } from '../steps/refusal.ts';
import type { ResizeRequest, SizeChange } from './request.ts';

/** A plan of `dmctl resize` that does nothing, for these reasons. */
export const refusedResize = (refusals: readonly Notice[]): Plan => planNothing('resize', refusals);

const TOOLS: readonly ToolName[] = ['lvm', 'dmsetup', 'lsblk', 'wipefs'];

/**
 * Why this pool is not resized, whatever its mode: options of the other mode, or a state in which
 * growing it fails or does harm. A pool that is out of data space passes: growing is its remedy.
 */
export function resizeRefusals(
  facts: Facts,
  pool: NamedPool,
  request: ResizeRequest,
): readonly Notice[] {
  const rules = [
    () => [...rootRefusals(facts), ...missingTools(facts, TOOLS)],
    () => strayOptions(pool, request),
    () => deviceRefusals(pool),
    () => kernelRefusals(pool),
  ];
  // The first reason is the cause of those behind it.
  return rules.map((rule) => rule()).find((found) => found.length > 0) ?? [];
}

function strayOptions({ mode }: NamedPool, request: ResizeRequest): readonly Notice[] {
  if (mode === 'loop-lvm') {
    const why = 'Docker keeps this pool in loop files; there is no volume group that could grow';
    const fix = ['dmctl resize --size SIZE  grows the file and the pool'];
    return [
      ...(request.add.length > 0 ? [stray('--add', mode, why, fix)] : []),
      ...(request.keepStep ? [stray('--keep-step', mode, why, fix)] : []),
    ];
  }
  if (!request.allowOvercommit) return [];
  const why = 'a logical volume has the room it promises; only a sparse loop file may lack it';
  return [stray('--allow-overcommit', mode, why, ['leave it out, or dmctl resize --add DEVICE'])];
}

const stray = (flag: string, mode: string, why: string, fix: readonly string[]): Notice =>
  refusal('DM036', `${flag} is not for a ${mode} pool`, why, fix);

/** Device mapper's own state: one live table, and running. */
function deviceRefusals(pool: NamedPool): readonly Notice[] {
  if (!pool.device.known) return [unseen("the pool's device", pool.device.why)];
  const device = pool.device.value;
  if (device === null) return pool.mode === 'direct-lvm' ? [inactive(pool)] : [];
  const { name } = device;
  if (device.suspended) {
    const why = 'every writer on it hangs; a change of its table was cut off, or is going on';
    const next = device.inactiveTable ? ' (it switches to the waiting table)' : '';
    return [halfway(name, 'suspended', why, [`dmsetup resume ${name}${next}`])];
  }
  if (device.inactiveTable) {
    const why = 'a second table is loaded and waits: a change of the pool was cut off';
    const fix = `dmsetup clear ${name} drops the waiting table; the pool stays as it is`;
    return [halfway(name, 'half-loaded', why, [fix])];
  }
  if (device.liveTable) return [];
  const fix =
    pool.mode === 'direct-lvm'
      ? `lvchange --refresh ${poolPath(pool)} loads the table LVM knows`
      : 'restart Docker: it makes the pool anew';
  return [halfway(name, 'without a table', 'its device was made, but is not in use', [fix])];
}

const halfway = (name: string, state: string, why: string, fix: readonly string[]): Notice =>
  refusal('DM113', `the pool ${name} is ${state}`, why, [
    `dmsetup table ${name}; dmsetup table --inactive ${name} show what there is`,
    ...fix,
  ]);

function inactive(pool: NamedPool): Notice {
  if (pool.volume.known && pool.volume.value === null) return noVolume(pool);
  const path = poolPath(pool);
  const why = 'an inactive pool cannot be seen into: whether it is sound, and how full';
  return refusal('DM111', `the pool ${path} is not active`, why, [
    `lvchange -ay ${path}, then run the command again`,
  ]);
}

/** What the kernel and LVM say of the pool's health. */
function kernelRefusals(pool: NamedPool): readonly Notice[] {
  if (!pool.target.known) return [unseen("the pool's status", pool.target.why)];
  if (!pool.device.known || pool.device.value === null) return [];
  const { name } = pool.device.value;
  if (pool.target.value === null) {
    const why = 'the kernel has a device of that name that is no thin pool';
    return [refusal('DM112', `${name} is not the pool`, why, [`dmsetup table ${name} shows it`])];
  }
  const ill = illness(pool.target.value.status, knownOr(pool.volume, null)?.checkNeeded ?? null);
  return ill === null ? [] : [ill(name)];
}

function illness(
  status: ThinPoolStatus,
  checkNeeded: boolean | null,
): ((name: string) => Notice) | null {
  if (status.state !== 'running') {
    const why = 'nothing can be read or written before its metadata is repaired';
    return sick('DM114', 'has failed', why);
  }
  if (status.needsCheck || checkNeeded === true) {
    const why = 'needs_check is set; until the metadata is repaired neither part can grow';
    return sick('DM115', 'needs a check of its metadata', why);
  }
  if (status.mode !== 'ro') return null;
  return sick('DM114', 'is read-only', 'its metadata is full or damaged; it cannot grow like that');
}

const sick = (code: 'DM114' | 'DM115', what: string, why: string) => (name: string) =>
  refusal(code, `the pool ${name} ${what}`, why, [
    'stop Docker, and change nothing else',
    'dmctl explain DM115 has the order of repair',
  ]);

/**
 * The size that a change leads to, in whole units (extents or chunks) and never less than was
 * asked for. What would pass 2^53 bytes comes out as the largest whole number of units below it.
 * @param unit what sizes are rounded up to
 */
export function wantedSize({ kind, size }: SizeChange, now: Bytes, unit: Bytes): Bytes {
  const asked = kind === 'to' ? size : now + size;
  const most = Math.floor(Number.MAX_SAFE_INTEGER / unit);
  return bytes(Math.min(Math.ceil(asked / unit), most) * unit);
}

/** Nothing ever shrinks; empty where `wanted` is not smaller. */
export function shrinkRefusals(part: Part, wanted: Bytes, now: Bytes): readonly Notice[] {
  if (wanted >= now) return [];
  const message = `the ${part} has ${formatBytes(now)} already, ${formatBytes(wanted)} is less`;
  const why = 'a thin pool cannot shrink: what lies beyond the new end would be destroyed';
  const flag = part === 'data' ? '--size' : '--metadata-size';
  return [
    refusal('DM035', message, why, [
      `ask for more than that, or for growth: ${flag} +SIZE`,
      'a smaller pool can only be made anew: docker save, dmctl teardown, dmctl setup',
    ]),
  ];
}
