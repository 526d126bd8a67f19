import { knownOr } from '../../model/known.ts';
import { makeStep, type Plan, type Step } from '../../model/plan/plan.ts';
import { makePlan, planNothing } from '../steps/make-plan.ts';
import { plansOf } from '../engines.ts';
import { emptiedFolder } from '../steps/files.ts';
import { lvmRemovalSteps } from './volumes.ts';
import { unitFolderSteps, unitRemovalSteps } from './boot-unit.ts';
import { teardownRefusals, teardownWarnings } from './notices.ts';
import type { TeardownSite } from '../steps/teardown-site.ts';

const COMMAND = 'teardown';

/**
 * Plans `dmctl teardown`: removes what setup created, and restores what it changed. The engine comes
 * first, and all of that can be undone; from the removal of the pool on, nothing can.
 */
export function planTeardown(site: TeardownSite): Plan {
  const refusals = teardownRefusals(site);
  if (refusals.length > 0) return planNothing(COMMAND, refusals);
  const engine = plansOf(site.facts);
  const back = engine.takeBack(site);
  const unit = unitRemovalSteps(site);
  const steps: readonly Step[] = [
    ...back.steps,
    ...unit.steps,
    ...lvmRemovalSteps(site),
    ...profileSteps(site),
    ...unitFolderSteps(site),
    ...engine.spent(site),
  ];
  const warnings = steps.length === 0 ? [] : teardownWarnings(site);
  return makePlan(
    { command: COMMAND, steps, refusals, warnings },
    { ...back.blobs, ...unit.blobs },
  );
}

/** Removes the profile after the pool, since LVM reads it as long as the pool exists. */
function profileSteps(site: TeardownSite): readonly Step[] {
  const { record, ground, facts } = site;
  const { profile, pool } = record;
  const isAsWritten = profile !== null && knownOr(ground.profile, null) === profile.sha256;
  if (!isAsWritten) return [];
  const { path, sha256 } = profile;
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.profile$/, '');
  const lvs = knownOr(facts.lvm, null)?.lvs ?? [];
  if (lvs.some((lv) => lv.profile === name && lv.vg !== pool?.vg)) return [];
  return [
    makeStep({
      id: 'profile',
      title: `Remove the auto-extension profile ${path}`,
      why: 'it still has the bytes that dmctl wrote, and no volume uses it',
      risk: 'reversible',
      final: true,
      before: [{ kind: 'file', path, sha256 }],
      action: { kind: 'remove-file', path, sha256 },
      after: [{ kind: 'file', path, sha256: null }],
    }),
    ...emptiedFolder(site, path, 'profile-directory').map((step): Step => ({
      ...step,
      final: true,
    })),
  ];
}
