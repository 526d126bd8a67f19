import { attachProfile, detachProfile, monitor } from '../../lvm/logical-volume.ts';
import type { AutoextendSettings, LogicalVolume } from '../../model/facts/lvm-state.ts';
import { makeStep, type Step } from '../../model/plan/plan.ts';
import type { PoolName } from '../../pool/boot-unit.ts';
import { activatePool, type MadePool } from './thin-pool.ts';
import { fileStep, folderStep, parentOf, type NewFile } from './files.ts';
import { TAG } from './names.ts';
import { MONITOR } from './pool-volumes.ts';

/** Documented steps 8 and 9: the profile with this policy, and the directory it is in. */
export const profileFileSteps = (
  file: NewFile,
  { threshold, percent }: AutoextendSettings,
): readonly Step[] => [
  folderStep(parentOf(file.path), 'profile-directory'),
  fileStep(file, {
    id: 'profile',
    title: `Write the auto-extension profile ${file.path}`,
    why: `extend by ${String(percent)}% when usage passes ${String(threshold)}%`,
    documented: 8,
  }),
];

/** Documented step 10: LVM reads the auto-extension policy from the profile. */
export function profileStep(vg: string, lv: string, profile: string): Step {
  // Goes with the pool; a pool that stays keeps it.
  return { ...attaching({ vg, lv }, null, profile, TAG), undo: [] };
}

/** Attaches the profile to a pool dmctl did not create; the undo reattaches the previous one. */
export function adoptProfileStep(volume: LogicalVolume, profile: string): Step {
  const { vg, name: lv, profile: old } = volume;
  const undo: Step = makeStep({
    id: 'undo-lvchange-profile',
    title: old === null ? `Detach the profile of ${vg}/${lv}` : `Reattach profile ${old}`,
    why: 'it was attached before this run',
    risk: 'reversible',
    before: [{ kind: 'lv-profile', vg, lv, profile }],
    action: {
      kind: 'run',
      command: old === null ? detachProfile(vg, lv) : attachProfile(vg, lv, old, null),
    },
    after: [{ kind: 'lv-profile', vg, lv, profile: old }],
  });
  return { ...attaching({ vg, lv }, old, profile, null), undo: [undo] };
}

function attaching(
  { vg, lv }: PoolName,
  old: string | null,
  profile: string,
  tag: string | null,
): Omit<Step, 'undo'> {
  return {
    id: 'lvchange-profile',
    title: `Attach profile ${profile} to ${vg}/${lv}`,
    why: 'without it auto-extension is disabled (threshold 100)',
    documented: 10,
    risk: 'reversible',
    before: [{ kind: 'lv-profile', vg, lv, profile: old }],
    action: { kind: 'run', command: attachProfile(vg, lv, profile, tag) },
    after: [{ kind: 'lv-profile', vg, lv, profile }],
  };
}

/**
 * Documented step 11: dmeventd monitors the pool. Only an active pool can be monitored, and a reboot in
 * between may have left it inactive.
 */
export function monitorStep(made: MadePool): Step {
  const { vg, lv } = made;
  const reason = 'a reboot left it inactive, and only an active pool can be monitored';
  const up: Step = { ...activatePool(made, 'mend-lvchange-monitor'), why: reason, proven: true };
  return makeStep({
    id: MONITOR,
    title: `Enable monitoring of ${vg}/${lv}`,
    why: 'dmeventd extends the pool above the threshold; without monitoring it is never extended',
    documented: 11,
    risk: 'safe',
    before: [],
    action: { kind: 'run', command: monitor(vg, lv) },
    after: [{ kind: 'lv-monitored', vg, lv }],
    mend: [up],
  });
}
