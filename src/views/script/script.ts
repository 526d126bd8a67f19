import type { Plan, Step } from '../../model/plan/plan.ts';
import { actionLine } from '../changes/action.ts';
import { actionShell } from './actions.ts';
import { functionsText, type FunctionName } from './functions.ts';
import { callLine, checksAfter, guardsBefore } from './guards.ts';
import { comment, quote } from './quote.ts';

const indent = (line: string): string => (line === '' ? '' : `  ${line}`);

/** Here-documents must stay at the left margin: only the lines of shell are set in. */
function setIn(lines: readonly string[]): string[] {
  const [first, ...rest] = lines;
  if (first === undefined) return [];
  return first.includes(" <<'") ? [indent(first), ...rest] : lines.map(indent);
}

interface Piece {
  readonly lines: readonly string[];
  readonly uses: readonly FunctionName[];
}

const clearsFailure = (step: Step): boolean =>
  step.after.some(({ kind }) => kind === 'units-not-failed');

/** A start that systemd may refuse because of those before it is tried once more, as dmctl does. */
function twice(line: string, mends: readonly string[]): string[] {
  return [`${line} || {`, ...[...mends, line].map(indent), '}'];
}

/**
 * Stopping a unit that is not there fails, and does not matter: that none of them runs does; nor
 * does a failed state that is not there to be cleared. Every other program has to succeed.
 */
function actionPiece(step: Step, blobs: Plan['blobs']): Piece {
  const action = actionShell(step.action, blobs);
  if (clearsFailure(step)) {
    return { ...action, lines: action.lines.map((line) => `${line} || true`) };
  }
  const mends = (step.mend ?? []).filter(clearsFailure);
  if (mends.length > 0) {
    const clearing = mends.flatMap((mend) => actionPiece(mend, blobs).lines);
    return { ...action, lines: action.lines.flatMap((line) => twice(line, clearing)) };
  }
  const stopped = step.after.find((condition) => condition.kind === 'units' && !condition.active);
  if (step.action.kind !== 'run' || stopped?.kind !== 'units') return action;
  const isSystemd = step.action.command.program === 'systemctl';
  const check = callLine({ name: 'no_unit_active', args: stopped.names });
  return {
    lines: [...action.lines.map((line) => `${line} || true`), ...(isSystemd ? [check] : [])],
    uses: isSystemd ? [...action.uses, 'no_unit_active'] : action.uses,
  };
}

function stepPiece(step: Step, number: number, blobs: Plan['blobs']): Piece {
  const guards = step.action.kind === 'make-directory' ? [] : step.before.flatMap(guardsBefore);
  const action = actionPiece(step, blobs);
  const lines = [
    '',
    indent(comment(`${String(number)}. ${step.title}`)),
    indent(comment(step.why)),
    ...(step.final === true ? [] : step.undo).map((undo) =>
      indent(comment(`to take it back: ${actionLine(undo.action)}`)),
    ),
    indent(`begin ${quote(`${String(number)}. ${step.title}`)}`),
    ...guards.map((guard) => indent(callLine(guard))),
    ...setIn(action.lines),
  ];
  return { lines, uses: [...guards.map(({ name }) => name), ...action.uses] };
}

/** Files that were there, whose text the script carries. */
const replaced = ({ steps }: Plan): readonly string[] =>
  steps.flatMap(({ action }) =>
    action.kind === 'write-file' && action.replaces !== null ? [action.path] : [],
  );

/** Checks of what was made; where two steps speak of one thing, the later one counts. */
function checksPiece(steps: readonly Step[]): Piece {
  const calls = steps.flatMap((step) => step.after.flatMap(checksAfter));
  const last = new Map(calls.map((c) => [`${c.name} ${c.args.slice(0, 2).join(' ')}`, c]));
  const checks = [...last.values()];
  const lines = [
    '',
    indent("begin 'the check at the end'"),
    ...checks.map((c) => indent(callLine(c))),
  ];
  return { lines, uses: checks.map(({ name }) => name) };
}

function header(plan: Plan): string[] {
  return [
    '#!/usr/bin/env bash',
    comment(`dmctl ${plan.command}, plan ${plan.id}, as a script to be run by hand, as root.`),
    '# It holds for the host it was made on, as that was then: every guard stops it when that has',
    '# changed. Unlike dmctl it keeps no journal and takes nothing back by itself.',
    ...replaced(plan).flatMap((path) => [
      comment(
        `It holds ${path} as a whole, with every secret in it, such as passwords of proxies:`,
      ),
      '# give it to nobody who may not read that file.',
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
 * A plan as a bash script that runs as it stands: each step with its reason, guards before what
 * cannot be undone, files written beside their place and moved into it, a check at the end.
 * This is the one place where a plan becomes shell, so quoting is done here alone.
 */
export function planScript(plan: Plan): string {
  const pieces = [
    ...plan.steps.map((step, i) => stepPiece(step, i + 1, plan.blobs)),
    checksPiece(plan.steps),
  ];
  const functions = functionsText(new Set(pieces.flatMap(({ uses }) => uses)));
  return [
    ...header(plan),
    ...(functions === '' ? [] : [functions, '']),
    '# All of it is read before any of it runs, and nothing reads the terminal.',
    'main() {',
    `  [ "$(id -u)" -eq 0 ] || stop 'this needs root'`,
    ...pieces.flatMap(({ lines }) => lines),
    '',
    "  printf '%s\\n' 'All done.'",
    '}',
    '',
    'main </dev/null',
    '',
  ].join('\n');
}
