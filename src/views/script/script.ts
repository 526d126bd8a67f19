import type { Plan, Step } from '../../model/plan/plan.ts';
import { actionLine } from '../changes/action.ts';
import { actionShell } from './actions.ts';
import { functionsText } from './functions.ts';
import { callLine, checksAfter, guardsBefore } from './guards.ts';
import { comment, quote } from './quote.ts';

const indent = (line: string): string => (line === '' ? '' : `  ${line}`);

type Lines = readonly string[];

/** Indents lines of shell, but not the text of a here-document. */
function setIn(lines: Lines): Lines {
  const [first = '', ...rest] = lines;
  return first.includes(" <<'") ? [indent(first), ...rest] : lines.map(indent);
}

const clearsFailure = (step: Step): boolean =>
  step.after.some(({ kind }) => kind === 'units-not-failed');

/** A start that systemd may refuse because of earlier ones is tried once more, as dmctl does. */
function twice(line: string, mends: Lines): Lines {
  return [`${line} || {`, ...[...mends, line].map(indent), '}'];
}

/**
 * Stopping a unit that does not exist fails, which does not matter as long as none of them runs; nor
 * does clearing a failed state that does not exist. Every other program has to succeed.
 */
function actionLines(step: Step, blobs: Plan['blobs']): Lines {
  const lines = actionShell(step.action, blobs);
  if (clearsFailure(step)) return lines.map((line) => `${line} || true`);
  const mends = (step.mend ?? []).filter(clearsFailure);
  if (mends.length > 0) {
    const clearing = mends.flatMap((mend) => actionLines(mend, blobs));
    return lines.flatMap((line) => twice(line, clearing));
  }
  const stopped = step.after.find((condition) => condition.kind === 'units' && !condition.active);
  if (step.action.kind !== 'run' || stopped?.kind !== 'units') return lines;
  const isSystemd = step.action.command.program === 'systemctl';
  const check = callLine({ name: 'no_unit_active', args: stopped.names });
  return [...lines.map((line) => `${line} || true`), ...(isSystemd ? [check] : [])];
}

function stepLines(step: Step, number: number, blobs: Plan['blobs']): Lines {
  const guards = step.action.kind === 'make-directory' ? [] : step.before.flatMap(guardsBefore);
  const name = `${String(number)}. ${step.title}`;
  return [
    '',
    indent(comment(name)),
    indent(comment(step.why)),
    ...(step.final === true ? [] : step.undo).map((undo) =>
      indent(comment(`to undo it: ${actionLine(undo.action)}`)),
    ),
    indent(`begin ${quote(name)}`),
    ...guards.map((guard) => indent(callLine(guard))),
    ...setIn(actionLines(step, blobs)),
  ];
}

/** Existing files whose text the script contains. */
const replaced = ({ steps }: Plan): readonly string[] =>
  steps.flatMap(({ action }) =>
    action.kind === 'write-file' && action.replaces !== null ? [action.path] : [],
  );

/** Checks of the result; if two steps affect the same thing, the later one counts. */
function checkLines(steps: readonly Step[]): Lines {
  const calls = steps.flatMap((step) => step.after.flatMap(checksAfter));
  const last = new Map(calls.map((c) => [`${c.name} ${c.args.slice(0, 2).join(' ')}`, c]));
  const checks = [...last.values()].map((c) => indent(callLine(c)));
  return ['', indent("begin 'the check at the end'"), ...checks];
}

function header(plan: Plan): string[] {
  return [
    '#!/usr/bin/env bash',
    comment(`dmctl ${plan.command}, plan ${plan.id}, as a script to run by hand, as root.`),
    '# It is valid only for the host it was made on, in the state of that moment: guards stop it if',
    '# that has changed. Unlike dmctl, it keeps no journal and undoes nothing by itself.',
    ...replaced(plan).flatMap((path) => [
      comment(`It contains all of ${path}, with every secret in it, such as passwords of proxies:`),
      '# give it to nobody who must not read that file.',
    ]),
    'set -eEuo pipefail',
    'export LC_ALL=C PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    'umask 022',
    '',
    "now='the start'",
    `trap 'printf "stopped at: %s\\n" "$now" >&2' ERR`,
    'stop() { printf \'stopped at: %s\\n%s\\n\' "$now" "$*" >&2; exit 1; }',
    'begin() { now=$1; printf \'%s\\n\' "$now"; }',
    '',
  ];
}

/**
 * Writes a plan as a bash script: each step with its reason, guards before it, files that are written
 * to a temporary name and renamed, and a check at the end. Only here does a plan become shell, so
 * quoting is done only here.
 */
export function planScript(plan: Plan): string {
  const steps = plan.steps.flatMap((step, i) => stepLines(step, i + 1, plan.blobs));
  const lines = [...steps, ...checkLines(plan.steps)];
  const functions = functionsText(lines);
  return [
    ...header(plan),
    ...(functions === '' ? [] : [functions, '']),
    '# Bash reads all of it before it runs any of it, and nothing reads from the terminal.',
    'main() {',
    `  [ "$(id -u)" -eq 0 ] || stop 'this needs root'`,
    ...lines,
    '',
    "  printf '%s\\n' 'All done.'",
    '}',
    '',
    'main </dev/null',
    '',
  ].join('\n');
}
