import type { Check } from '../model/check.ts';
import type { PluginState } from '../model/exit-codes.ts';
import type { Facts } from '../model/facts/facts.ts';
import { knownOr, type Known } from '../model/known.ts';
import { above, alarms, type PluginFigure, type PluginRange } from '../model/plugin-range.ts';
import { findPool } from '../pool/found-pool.ts';
import { percentText, usedPercent, type Part } from '../pool/usage.ts';
import { verify } from './verify.ts';

/** When the use of one part is cause for alarm; null: the default. */
export interface Limits {
  readonly warning: PluginRange | null;
  readonly critical: PluginRange | null;
}

/** What is watched. */
export type Watched = Readonly<Partial<Record<Part, Limits>>>;

/** What a monitoring system is told. */
export interface Alarm {
  readonly state: PluginState;
  /** As docker info prints it. */
  readonly pool: string;
  /** The worst first. */
  readonly said: readonly string[];
  readonly figures: readonly PluginFigure[];
}

/**
 * Checks that a person has to be woken for: writers stand still, or will, and nothing mends that by
 * itself.
 */
const GRAVE: ReadonlySet<Check['id']> = new Set([
  'pool-exists',
  'pool-active',
  'pool-target',
  'pool-table',
  'pool-writable',
  'pool-needs-check',
  'volume-health',
  'pool-monitored',
  'dmeventd',
  'min-free-space',
]);

/** With both parts' own steps: no room for one is grave once the pool is past its threshold. */
const STEPS: Readonly<Record<Part, string>> = { data: 'data-step', metadata: 'metadata-step' };

interface Finding {
  readonly state: PluginState;
  readonly said: string;
}

const ORDER: readonly PluginState[] = ['CRITICAL', 'WARNING', 'UNKNOWN', 'OK'];

/**
 * Judges the pool for a monitoring plugin. Something known to be wrong comes before something that
 * is not known, and that before all is well.
 * null: there is no pool, or it is not known which.
 */
export function alarm(facts: Facts, watched: Watched): Alarm | null {
  const pool = findPool(facts);
  if (pool.kind !== 'named') return null;
  // Above that use Docker makes no more layers.
  const refusal = 100 - knownOr(facts.engine.keepsFree, DEFAULT_MIN_FREE);
  const parts = Object.entries(watched) as [Part, Limits][];
  const used = parts.map(([part, limits]) =>
    figureOf(part, usedPercent(pool, part), limits, refusal),
  );
  const figures = used.flatMap(({ figure }) => (figure === null ? [] : [figure]));
  const grave = new Set([...GRAVE, ...parts.map(([part]) => STEPS[part])]);
  const checks = verify(facts).checks.filter(({ id }) => grave.has(id));
  const findings = [...checks.flatMap(findingOf), ...used.map(({ finding }) => finding)];
  const sorted = ORDER.flatMap((state) => findings.filter((one) => one.state === state));
  return {
    state: sorted[0]?.state ?? 'UNKNOWN',
    pool: pool.name ?? 'loop-lvm',
    said: sorted.map(({ said }) => said),
    figures,
  };
}

function findingOf({ status, title, found }: Check): readonly Finding[] {
  if (status === 'ok' || status === 'note') return [];
  const state = status === 'unknown' ? 'UNKNOWN' : status === 'warning' ? 'WARNING' : 'CRITICAL';
  return [{ state, said: `${title}: ${found}` }];
}

/** Docker's own default. */
const DEFAULT_MIN_FREE = 10;

/** By default a person has time before Docker refuses: 10 and 5 percent of the pool. */
const AHEAD = { warning: 10, critical: 5 } as const;

function figureOf(
  part: Part,
  used: Known<number>,
  limits: Limits,
  refusal: number,
): { readonly finding: Finding; readonly figure: PluginFigure | null } {
  if (!used.known) {
    const said = `the use of the ${part} is not known: ${used.why}`;
    return { finding: { state: 'UNKNOWN', said }, figure: null };
  }
  const warning = limits.warning ?? above(Math.max(0, refusal - AHEAD.warning));
  const critical = limits.critical ?? above(Math.max(0, refusal - AHEAD.critical));
  const percent = Number(used.value.toFixed(2));
  const state = alarms(critical, used.value)
    ? 'CRITICAL'
    : alarms(warning, used.value)
      ? 'WARNING'
      : 'OK';
  const said = `${part} ${percentText(used.value)} used`;
  return { finding: { state, said }, figure: { label: part, percent, warning, critical } };
}
