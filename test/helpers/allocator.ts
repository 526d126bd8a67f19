import type { LogicalVolume, LvmState, VolumeGroup } from '../../src/model/facts/lvm-state.ts';
import { bytes, extents } from '../../src/model/units.ts';
import fc from './fast-check.ts';

/**
 * LVM's allocator as far as it is documented (lvm(8), --alloc): it takes a piece of the same length on each of
 * `areas` different disks, again and again, until it has what it needs or too few disks have anything left. Which
 * disks, and how long a piece, is up to it: here a list of numbers decides.
 */
export class Allocator {
  readonly #free: number[];
  readonly #choices: readonly number[];
  #at = 0;

  constructor(free: readonly number[], choices: readonly number[]) {
    this.#free = [...free];
    this.#choices = choices;
  }

  /** @returns false if it is stuck before it has `by` extents of a volume */
  extend({ segmentType, areas }: Laid, by: number): boolean {
    let rows = segmentType === 'striped' ? Math.ceil(by / areas) : by;
    while (rows > 0) {
      const open = this.#free.flatMap((free, at) => (free > 0 ? [at] : []));
      if (open.length < areas) return false;
      const chosen = Array.from(
        { length: areas },
        () => open.splice(this.#choose(open.length), 1)[0] ?? 0,
      );
      const longest = Math.min(rows, ...chosen.map((at) => this.#free[at] ?? 0));
      const length = 1 + this.#choose(longest);
      for (const at of chosen) this.#free[at] = (this.#free[at] ?? 0) - length;
      rows -= length;
    }
    return true;
  }

  #choose(among: number): number {
    this.#at += 1;
    return (this.#choices[this.#at % this.#choices.length] ?? 0) % among;
  }
}

/** The best that any allocator could do: rows of `areas` extents, on as many disks. */
export function mostRows(free: readonly number[], areas: number): number {
  let rows = 0;
  for (const left = [...free]; ; rows += 1) {
    left.sort((a, b) => b - a);
    if ((left[areas - 1] ?? 0) < 1) return rows;
    for (let at = 0; at < areas; at += 1) left[at] = (left[at] ?? 0) - 1;
  }
}

export type Laid = Pick<LogicalVolume, 'segmentType' | 'areas'>;

export const LAID = fc.oneof(
  fc.constant<Laid>({ segmentType: 'linear', areas: 1 }),
  fc.record({
    segmentType: fc.constantFrom('striped', 'raid1'),
    areas: fc.integer({ min: 2, max: 3 }),
  }),
);

/** Free extents of each disk, mostly about as many as an extension takes. */
export const FREE = (most: number) =>
  fc.array(fc.integer({ min: 0, max: most }), { minLength: 1, maxLength: 5 });

export const CHOICES = fc.array(fc.nat(), { minLength: 1, maxLength: 40 });

/** The same pool on disks with this free space, its parts laid out like this. */
export function redistributed(
  lvm: LvmState,
  free: readonly number[],
  laid: Readonly<Record<'data' | 'metadata', Laid | null>>,
  policy = 'normal',
): LvmState {
  const [disk] = lvm.pvs;
  const [group] = lvm.vgs;
  if (disk === undefined || group === undefined) throw new Error('no group');
  const pool = lvm.lvs.find(({ segmentType }) => segmentType === 'thin-pool');
  const layout = new Map([
    [pool?.dataLv, laid.data],
    [pool?.metadataLv, laid.metadata],
  ]);
  const sum = free.reduce((all, one) => all + one, 0);
  const vg: VolumeGroup = { ...group, allocation: policy, freeExtents: extents(sum) };
  return {
    ...lvm,
    vgs: [vg],
    pvs: free.map((count, at) => ({
      ...disk,
      device: `/dev/xv${String(at)}`,
      uuid: `${disk.uuid}${String(at)}`,
      free: bytes(count * group.extentSize),
    })),
    lvs: lvm.lvs.map((lv) => ({ ...lv, ...layout.get(lv.name) })),
  };
}
