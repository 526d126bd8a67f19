import type { Plan, Step } from '../../model/plan/plan.ts';
import { makePlan, planNothing } from '../steps/make-plan.ts';
import { plansOf } from '../engines.ts';
import { lvmRemovalSteps } from '../steps/lvm-removal.ts';
import { profileRemovalSteps } from '../steps/profile-removal.ts';
import { unitFolderSteps, unitRemovalSteps } from '../steps/boot-unit-removal.ts';
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
    ...profileRemovalSteps(site),
    ...unitFolderSteps(site),
    ...engine.spent(site),
  ];
  const warnings = steps.length === 0 ? [] : teardownWarnings(site);
  return makePlan(
    { command: COMMAND, steps, refusals, warnings },
    { ...back.blobs, ...unit.blobs },
  );
}
