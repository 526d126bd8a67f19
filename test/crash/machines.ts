import { count } from './loop-pool.ts';
import type { State } from './state.ts';
import { boot } from './systemd.ts';

/** All that only ever grows: volumes and enlarged disks as LVM's metadata has them, loop files. */
export function sizeOf({ vgs, disks, files }: State): number {
  const sparse = [...files.values()].map((entry) =>
    entry.kind === 'file' ? (entry.sparse?.size ?? 0) : 0,
  );
  const extents = vgs.flatMap(({ lvs }) => lvs).map((lv) => lv.extents);
  const used = disks.map(({ pv }) => pv?.size ?? 0);
  return [...extents, ...used, ...sparse].reduce((sum, size) => sum + size, 0);
}

const REMOVAL =
  /"kind":"intent".*"step":"(remove-(data-root|old-layers|old-records|snapshots|snapshotter-root)|drop-)/;

/** The removal of a tree is announced: nobody can see any more whether it is whole. */
export const isBeingRemoved = ({ files }: State): boolean =>
  [...files].some(
    ([path, entry]) =>
      path.endsWith('/journal.jsonl') && entry.kind === 'file' && REMOVAL.test(entry.text),
  );

/** The same machine after a power cut. */
export function booted(state: State): State {
  const copy = structuredClone(state);
  boot(copy);
  return copy;
}

/** With no change of a table under way; and after a resume, which looks at the devices anew. */
export function settled(state: State): readonly State[] {
  const still = structuredClone(state);
  if (still.loopPool === null) return [still];
  Object.assign(still.loopPool, { waiting: null, suspended: false });
  const resumed = structuredClone(still);
  if (resumed.loopPool !== null) count(resumed, resumed.loopPool);
  return [still, resumed];
}

/** After a power cut, and Docker stopped again where it did not run at first. */
export function stillAfterBoot(state: State): State {
  const copy = booted(state);
  copy.daemon &&= state.daemon;
  copy.units = structuredClone(state.units);
  return copy;
}
