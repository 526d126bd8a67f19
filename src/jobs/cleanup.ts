import { listRuns } from '../apply/runs.ts';
import { headline, isProblem } from '../model/check.ts';
import { refused } from '../model/errors.ts';
import type { Facts } from '../model/facts/facts.ts';
import type { Plan } from '../model/plan/plan.ts';
import { observeForVerify } from '../observe/host-facts.ts';
import { movedAside } from '../observe/engines.ts';
import { foreignRoot, planCleanup, type CleanupSite } from '../plan/keep/cleanup.ts';
import { planNothing } from '../plan/steps/make-plan.ts';
import { setUpsOnRecord } from '../plan/steps/setup-record.ts';
import { hasNoPool, verify } from '../verify/verify.ts';
import { planJson } from '../views/changes/plan-json.ts';
import { consent, type Asking } from '../run/consent.ts';
import type { Account, Job, Survey } from '../run/job.ts';
import type { Parts } from '../run/context.ts';
import { statesOf } from './setup-data.ts';

/** `dmctl cleanup`. */
export const cleanup = (asking: Asking): Job => ({
  command: 'cleanup',
  request: { command: 'cleanup', devices: [], options: {} },
  survey,
  consent: async ({ plan }) => {
    const [what] = plan.warnings;
    if (what !== undefined) await consent(`${what.message}; ${what.why}. Remove it?`, asking);
  },
  account: (_, plan, end): Promise<Account> => {
    const done = () => [`${pathOf(plan) ?? 'It'} was removed.`];
    const data = cleanupData(plan, end);
    return Promise.resolve({ data, warnings: [], done });
  },
});

async function survey({ reader, stateDir }: Parts): Promise<Survey> {
  const [runs, facts] = await Promise.all([
    listRuns(reader, stateDir),
    observeForVerify(reader, 'docker'),
  ]);
  const moved = setUpsOnRecord(runs).findLast((record) => record.movedRoot !== null)?.movedRoot;
  if (moved == null) return nothingMoved(facts);
  const found = await movedAside(reader, moved);
  const plan = planCleanup({ moved, found, problems: problemsOf(facts) });
  return {
    plan,
    data: { ...cleanupData(plan, null), freesBytes: sizeOf({ found }) },
    nothingToDo: () => [`${moved.backup} no longer exists`],
  };
}

const sizeOf = ({ found }: Pick<CleanupSite, 'found'>): number | null =>
  found.inode.known && found.inode.value !== null && found.size.known ? found.size.value : null;

/** Lists why a setup is not verified, as dmctl verify finds now. */
function problemsOf(facts: Facts): readonly string[] {
  if (hasNoPool(facts)) return ['Docker does not run on a pool'];
  const { running } = facts.engine.service;
  // If Docker is stopped, verify only notes it, and that some checks were left out.
  if (!running.known || !running.value)
    return ['Docker is not running, so not everything can be checked'];
  return verify(facts).checks.filter(isProblem).map(headline);
}

/** @throws DmctlError DM070 (20) for a directory that dmctl did not move aside */
function nothingMoved({ engine }: Facts): Survey {
  const { setAside } = engine;
  if (setAside?.exists === true)
    throw refused(foreignRoot(setAside.path, 'no setup on record moved it there'));
  const plan = planNothing('cleanup');
  const nothingToDo = () => ['no setup left anything behind'];
  return { plan, data: { ...cleanupData(plan, null), freesBytes: null }, nothingToDo };
}

const pathOf = ({ steps }: Plan): string | null => {
  const action = steps[0]?.action;
  return action?.kind === 'remove-tree' ? action.path : null;
};

const cleanupData = (plan: Plan, end: Parameters<typeof statesOf>[0]) => ({
  path: pathOf(plan),
  plan: planJson(plan, statesOf(end)),
});
