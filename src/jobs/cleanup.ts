import { listRuns } from '../apply/runs.ts';
import { headline, isProblem } from '../model/check.ts';
import { refused } from '../model/errors.ts';
import type { Facts } from '../model/facts/facts.ts';
import type { Plan } from '../model/plan/plan.ts';
import type { OldRoot } from '../model/facts/docker-state.ts';
import { attempt } from '../observe/attempt.ts';
import { observeForVerify } from '../observe/host-facts.ts';
import { movedAside } from '../observe/engines.ts';
import { foreignRoot, planCleanup, type MetadataCopies } from '../plan/keep/cleanup.ts';
import { planNothing } from '../plan/steps/make-plan.ts';
import { setUpsOnRecord } from '../plan/steps/setup-record.ts';
import { hasNoPool, verify } from '../verify/verify.ts';
import { planJson } from '../views/changes/plan-json.ts';
import { consent, type Asking } from '../run/consent.ts';
import type { Account, Job, Survey } from '../run/job.ts';
import type { Parts } from '../run/context.ts';
import { observePools } from '../run/pools.ts';
import { statesOf } from './setup-data.ts';

/** `dmctl cleanup`. */
export const cleanup = (asking: Asking): Job => ({
  command: 'cleanup',
  request: { command: 'cleanup', devices: [], options: {} },
  survey,
  consent: async ({ plan: { warnings } }) => {
    const what = warnings.map(({ message, why }) => `${message}; ${why}`).join('\n');
    if (what !== '') await consent(`${what}. Remove it?`, asking);
  },
  account: (_, plan, end): Promise<Account> => {
    const paths = removedPaths(plan);
    const done = () => [`${paths.join(' and ')} ${paths.length === 1 ? 'was' : 'were'} removed.`];
    const data = cleanupData(plan, end);
    return Promise.resolve({ data, warnings: [], done });
  },
});

async function survey({ reader, stateDir }: Parts): Promise<Survey> {
  const [runs, pools] = await Promise.all([listRuns(reader, stateDir), observePools(reader)]);
  const moved = setUpsOnRecord(runs).findLast((record) => record.movedRoot !== null)?.movedRoot;
  const copies = await copiesOf(reader, stateDir, pools.flatMap(problemsOf));
  const docker =
    pools.find(({ engine }) => engine.engine === 'docker') ??
    (await observeForVerify(reader, 'docker'));
  if (moved == null) {
    if (copies.inode.known && copies.inode.value === null) return nothingMoved(docker);
    return surveyOf(planCleanup({ root: null, copies }), null);
  }
  const found = await movedAside(reader, moved);
  const plan = planCleanup({ root: { moved, found, problems: problemsOf(docker) }, copies });
  return surveyOf(plan, sizeOf(found), moved.backup);
}

const surveyOf = (plan: Plan, freesBytes: number | null, backup?: string): Survey => ({
  plan,
  data: { ...cleanupData(plan, null), freesBytes },
  nothingToDo: () => [`${backup ?? 'what a setup left'} no longer exists`],
});

/** The copies of metadata that repairs took; null inode: there are none. */
async function copiesOf(
  reader: Parts['reader'],
  stateDir: string,
  problems: readonly string[],
): Promise<MetadataCopies> {
  const path = `${stateDir}/metadata`;
  const inode = await attempt(async () => (await reader.lstat(path))?.inode ?? null);
  return { path, inode, problems };
}

const sizeOf = (found: OldRoot): number | null =>
  found.inode.known && found.inode.value !== null && found.size.known ? found.size.value : null;

/** Lists why a pool is not well, as dmctl verify finds now. */
function problemsOf(facts: Facts): readonly string[] {
  const { title, service } = facts.engine;
  if (hasNoPool(facts)) return [`${title} does not run on a pool`];
  const { running } = service;
  // If the engine is stopped, verify only notes it, and that some checks were left out.
  if (!running.known || !running.value)
    return [`${title} is not running, so not everything can be checked`];
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

const removedPaths = ({ steps }: Plan): readonly string[] =>
  steps.flatMap(({ action }) => (action.kind === 'remove-tree' ? [action.path] : []));

const cleanupData = (plan: Plan, end: Parameters<typeof statesOf>[0]) => ({
  path: removedPaths(plan)[0] ?? null,
  paths: removedPaths(plan),
  plan: planJson(plan, statesOf(end)),
});
