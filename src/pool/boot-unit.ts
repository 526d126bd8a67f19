import { bootUnitText } from '../lvm/boot-unit.ts';
import type { Facts } from '../model/facts/facts.ts';
import type { LvmState } from '../model/facts/lvm-state.ts';
import { dmName } from '../model/names.ts';

/** A pool by LVM's names. */
export interface PoolName {
  readonly vg: string;
  readonly lv: string;
}

/**
 * The text that the boot unit has to have for this pool on these physical volumes; null: a program
 * that it starts is missing.
 */
export function wantedBootUnit(
  { lvm, dmsetup }: Pick<Facts['tools'], 'lvm' | 'dmsetup'>,
  { vg, lv }: PoolName,
  pvUuids: readonly string[],
): string | null {
  if (lvm.path === null || dmsetup.path === null) return null;
  const programs = { lvm: lvm.path, dmsetup: dmsetup.path };
  return bootUnitText({ vg, lv, dmName: dmName(vg, lv), pvUuids, ...programs });
}

/** UUIDs of the physical volumes of a group. */
export const pvUuidsOf = ({ pvs }: LvmState, vg: string): readonly string[] =>
  pvs.filter((pv) => pv.vg === vg).map(({ uuid }) => uuid);

/** What is to be said of the boot unit of a pool. */
export type BootUnitState =
  /** It is as it has to be, and docker.service wants it. */
  | 'in-place'
  | 'absent'
  | 'disabled'
  /** It has other words: another pool, other disks, or a person's. */
  | 'other'
  | 'unknown';

/** How the boot unit of this pool stands. */
export function bootUnitState({ lvm, tools, bootUnit }: Facts, pool: PoolName): BootUnitState {
  if (!bootUnit.known || !lvm.known) return 'unknown';
  const { text, enabled } = bootUnit.value;
  if (text === null) return 'absent';
  if (text !== wantedBootUnit(tools, pool, pvUuidsOf(lvm.value, pool.vg))) return 'other';
  return enabled ? 'in-place' : 'disabled';
}
