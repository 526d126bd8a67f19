import { headline, isProblem, type Check } from '../model/check.ts';
import type { PluginState } from '../model/exit-codes.ts';
import type { Facts } from '../model/facts/facts.ts';
import { knownOr, type Known } from '../model/known.ts';
import { above, alarms, type PluginFigure, type PluginRange } from '../model/plugin-range.ts';
import { findPool } from '../pool/found-pool.ts';
import { percentText, usedPercent, type Part } from '../pool/usage.ts';
import { EXAMINATIONS } from './examinations.ts';
import { verify } from './verify.ts';

/** The usage of one part above which to raise an alarm; null for the default. */
export interface Limits {
  readonly warning: PluginRange | null;
  readonly critical: PluginRange | null;
}

/** The parts of the pool that are watched. */
export type Watched = Readonly<Partial<Record<Part, Limits>>>;

/** The result of `dmctl check`. */
export interface Alarm {
  readonly state: PluginState;
  /** The name that docker info prints. */
  readonly pool: string;
  /** Findings, the worst first. */
  readonly said: readonly string[];
  readonly figures: readonly PluginFigure[];
}

interface Finding {
  readonly state: PluginState;
  readonly said: string;
}

const ORDER: readonly PluginState[] = ['CRITICAL', 'WARNING', 'UNKNOWN', 'OK'];

/** The state of several findings together. Known problems come before unknowns. */
export const worst = (states: readonly PluginState[]): PluginState =>
  ORDER.find((state) => states.includes(state)) ?? 'UNKNOWN';

/**
 * Judges the pool for a monitoring plugin. Known problems come before unknowns.
 * @returns null if there is no pool, or it is unknown which
 */
export function alarm(facts: Facts, watched: Watched): Alarm | null {
  const pool = findPool(facts);
  if (pool.kind !== 'named') return null;
  // Above this usage Docker creates no more layers.
  const fullForDocker = 100 - knownOr(facts.engine.keepsFree, DEFAULT_MIN_FREE);
  const parts = Object.entries(watched) as [Part, Limits][];
  const used = parts.map(([part, limits]) =>
    figureOf(part, usedPercent(pool, part), limits, fullForDocker),
  );
  const figures = used.flatMap(({ figure }) => (figure === null ? [] : [figure]));
  const alarming = new Set(
    EXAMINATIONS[facts.engine.engine]
      .filter(({ wakes }) => wakes === 'always' || (wakes && watched[wakes]))
      .map(({ id }) => id),
  );
  const checks = verify(facts).checks.filter(({ id }) => alarming.has(id));
  const findings = [...findingsOf(checks), ...used.map(({ finding }) => finding)];
  const sorted = ORDER.flatMap((state) => findings.filter((one) => one.state === state));
  return {
    state: worst(findings.map(({ state }) => state)),
    pool: pool.name ?? (pool.mode === 'loop-lvm' ? 'loop-lvm' : 'pool not created yet'),
    said: sorted.map(({ said }) => said),
    figures,
  };
}

/** One finding for each problem; what could not be seen for one reason is one finding. */
function findingsOf(checks: readonly Check[]): readonly Finding[] {
  const problems = checks.filter((check) => isProblem(check) && check.status !== 'unknown');
  const unseen = checks.filter(({ status }) => status === 'unknown');
  const reasons = [...new Set(unseen.map(({ found }) => found))];
  return [
    ...problems.map((check): Finding => {
      const state = check.status === 'warning' ? 'WARNING' : 'CRITICAL';
      return { state, said: headline(check) };
    }),
    ...reasons.map((reason): Finding => {
      const [first, ...others] = unseen.filter(({ found }) => found === reason);
      const also = others.length === 0 ? '' : ` (and ${String(others.length)} more checks)`;
      return { state: 'UNKNOWN', said: `${first?.title ?? ''}${also}: ${reason}` };
    }),
  ];
}

/** Docker's own default. */
const DEFAULT_MIN_FREE = 10;

/** The default limits leave 10 and 5 percent of the pool before Docker refuses. */
const AHEAD = { warning: 10, critical: 5 } as const;

function figureOf(
  part: Part,
  used: Known<number>,
  limits: Limits,
  fullForDocker: number,
): { readonly finding: Finding; readonly figure: PluginFigure | null } {
  if (!used.known) {
    const said = `the usage of the ${part} is unknown: ${used.why}`;
    return { finding: { state: 'UNKNOWN', said }, figure: null };
  }
  const warning = limits.warning ?? above(Math.max(0, fullForDocker - AHEAD.warning));
  const critical = limits.critical ?? above(Math.max(0, fullForDocker - AHEAD.critical));
  const percent = Number(used.value.toFixed(2));
  const state = alarms(critical, used.value)
    ? 'CRITICAL'
    : alarms(warning, used.value)
      ? 'WARNING'
      : 'OK';
  const said = `${part} ${percentText(used.value)} used`;
  return { finding: { state, said }, figure: { label: part, percent, warning, critical } };
}
