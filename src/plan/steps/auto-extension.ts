import { attachProfile, detachProfile, monitor } from '../../lvm/logical-volume.ts';
import type { LogicalVolume } from '../../model/facts/lvm-state.ts';
import type { Step } from '../../model/plan/plan.ts';
import type { PoolName } from '../../pool/boot-unit.ts';
import { activatePool, type MadePool } from './thin-pool.ts';
import { TAG } from './names.ts';
import { MONITOR } from './pool-volumes.ts';

/** Documented step 10: LVM reads the auto-extension policy from the profile. */
export function profileStep(vg: string, lv: string, profile: string): Step {
  // Goes with the pool; a pool that stays keeps it.
  return { ...attaching({ vg, lv }, null, profile, TAG), undo: [] };
}

/** Attaches the profile to a pool dmctl did not create; the undo reattaches the previous one. */
export function adoptProfileStep(volume: LogicalVolume, profile: string): Step {
  const { vg, name: lv, profile: old } = volume;
  const undo: Step = {
    id: 'undo-lvchange-profile',
    title: old === null ? `Detach the profile of ${vg}/${lv}` : `Reattach profile ${old}`,
    why: 'it was attached before this run',
    documented: null,
    risk: 'reversible',
    before: [{ kind: 'lv-profile', vg, lv, profile }],
    action: {
      kind: 'run',
      command: old === null ? detachProfile(vg, lv) : attachProfile(vg, lv, old, null),
    },
    after: [{ kind: 'lv-profile', vg, lv, profile: old }],
    undo: [],
  };
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
  return {
    id: MONITOR,
    title: `Enable monitoring of ${vg}/${lv}`,
    why: 'dmeventd extends the pool above the threshold; without monitoring it is never extended',
    documented: 11,
    risk: 'safe',
    before: [],
    action: { kind: 'run', command: monitor(vg, lv) },
    after: [{ kind: 'lv-monitored', vg, lv }],
    mend: [up],
    undo: [],
  };
}
