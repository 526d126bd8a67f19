import type { CheckStatus } from '../model/check.ts';
import type { Facts } from '../model/facts/facts.ts';
import { knownOr } from '../model/known.ts';
import { PLUGIN_EXIT, type PluginState } from '../model/exit-codes.ts';
import { hasNoPool } from '../verify/verify.ts';
import { alarm, worst, type Alarm, type Watched } from '../verify/alarm.ts';
import { plainAnswer, type Answer } from '../views/answer.ts';
import { checkLine, inOneLine } from '../views/reports/check-line.ts';
import type { Parts } from '../run/context.ts';
import { failureOf } from '../run/failure.ts';
import { observePools } from '../run/pools.ts';
import { mustBeRoot } from '../run/preconditions.ts';
import { migrationCheck } from './migration-check.ts';
import { openRun, runNotice, type OpenRun } from './open-run.ts';

/** `dmctl check`: one line and an exit code for a monitoring system. Reads only. */
export async function checkPool(parts: Parts, watched: Watched): Promise<Answer> {
  mustBeRoot(parts.host, 'check');
  const now = await openRun(parts);
  const notice = runNotice(now);
  const all = await observePools(parts.reader);
  const [facts] = all;
  const found =
    all.length > 1
      ? together(all.flatMap((one) => alarm(one, watched) ?? []))
      : (alarm(facts, watched) ?? (await withoutPool(parts, facts)));
  const { pool, figures } = found;
  const said = [...(notice === null ? [] : [notice.message]), ...found.said];
  const state = worst([runState(now, facts), found.state]);
  const words = pool === null ? inOneLine(said) : `${pool}: ${inOneLine(said)}`;
  return {
    ...pluginAnswer(state, { state, pool, said, figures }),
    warnings: notice === null ? [] : [notice],
    text: () => checkLine(state, words, figures),
  };
}

/** The pools of a host that has several; the worst counts, and comes first. */
function together(alarms: readonly Alarm[]): Alarm {
  const state = worst(alarms.map((one) => one.state));
  const inOrder = [...alarms].sort((a, b) => Number(b.state === state) - Number(a.state === state));
  return {
    state,
    pool: inOrder.map(({ pool }) => pool).join(', '),
    said: inOrder.flatMap(({ pool, said }) => said.map((words) => `${pool}: ${words}`)),
    figures: inOrder.flatMap(({ pool, figures }) =>
      figures.map((figure) => ({ ...figure, label: `${pool} ${figure.label}` })),
    ),
  };
}

const NO_POOL: WithoutPool = {
  state: 'UNKNOWN',
  pool: null,
  said: ['there is no pool here, or it could not be determined'],
  figures: [],
};

const STATE_OF: Readonly<Record<CheckStatus, PluginState>> = {
  ...{ ok: 'OK', note: 'OK', warning: 'WARNING', failed: 'CRITICAL', unknown: 'UNKNOWN' },
};

/** The part of the answer of `dmctl check` on a host without a pool. */
interface WithoutPool {
  readonly state: PluginState;
  readonly pool: null;
  readonly said: readonly string[];
  readonly figures: readonly [];
}

/** A host that was migrated has no pool to watch; one whose driver somebody changed misses it. */
async function withoutPool(parts: Parts, facts: Facts): Promise<WithoutPool> {
  const check = hasNoPool(facts) ? await migrationCheck(parts, facts) : null;
  if (check === null) return NO_POOL;
  return { ...NO_POOL, state: STATE_OF[check.status], said: [check.found] };
}

/** An interrupted run that began no step has changed nothing yet. */
function runState(now: OpenRun, { engine }: Facts): PluginState {
  if (now.kind === 'unknown') return 'UNKNOWN';
  if (now.kind !== 'interrupted') return 'OK';
  const isUp = knownOr(engine.service.running, null) === true;
  return isUp && now.run.progress.length === 0 ? 'WARNING' : 'CRITICAL';
}

/** An answer of `dmctl check` without its text. */
const pluginAnswer = (state: PluginState, data: Answer['data']): Answer => ({
  ...plainAnswer('check'),
  exitCode: PLUGIN_EXIT[state],
  data,
});

/** The answer if the state could not be determined. */
function unknownAnswer(words: string): Answer {
  const data = { state: 'UNKNOWN', pool: null, said: [words], figures: [] };
  return { ...pluginAnswer('UNKNOWN', data), text: () => checkLine('UNKNOWN', words) };
}

/**
 * The answer of `dmctl check` to a failure: UNKNOWN, on one line; with --json the document has the error
 * as for every command.
 */
export function pluginFailed(error: unknown, json: boolean): Answer {
  const failure = failureOf(error);
  const { code, message, why } = failure;
  const answer = unknownAnswer(`${code}: ${message}${why === '' ? '' : `: ${why}`}`);
  return json ? { ...answer, failures: [failure] } : answer;
}
