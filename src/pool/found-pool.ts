import type { Mode } from '../model/check.ts';
import type { DmDevice, ThinPoolDevice } from '../model/facts/dm.ts';
import type { Facts } from '../model/facts/facts.ts';
import { known, knownOr, mapKnown, unknown, type Known } from '../model/known.ts';
import type { LogicalVolume, VolumeGroup } from '../model/facts/lvm-state.ts';
import { poolVolumes } from '../model/facts/pool-volume.ts';
import { splitDmName } from '../model/names.ts';

/** The pool that Docker uses, or will use when it is started. */
export interface NamedPool {
  readonly kind: 'named';
  readonly mode: Mode;
  /** Device-mapper name; null: loop files, and Docker has not made the pool yet. */
  readonly name: string | null;
  /** The logical volume of that name; null: it does not exist. */
  readonly volume: Known<LogicalVolume | null>;
  readonly group: Known<VolumeGroup | null>;
  readonly device: Known<DmDevice | null>;
  /** Its thin-pool status; null: the kernel has no such thin pool. */
  readonly target: Known<ThinPoolDevice | null>;
}

export type FoundPool =
  | NamedPool
  /** The engine neither uses a thin pool nor is configured for one. */
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown'; readonly why: string };

/** Finds the pool the engine uses, else the one it is configured for, else one it left behind. */
export function findPool(facts: Facts): FoundPool {
  const { runsOn, configuredFor, leftBehind, service } = facts.engine;
  const runs = knownOr(runsOn, null);
  const configured = knownOr(configuredFor, null);
  const pool = [runs, configured, leftBehind].find((one) => one != null && one.name !== null);
  if (pool != null) return named(facts, pool.mode, pool.name);
  const isOnNone = runsOn.known && runs === null && knownOr(service.running, false);
  const unnamed = runs ?? (isOnNone ? null : configured);
  if (unnamed !== null) return named(facts, unnamed.mode, null);
  const blind = [configuredFor, runsOn].find(({ known }) => !known);
  return blind?.known === false ? { kind: 'unknown', why: blind.why } : { kind: 'none' };
}

function named(facts: Facts, mode: Mode, name: string | null): NamedPool {
  const device = mapKnown(facts.dm, (all) => all.find((one) => one.name === name) ?? null);
  const volume =
    mode === 'loop-lvm' ? known(null) : volumeOf(facts.lvm, knownOr(device, null), name);
  const { vgUuid } = knownOr(volume, null) ?? {};
  const vg = splitDmName(name ?? '')?.vg;
  const isGroup = (group: VolumeGroup) =>
    vgUuid === undefined ? group.name === vg : group.uuid === vgUuid;
  return {
    kind: 'named',
    mode,
    name,
    volume,
    group: mapKnown(facts.lvm, ({ vgs }) => vgs.find(isGroup) ?? null),
    device,
    target: mapKnown(facts.thinPools, (all) => all.find((pool) => pool.name === name) ?? null),
  };
}

/** The logical volume of the pool; unknown where it may be either of two. */
function volumeOf(
  lvm: Facts['lvm'],
  device: DmDevice | null,
  name: string | null,
): Known<LogicalVolume | null> {
  if (!lvm.known) return lvm;
  const [volume = null, ...others] = poolVolumes(lvm.value.lvs, device, name);
  if (volume === null || others.length === 0) return known(volume);
  return unknown(`${String(1 + others.length)} volume groups are named ${volume.vg}: ${BY_UUID}`);
}

const BY_UUID = 'vgs -o vg_name,vg_uuid,pv_name shows them';

/** Names a pool as `VG/LV`, the form of LVM's commands, or else by its device-mapper name. */
export function poolPath(pool: NamedPool): string {
  const volume = knownOr(pool.volume, null);
  if (volume !== null) return `${volume.vg}/${volume.name}`;
  const parts = pool.mode === 'direct-lvm' ? splitDmName(pool.name ?? '') : null;
  return parts === null ? (pool.name ?? 'the pool') : `${parts.vg}/${parts.lv}`;
}

/** Tells whether neither LVM nor the kernel is known to have the pool. */
export function isMissing(pool: NamedPool): boolean {
  if (pool.name === null) return true;
  const inKernel = pool.device.known && pool.device.value !== null;
  if (pool.mode === 'direct-lvm') return isNoVolume(pool) && !inKernel;
  return pool.device.known && pool.device.value === null;
}

/** Tells whether LVM is known to have no volume of the pool's name. */
export function isNoVolume(pool: NamedPool): boolean {
  return pool.volume.known && pool.volume.value === null;
}

/** Tells whether the pool is known to have no device. */
export function isInactive(pool: NamedPool): boolean {
  return pool.device.known && pool.device.value === null;
}
