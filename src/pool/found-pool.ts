import { isLoopPoolName, poolInOptions, poolNamedBy, splitDmName } from '../docker/pool-name.ts';
import type { Mode } from '../model/check.ts';
import type { DmDevice, ThinPoolDevice } from '../model/facts/dm.ts';
import type { DockerInfo } from '../model/facts/docker-state.ts';
import type { Facts } from '../model/facts/facts.ts';
import { known, knownOr, mapKnown, type Known } from '../model/known.ts';
import type { LogicalVolume, VolumeGroup } from '../model/facts/lvm-state.ts';
import { dmName } from '../model/names.ts';
import type { Configuration } from './configuration.ts';

/** The pool that Docker uses, or would use if it were started now. */
export interface NamedPool {
  readonly kind: 'named';
  readonly mode: Mode;
  /** Device-mapper name; null: loop files, and Docker has not made the pool yet. */
  readonly name: string | null;
  /** The logical volume of that name; null: there is none. */
  readonly volume: Known<LogicalVolume | null>;
  readonly group: Known<VolumeGroup | null>;
  readonly device: Known<DmDevice | null>;
  /** Its thin-pool status; null: no such thin pool in the kernel. */
  readonly target: Known<ThinPoolDevice | null>;
}

export type FoundPool =
  | NamedPool
  /** Neither Docker nor its configuration has anything to do with a thin pool. */
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown'; readonly why: string };

/** Looks for the pool in docker info, then in the configuration, then among Docker's devices. */
export function findPool(facts: Facts, config: Configuration): FoundPool {
  const info = knownOr(facts.docker.info, null);
  const name = poolNamedBy({ storageOpts: config.storageOpts }, info) ?? loopPoolIn(facts);
  if (name !== null) return named(facts, modeOf(name, info), name);
  if ((info?.storageDriver ?? config.driver) === 'devicemapper') {
    return named(facts, 'loop-lvm', null);
  }
  const blind = blindSpot(facts, config);
  return blind === null ? { kind: 'none' } : { kind: 'unknown', why: blind };
}

/** Loop files, where docker info names them or, with Docker stopped, the pool is named so. */
function modeOf(name: string, info: DockerInfo | null): Mode {
  const status = info?.devicemapper ?? null;
  if (status === null) return isLoopPoolName(name) ? 'loop-lvm' : 'direct-lvm';
  return status.dataLoopFile === null ? 'direct-lvm' : 'loop-lvm';
}

/** A pool on loop files outlives a Docker that could not remove it. */
function loopPoolIn(facts: Facts): string | null {
  const devices = knownOr(facts.dm, []);
  return devices.find((device) => isLoopPoolName(device.name))?.name ?? null;
}

function named(facts: Facts, mode: Mode, name: string | null): NamedPool {
  const volume =
    mode === 'loop-lvm'
      ? known(null)
      : mapKnown(facts.lvm, ({ lvs }) => lvs.find((lv) => dmName(lv.vg, lv.name) === name) ?? null);
  const vg = knownOr(volume, null)?.vg ?? splitDmName(name ?? '')?.vg;
  return {
    kind: 'named',
    mode,
    name,
    volume,
    group: mapKnown(facts.lvm, ({ vgs }) => vgs.find((group) => group.name === vg) ?? null),
    device: mapKnown(facts.dm, (all) => all.find((device) => device.name === name) ?? null),
    target: mapKnown(facts.thinPools, (all) => all.find((pool) => pool.name === name) ?? null),
  };
}

/** Why nothing named a pool, where something could not be read; null: it was all read. */
function blindSpot(facts: Facts, config: Configuration): string | null {
  if (!config.file.ok) return config.file.why;
  if (!config.outside.known) return config.outside.why;
  return facts.docker.info.known ? null : facts.docker.info.why;
}

/** `VG/LV` as LVM's commands take it, or the device-mapper name where that is all there is. */
export function poolPath(pool: NamedPool): string {
  const volume = knownOr(pool.volume, null);
  if (volume !== null) return `${volume.vg}/${volume.name}`;
  const parts = pool.mode === 'direct-lvm' ? splitDmName(pool.name ?? '') : null;
  return parts === null ? (pool.name ?? 'the pool') : `${parts.vg}/${parts.lv}`;
}

/** The pool that the configuration leads to after the next start of Docker; null: loop files. */
export function configuredPool(config: Configuration): string | null {
  return poolInOptions(config.storageOpts);
}

/** Is it known that neither LVM nor the kernel has the pool? */
export function isMissing(pool: NamedPool): boolean {
  if (pool.name === null) return true;
  const inKernel = pool.device.known && pool.device.value !== null;
  if (pool.mode === 'direct-lvm') return isNoVolume(pool) && !inKernel;
  return pool.device.known && pool.device.value === null;
}

/** Is it known that LVM has no volume of the pool's name? */
export function isNoVolume(pool: NamedPool): boolean {
  return pool.volume.known && pool.volume.value === null;
}

/** Is it known that the pool has no device? */
export function isInactive(pool: NamedPool): boolean {
  return pool.device.known && pool.device.value === null;
}
