import type { AutoextendReport, PoolReport } from '../model/check.ts';
import type { Facts } from '../model/facts/facts.ts';
import { knownOr } from '../model/known.ts';
import type { LogicalVolume } from '../model/facts/lvm-state.ts';
import { extentsToBytes } from '../model/units.ts';
import { findPool, isMissing, type NamedPool } from './found-pool.ts';
import { autoextendOf, extensionFigures, type ExtensionFigures } from './extensions.ts';
import { chunkBytes, partBytes, usedPercent, type Part } from './usage.ts';

/**
 * Makes the `pool` object of the JSON answer: sizes in bytes, usage in percent, null for unknown.
 * The name is the one docker info prints, which is also the device-mapper name. Returns null if
 * there is no pool, or it is unknown which.
 */
export function poolReport(facts: Facts): PoolReport | null {
  const pool = findPool(facts);
  if (pool.kind !== 'named' || pool.name === null || isMissing(pool)) return null;
  return {
    engine: facts.engine.engine,
    name: pool.name,
    dmName: pool.name,
    ...state(pool),
    ...sizes(pool),
    ...volumeParts(facts, pool),
  };
}

function state(pool: NamedPool) {
  const volume = knownOr(pool.volume, null);
  const device = knownOr(pool.device, null);
  return {
    active: pool.device.known ? device !== null : (volume?.active ?? null),
    suspended: device?.suspended ?? null,
    needsCheck: needsCheck(pool, volume),
    health: health(pool, volume),
  };
}

/** Fields of logical volumes only; nothing monitors or extends a pool on loop files. */
function volumeParts(facts: Facts, pool: NamedPool) {
  const none = { vg: null, lv: null, autoextend: null, metadataCanExtend: null };
  const volume = knownOr(pool.volume, null);
  if (volume === null) return { ...none, monitored: pool.mode === 'loop-lvm' ? false : null };
  return {
    vg: volume.vg,
    lv: volume.name,
    monitored: volume.monitored,
    autoextend: autoextend(facts, pool, volume),
    metadataCanExtend: canExtend(facts, pool, 'metadata'),
  };
}

function sizes(pool: NamedPool) {
  return {
    dataBytes: partBytes(pool, 'data'),
    dataUsedPercent: rounded(knownOr(usedPercent(pool, 'data'), null)),
    metadataBytes: partBytes(pool, 'metadata'),
    metadataUsedPercent: rounded(knownOr(usedPercent(pool, 'metadata'), null)),
    chunkBytes: chunkBytes(pool),
  };
}

/** Rounds to two digits, as LVM does. */
const rounded = (percent: number | null): number | null =>
  percent === null ? null : Number(percent.toFixed(2));

function needsCheck({ target }: NamedPool, volume: LogicalVolume | null): boolean | null {
  const status = knownOr(target, null)?.status;
  return status?.state === 'running' ? status.needsCheck : (volume?.checkNeeded ?? null);
}

/** Returns lv_health_status, `ok` for its '', or the kernel's state without a logical volume. */
function health({ target }: NamedPool, volume: LogicalVolume | null): string | null {
  if (volume !== null) return volume.health === '' ? 'ok' : volume.health;
  const status = knownOr(target, null)?.status;
  if (status === undefined) return null;
  if (status.state !== 'running') return 'failed';
  const words = { rw: 'ok', ro: 'metadata_read_only', out_of_data_space: 'out_of_data' };
  return words[status.mode];
}

function autoextend(facts: Facts, pool: NamedPool, volume: LogicalVolume): AutoextendReport {
  const settings = knownOr(autoextendOf(facts, volume), null);
  const step = knownOr(extensionFigures(facts, pool, 'data'), null);
  const group = knownOr(pool.group, null);
  return {
    threshold: settings?.threshold ?? null,
    percent: settings?.percent ?? null,
    profile: volume.profile,
    canExtend: canExtend(facts, pool, 'data'),
    neededBytes: neededBytes(step),
    freeBytes: group === null ? null : extentsToBytes(group.freeExtents, group.extentSize),
  };
}

/** Returns the size of the next extension; null: unknown, or auto-extension is disabled. */
function neededBytes(step: ExtensionFigures | null): number | null {
  return step === null || step.next === 0 ? null : extentsToBytes(step.next, step.extentSize);
}

/** Tells whether the next extension fits; null: unknown. */
function canExtend(facts: Facts, pool: NamedPool, part: Part): boolean | null {
  const step = knownOr(extensionFigures(facts, pool, part), null);
  return step?.fits ?? null;
}
