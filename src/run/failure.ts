import { DmctlError, ParseError, type Failure } from '../model/errors.ts';
import { EXIT } from '../model/exit-codes.ts';
import { HostError } from '../model/host.ts';
import { plainAnswer, type Answer } from '../views/answer.ts';

const UNSEEN_STATE = 'no step was begun by this command; dmctl history shows earlier runs';

/**
 * Makes the error for a command line that cannot be carried out as it was typed: DM002, exit 2,
 * before any program is started.
 */
export function usageError(message: string, fix: readonly string[], why: string): DmctlError {
  return new DmctlError({
    code: 'DM002',
    exitCode: EXIT.usage,
    message,
    why,
    fix,
    state: 'nothing was changed',
  });
}

function hostFailure(error: HostError): Failure {
  const missing = error.kind === 'missing-program';
  return {
    code: missing ? 'DM004' : 'DM007',
    exitCode: missing ? EXIT.toolMissing : EXIT.refused,
    message: missing ? `${error.subject} is missing` : `${error.subject} could not be used`,
    why: error.message,
    fix: missing
      ? ['install the package it belongs to']
      : ['fix the problem reported above, then try again'],
    state: UNSEEN_STATE,
  };
}

function parseFailure(error: ParseError): Failure {
  return {
    code: 'DM007',
    exitCode: EXIT.refused,
    message: `the output of ${error.source} was not understood`,
    why: error.message,
    fix: ['check that the tool works by hand', 'report it with the text quoted above'],
    state: UNSEEN_STATE,
  };
}

function bug(error: unknown): Failure {
  return {
    code: 'DM001',
    exitCode: EXIT.bug,
    message: error instanceof Error ? error.message : String(error),
    why: 'this is an error in dmctl, not in your host',
    fix: ['report the bug with its log, or with the output of the same command and --verbose'],
    state: 'dmctl history shows whether a run is unfinished',
  };
}

/** Says what an error of any kind means to the person who typed the command. */
export function failureOf(error: unknown): Failure {
  if (error instanceof DmctlError) return error.failure;
  if (error instanceof HostError) return hostFailure(error);
  if (error instanceof ParseError) return parseFailure(error);
  return bug(error);
}

/** Makes an answer that is nothing but an error. */
export function errorAnswer(error: unknown, command: string): Answer {
  const failure = failureOf(error);
  return { ...plainAnswer(command), exitCode: failure.exitCode, failures: [failure] };
}

/**
 * The answer with a bug added that nothing caught. The exit code is 1 unless the command has failed.
 * @param log path of the run's log, or null
 */
export function withBug(answer: Answer, error: Error, log: string | null): Answer {
  const state = 'the command finished all the same; dmctl history shows its run';
  const found = { ...bug(error), state, log };
  const failures = [...answer.failures, found];
  return { ...answer, exitCode: (failures[0] ?? found).exitCode, failures };
}
