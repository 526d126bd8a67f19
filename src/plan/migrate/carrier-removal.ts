import { placesIn } from '../../docker/migration-paths.ts';
import { removeLogicalVolume } from '../../lvm/logical-volume.ts';
import { knownOr } from '../../model/known.ts';
import { makeStep, type Step } from '../../model/plan/plan.ts';
import { blankingSteps, FINAL, ownDisks, removeGroup } from '../steps/lvm-removal.ts';
import { TAG } from '../steps/names.ts';
import type { TeardownSite } from '../steps/teardown-site.ts';
import { remountSteps } from './mount-steps.ts';
import { absent } from './renames.ts';
import type { MigrationOnRecord } from './on-record.ts';

/** LVM's state, the disks of the volume, and the physical volumes that dmctl created. */
type CarrierSite = Pick<TeardownSite, 'facts' | 'ownPvs'>;

type OnRecord = NonNullable<MigrationOnRecord['carrier']>;

/**
 * Unmounts the volume.
 * @param isMountedAtBoot the step that takes it out of the boot has the undo that mounts it again
 */
export function unmountStep(
  { paths }: MigrationOnRecord,
  { volume }: OnRecord,
  isMountedAtBoot: boolean,
): Step {
  const places = placesIn(paths);
  const name = `${volume.vg}/${volume.lv}`;
  return makeStep({
    id: 'unmount-layers',
    title: `Unmount ${name}`,
    why: 'a Docker without a configured driver must find only one',
    risk: 'reversible',
    before: [],
    action: { kind: 'unmount-volume', volume, places },
    after: [{ kind: 'volume-mounted', volume, at: [] }, absent(places.final)],
    undo: isMountedAtBoot ? [] : remountSteps(volume, places),
  });
}

/** Removes the volume, and the group that was made for it with its disk; nothing undoes it. */
export function carrierRemoval(site: CarrierSite, { volume, ownGroup }: OnRecord): readonly Step[] {
  const { vg, lv } = volume;
  const lvs =
    knownOr(site.facts.lvm, null)?.lvs.filter((one) => one.vg === vg && !one.hidden) ?? [];
  const found = lvs.find(({ name }) => name === lv);
  const isAlone = lvs.every(({ name }) => name === lv);
  const removal =
    found === undefined
      ? []
      : [
          makeStep({
            ...FINAL,
            id: 'lvremove',
            title: `Remove logical volume ${vg}/${lv}`,
            why: 'Docker runs on the pool again',
            risk: 'destroys-data',
            before: [
              { kind: 'lv-linear', vg, lv, size: found.size, tag: TAG },
              { kind: 'volume-mounted', volume, at: [] },
            ],
            action: { kind: 'run', command: removeLogicalVolume(vg, lv) },
            after: [{ kind: 'lv-absent', vg, lv }],
          }),
        ];
  if (!ownGroup || !isAlone) return removal;
  return [...removal, removeGroup(vg, TAG), ...ownDisks(site).flatMap(blankingSteps)];
}
