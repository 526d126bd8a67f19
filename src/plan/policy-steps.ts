import { attachProfile, monitor } from '../lvm/logical-volume.ts';
import type { Step } from '../model/plan.ts';
import { TAG } from './pool-names.ts';

/** Documented step 10: LVM reads the auto-extension policy from the profile. */
export function profileStep(vg: string, lv: string, profile: string): Step {
  return {
    id: 'lvchange-profile',
    title: `Attach profile ${profile} to ${vg}/${lv}`,
    why: 'without it auto-extension is off (threshold 100)',
    documented: 10,
    risk: 'reversible',
    before: [{ kind: 'lv-profile', vg, lv, profile: null }],
    action: { kind: 'run', command: attachProfile(vg, lv, profile, TAG) },
    after: [{ kind: 'lv-profile', vg, lv, profile }],
    // Goes with the pool; a pool that stays keeps it.
    undo: [],
  };
}

/** Documented step 11: dmeventd watches the pool. */
export function monitorStep(vg: string, lv: string): Step {
  return {
    id: 'lvchange-monitor',
    title: `Turn monitoring of ${vg}/${lv} on`,
    why: 'dmeventd extends the pool when it passes the threshold; unwatched it never grows',
    documented: 11,
    risk: 'safe',
    before: [],
    action: { kind: 'run', command: monitor(vg, lv) },
    after: [{ kind: 'lv-monitored', vg, lv }],
    undo: [],
  };
}
