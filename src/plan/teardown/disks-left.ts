import { knownOr } from '../../model/known.ts';
import type { Notice } from '../../model/notice.ts';
import { leftInPlace, type TeardownSite } from '../steps/teardown-site.ts';

/** Says which disks of the pool's group a teardown leaves as they are. */
export function disksLeft({ facts, ownPvs, record }: TeardownSite): readonly Notice[] {
  const pvs = knownOr(facts.lvm, null)?.pvs ?? [];
  if (record.inGroup === true) {
    return pvs
      .filter(({ vg, uuid }) => vg === record.pool?.vg && ownPvs.has(uuid))
      .map(({ device, vg }) =>
        leftInPlace(
          `${device} in volume group ${String(vg)}`,
          'dmctl resize added it, and other volumes may use it',
          `if none does: vgreduce ${String(vg)} ${device}; pvremove ${device}`,
        ),
      );
  }
  return pvs
    .filter(({ vg, uuid }) => vg !== null && vg === record.pool?.vg && !ownPvs.has(uuid))
    .map(({ device }) =>
      leftInPlace(
        `the physical volume on ${device}`,
        'dmctl did not make it',
        `pvremove ${device}`,
      ),
    );
}
