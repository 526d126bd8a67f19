import type { Cause, Failure } from '../model/errors.ts';
import { EXIT, exitOn } from '../model/exit-codes.ts';
import type { HostError } from '../model/host.ts';
import type { StepFailure } from './step.ts';

function whatFailed({ step, performed, kind }: StepFailure): string {
  if (performed !== null && !performed.ok) return `'${step.title}' failed`;
  if (performed !== null) return `'${step.title}' did not lead to the state it should`;
  return kind === 'unknown'
    ? `'${step.title}' could not begin: the state of the host is unknown`
    : `'${step.title}' could not begin: the host is not as planned`;
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

/** A step failed, and all was put back: exit 30. */
export function putBack(failure: StepFailure): Failure {
  return {
    code: 'DM050',
    exitCode: EXIT.putBack,
    message: whatFailed(failure),
    why: whyIt(failure),
    fix: ['mend the cause, then run the same command again'],
    state: 'everything was put back as it was',
    cause: causeOf(failure),
  };
}

/** Something changed the host before the first step acted: exit 20. */
export function refusedByHost(failure: StepFailure): Failure {
  return {
    code: failure.kind === 'unknown' ? 'DM007' : 'DM057',
    exitCode: EXIT.refused,
    message: whatFailed(failure),
    why: whyIt(failure),
    fix: ['look at what is said above, then run the command again'],
    state: 'nothing was changed',
    cause: causeOf(failure),
  };
}

const unfinished = (runId: string): string =>
  `run ${runId} is unfinished; its journal knows what was done`;

function waysOn(isFinal: boolean): readonly string[] {
  const back = isFinal ? 'gives it up; what cannot be taken back stays' : 'undoes what it did';
  return ['dmctl resume    goes on with it', `dmctl rollback  ${back}`];
}

/**
 * Interrupted (130, 143), met a state it cannot judge, or failed where there is no way back (31).
 * @param isFinal something was done that nothing takes back
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
    const message = `stopped by ${reason} after a whole step`;
    return { code: 'DM051', exitCode, message, why: 'a signal asked for it', fix, state };
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

/** The host failed under the run itself, most likely under its journal: exit 31. */
export function cutShort(runId: string, error: HostError, isFinal: boolean): Failure {
  return {
    code: 'DM051',
    exitCode: EXIT.partWay,
    message: `the run had to stop: ${error.subject} could not be used`,
    why: error.message,
    fix: ['mend what is said above: where a disk is full, make room on it', ...waysOn(isFinal)],
    state: unfinished(runId),
  };
}

/** Going back failed: exit 32. Both causes are kept. */
export function putBackFailed(
  runId: string,
  first: StepFailure | null,
  second: StepFailure,
): Failure {
  const before = first === null ? [] : [`${whatFailed(first)}: ${whyIt(first)}`];
  return {
    code: 'DM052',
    exitCode: EXIT.putBackFailed,
    message: `${whatFailed(second)} while putting back`,
    why: [...before, whyIt(second)].join('\n'),
    fix: ['mend what is said above', 'dmctl rollback  goes on with putting back'],
    state: `run ${runId} is half undone; its journal knows what is left`,
    cause: causeOf(second),
  };
}
