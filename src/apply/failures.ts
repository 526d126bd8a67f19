import type { Cause, Failure } from '../model/errors.ts';
import { EXIT, exitOn } from '../model/exit-codes.ts';
import type { HostError } from '../model/host.ts';
import type { StepFailure } from './step.ts';

function whatFailed({ step, performed, kind }: StepFailure): string {
  if (performed !== null && !performed.ok) return `'${step.title}' failed`;
  if (performed !== null) return `'${step.title}' did not have the expected effect`;
  return kind === 'unknown'
    ? `'${step.title}' could not start: the state of the host is unknown`
    : `'${step.title}' could not start: the host has changed since the plan was made`;
}

function whyIt({ performed, unmet }: StepFailure): string {
  const words = performed?.detail ?? '';
  return [words, ...unmet].filter((line) => line !== '').join('\n');
}

function causeOf({ performed }: StepFailure): Cause | null {
  if (performed?.command == null) return null;
  const { program, args } = performed.command;
  const { exitCode = null, stderr = '' } = performed.outcome ?? {};
  return { argv: [program, ...args], exitCode, stderr };
}

/** A step failed, and every change was undone: exit 30. */
export function putBack(failure: StepFailure): Failure {
  return {
    code: 'DM050',
    exitCode: EXIT.putBack,
    message: whatFailed(failure),
    why: whyIt(failure),
    fix: ['fix the cause and rerun the same command'],
    state: 'all changes were undone',
    cause: causeOf(failure),
  };
}

/** The host changed before the first step acted: exit 20. */
export function refusedByHost(failure: StepFailure): Failure {
  return {
    code: failure.kind === 'unknown' ? 'DM007' : 'DM057',
    exitCode: EXIT.refused,
    message: whatFailed(failure),
    why: whyIt(failure),
    fix: ['check the state reported above, then rerun the command'],
    state: 'nothing was changed',
    cause: causeOf(failure),
  };
}

const unfinished = (runId: string): string =>
  `run ${runId} is unfinished; its journal records what was done`;

function waysOn(isFinal: boolean): readonly string[] {
  const back = isFinal ? 'gives it up; what cannot be undone stays' : 'undoes its changes';
  return ['dmctl resume    continues it', `dmctl rollback  ${back}`];
}

/**
 * The run was interrupted (130, 143), met an unknown state, or failed where it cannot be undone (31).
 * @param isFinal true if something was done that cannot be undone
 */
export function stoppedPartWay(
  runId: string,
  reason: StepFailure | 'SIGINT' | 'SIGTERM',
  isFinal: boolean,
): Failure {
  const fix = waysOn(isFinal);
  const state = unfinished(runId);
  if (typeof reason === 'string') {
    const exitCode = exitOn(reason);
    const message = `interrupted by ${reason}; the current step was finished first`;
    return { code: 'DM051', exitCode, message, why: 'a signal requested it', fix, state };
  }
  return {
    code: 'DM051',
    exitCode: EXIT.partWay,
    message: whatFailed(reason),
    why: whyIt(reason),
    fix,
    state,
    cause: causeOf(reason),
  };
}

/** The run itself failed on the host, most likely on its journal: exit 31. */
export function cutShort(runId: string, error: HostError, isFinal: boolean): Failure {
  return {
    code: 'DM051',
    exitCode: EXIT.partWay,
    message: `the run had to stop: ${error.subject} is not usable`,
    why: error.message,
    fix: [
      'fix the problem reported above; if a disk is full, free space on it',
      ...waysOn(isFinal),
    ],
    state: unfinished(runId),
  };
}

/** An undo step failed: exit 32. Both causes are kept. */
export function putBackFailed(
  runId: string,
  first: StepFailure | null,
  second: StepFailure,
): Failure {
  const before = first === null ? [] : [`${whatFailed(first)}: ${whyIt(first)}`];
  return {
    code: 'DM052',
    exitCode: EXIT.putBackFailed,
    message: `${whatFailed(second)} while undoing changes`,
    why: [...before, whyIt(second)].join('\n'),
    fix: ['fix the problem reported above', 'dmctl rollback  continues to undo the changes'],
    state: `run ${runId} is half undone; its journal records what is left`,
    cause: causeOf(second),
  };
}
