import type { LvmState } from '../model/facts/lvm-state.ts';
import type { Bytes } from '../model/units.ts';

/** Size of the group's pool metadata spare (lvmthin(7)), or null where it has none. */
export function spareOf(lvm: LvmState, vg: string): Bytes | null {
  const spare = lvm.lvs.find((lv) => lv.vg === vg && lv.name.endsWith('_pmspare'));
  return spare?.size ?? null;
}
