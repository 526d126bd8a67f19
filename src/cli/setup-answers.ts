import type { RunEnd } from '../apply/apply.ts';
import type { Failure } from '../model/errors.ts';
import { EXIT } from '../model/exit-codes.ts';
import { dmName } from '../model/names.ts';
import type { Notice } from '../model/notice.ts';
import type { PoolReport } from '../model/check.ts';
import type { Plan } from '../model/plan.ts';
import type { SetupDirectLvmRequest } from '../plan/request.ts';
import type { Answer } from '../views/answer.ts';
import { planText } from '../views/plan-text.ts';
import { nothingToDoText, setUpText } from '../views/run-text.ts';
import { planScript } from '../views/script/script.ts';
import type { WalkedRun } from './changing.ts';
import { placesOf, poolAsMade, setupData, type SetupPlaces } from './setup-data.ts';

export const SETUP = 'setup direct-lvm';

/** A set-up's request and plan, and what was seen of the host before it. */
export interface SetupSite {
  readonly request: SetupDirectLvmRequest;
  readonly plan: Plan;
  /** The pool as it is now, null where there is none. */
  readonly pool: PoolReport | null;
  readonly places: SetupPlaces;
}

const base = { command: SETUP, changed: false, runId: null, failures: [] } as const;

const refused = ({ code, exitCode, message, why, fix }: Notice): Failure => ({
  code,
  exitCode,
  message,
  why,
  fix,
  state: 'nothing was changed',
});

/** The plan may not be carried out: all reasons, the first of which gives the exit code. */
export function refusedAnswer({ request, plan, pool, places }: SetupSite): Answer {
  return {
    ...base,
    exitCode: plan.refusals[0]?.exitCode ?? EXIT.refused,
    data: setupData(request, plan, { pool, places, end: null }),
    warnings: plan.warnings,
    failures: plan.refusals.map(refused),
    text: () => '',
  };
}

/** There is nothing to do. */
export function nothingToDoAnswer({ request, plan, pool, places }: SetupSite): Answer {
  const name = dmName(request.vg, request.pool);
  return {
    ...base,
    exitCode: EXIT.done,
    data: setupData(request, plan, { pool, places, end: null }),
    warnings: plan.warnings,
    text: (style) => nothingToDoText(name, plan.warnings, style),
  };
}

export interface DryRunOptions {
  readonly script: boolean;
  readonly detailedExitcode: boolean;
}

/** What would be done, for people or as a script. */
export function dryRunAnswer(site: SetupSite, options: DryRunOptions): Answer {
  const { request, plan, pool, places } = site;
  const pending = plan.steps.length > 0;
  const data = setupData(request, plan, { pool, places, end: null });
  const script = options.script ? planScript(plan) : null;
  return {
    ...base,
    exitCode: options.detailedExitcode && pending ? EXIT.changesPending : EXIT.done,
    data: script === null ? data : { ...data, script },
    warnings: plan.warnings,
    text: (style) => script ?? planText(plan, style),
  };
}

const succeeded = (end: RunEnd): boolean => end.end === 'done' && end.failure === null;

/** What became of a run. */
export function ranAnswer(
  request: SetupDirectLvmRequest,
  plan: Plan,
  { end, failures }: WalkedRun,
): Answer {
  const done = succeeded(end);
  const places = placesOf(plan);
  const pool = done ? poolAsMade(request, plan) : null;
  const { movedTo } = places.dataRoot;
  return {
    command: SETUP,
    changed: end.changed,
    exitCode: failures[0]?.exitCode ?? EXIT.done,
    runId: end.runId,
    data: setupData(request, plan, { pool, places, end }),
    warnings: plan.warnings,
    failures,
    text: (style) =>
      done
        ? setUpText(
            {
              pool: dmName(request.vg, request.pool),
              devices: request.devices,
              layout: plan.layout,
              runId: end.runId,
              movedTo,
              warnings: plan.warnings,
            },
            style,
          )
        : '',
  };
}
