import { bootUnitText } from '../lvm/boot-unit.ts';
import type { Facts } from '../model/facts/facts.ts';
import type { LvmState } from '../model/facts/lvm-state.ts';
import { dmName } from '../model/names.ts';

/** LVM's names of a pool. */
export interface PoolName {
  readonly vg: string;
  readonly lv: string;
}

/**
 * Returns the text of the boot unit for this pool on these physical volumes; null: a program that
 * it starts is missing.
 */
export function wantedBootUnit(
  { tools: { lvm, dmsetup }, engine }: Pick<Facts, 'tools' | 'engine'>,
  { vg, lv }: PoolName,
  pvUuids: readonly string[],
): string | null {
  if (lvm.path === null || dmsetup.path === null) return null;
  const programs = { lvm: lvm.path, dmsetup: dmsetup.path };
  const { title, service } = engine;
  const { unit, bootUnit } = service;
  const names = { vg, lv, dmName: dmName(vg, lv), pvUuids };
  return bootUnitText({ ...names, ...programs, engine: { title, unit, bootUnit } });
}

/** Returns the UUIDs of the physical volumes of a group; of two groups of one name, of the active one. */
export function pvUuidsOf({ pvs, lvs }: LvmState, vg: string): readonly string[] {
  const active = lvs.find((lv) => lv.vg === vg && lv.active)?.vgUuid;
  return pvs
    .filter((pv) => pv.vg === vg && (active === undefined || pv.vgUuid === active))
    .map(({ uuid }) => uuid);
}

/** The state of the boot unit of a pool. */
export type BootUnitState =
  /** The unit is up to date and enabled. */
  | 'in-place'
  | 'absent'
  | 'disabled'
  /** The unit has different text: for another pool or other disks, or written by a person. */
  | 'other'
  | 'unknown';

/** Returns the state of the boot unit of this pool. */
export function bootUnitState(facts: Facts, pool: PoolName): BootUnitState {
  const { lvm, bootUnit } = facts;
  if (!bootUnit.known || !lvm.known) return 'unknown';
  const { text, enabled } = bootUnit.value;
  if (text === null) return 'absent';
  if (text !== wantedBootUnit(facts, pool, pvUuidsOf(lvm.value, pool.vg))) return 'other';
  return enabled ? 'in-place' : 'disabled';
}
