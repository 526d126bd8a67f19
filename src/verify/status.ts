import type { Check, CheckStatus } from '../model/check.ts';
import type { Facts } from '../model/facts/facts.ts';
import { knownOr } from '../model/known.ts';
import type { Status } from '../model/status.ts';
import { findPool, type FoundPool } from '../pool/found-pool.ts';
import { poolReport } from '../pool/pool-report.ts';
import { engineReport } from './engines.ts';
import { EXAMINATIONS, type CheckId } from './examinations.ts';
import { verify } from './verify.ts';

const WORST_FIRST: readonly CheckStatus[] = ['failed', 'warning', 'unknown'];

/** Collects the pool, Docker's view of it and its health for one screen. */
export function statusOf(facts: Facts): Status {
  const pool = findPool(facts);
  const { mode, checks } = verify(facts);
  const inOrder = knownOr(facts.engine.runsOn, null) === null ? causesFirst(checks) : checks;
  const problems = WORST_FIRST.flatMap((status) => inOrder.filter((one) => one.status === status));
  return {
    engine: facts.engine.engine,
    mode,
    pool: poolReport(facts),
    devices: devicesOf(facts, pool),
    ...engineReport(facts),
    dockersView: facts.engine.totals,
    counts: facts.engine.counts,
    minFreePercent: knownOr(facts.engine.keepsFree, null),
    diskNews:
      checks.find(({ id, status }) => id === 'disk-sizes' && status === 'note')?.found ?? null,
    problems,
    next: nextThing(problems, checks),
  };
}

const CAUSES = new Set(
  EXAMINATIONS.docker.filter(({ cause }) => cause === true).map(({ id }) => id),
);

const causesFirst = (checks: readonly Check<CheckId>[]): readonly Check<CheckId>[] => [
  ...checks.filter(({ id }) => CAUSES.has(id)),
  ...checks.filter(({ id }) => !CAUSES.has(id)),
];

/** The first fix of the worst problem; on a healthy host, how to use or make room for an extension. */
function nextThing(
  problems: readonly Check<CheckId>[],
  checks: readonly Check<CheckId>[],
): string | null {
  const fix = problems.find((problem) => problem.fix.length > 0)?.fix[0];
  if (fix !== undefined) return fix;
  if (problems.length > 0) return 'run dmctl verify to see what could not be determined';
  const grown = checks.find(({ id, status }) => id === 'disk-sizes' && status === 'note');
  if (grown?.fix[0] !== undefined) return grown.fix[0];
  const tight = checks.find(({ id, status }) => id === 'data-step' && status === 'note');
  const room = tight?.fix[0];
  return room === undefined ? null : `before it fills up: ${room}`;
}

function devicesOf(facts: Facts, pool: FoundPool): readonly string[] {
  if (pool.kind !== 'named') return [];
  const vg = knownOr(pool.volume, null)?.vgUuid;
  const pvs = facts.lvm.known ? facts.lvm.value.pvs : [];
  if (vg !== undefined) return pvs.filter((pv) => pv.vgUuid === vg).map(({ device }) => device);
  return knownOr(facts.engine.runsOn, null)?.files ?? [];
}
