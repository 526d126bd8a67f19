import { DmctlError, ParseError, refused, type Failure } from '../model/errors.ts';
import { EXIT } from '../model/exit-codes.ts';
import { HostError } from '../model/host.ts';
import { plainAnswer, type Answer } from '../views/answer.ts';

const UNSEEN_STATE = 'this command started no step; dmctl history shows earlier runs';

/** Creates the error for an invalid command line: DM002, exit 2, before any program is started. */
export function usageError(message: string, fix: readonly string[], why: string): DmctlError {
  return refused({ code: 'DM002', exitCode: EXIT.usage, message, why, fix });
}

function hostFailure(error: HostError): Failure {
  const missing = error.kind === 'missing-program';
  return {
    code: missing ? 'DM004' : 'DM007',
    exitCode: missing ? EXIT.toolMissing : EXIT.refused,
    message: missing ? `${error.subject} is missing` : `${error.subject} could not be used`,
    why: error.message,
    fix: missing
      ? ['install the package that contains it']
      : ['fix the problem reported above, then try again'],
    state: UNSEEN_STATE,
  };
}

function parseFailure(error: ParseError): Failure {
  return {
    code: 'DM007',
    exitCode: EXIT.refused,
    message: `the output of ${error.source} could not be parsed`,
    why: error.message,
    fix: ['check that the tool works when you run it yourself', 'report the text quoted above'],
    state: UNSEEN_STATE,
  };
}

function bug(error: unknown): Failure {
  return {
    code: 'DM001',
    exitCode: EXIT.bug,
    message: error instanceof Error ? error.message : String(error),
    why: 'this is a bug in dmctl, not a fault of your host',
    fix: ['report the bug with its log, or with the output of the same command and --verbose'],
    state: 'dmctl history shows whether a run is unfinished',
  };
}

/** Explains an error of any kind to the person who typed the command. */
export function failureOf(error: unknown): Failure {
  if (error instanceof DmctlError) return error.failure;
  if (error instanceof HostError) return hostFailure(error);
  if (error instanceof ParseError) return parseFailure(error);
  return bug(error);
}

/** Creates an answer that is only an error. */
export function errorAnswer(error: unknown, command: string): Answer {
  const failure = failureOf(error);
  return { ...plainAnswer(command), exitCode: failure.exitCode, failures: [failure] };
}

/**
 * Adds a bug that nothing caught to an answer. The exit code becomes 1 unless the command failed anyway.
 * @param log path of the run's log, or null
 */
export function withBug(answer: Answer, error: Error, log: string | null): Answer {
  const state = 'the command finished nevertheless; dmctl history shows its run';
  const found = { ...bug(error), state, log };
  const failures = [...answer.failures, found];
  return { ...answer, exitCode: (failures[0] ?? found).exitCode, failures };
}
