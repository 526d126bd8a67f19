import { plainAnswer, type Answer } from '../views/answer.ts';
import { failureOf } from './failure.ts';

/** An answer that is nothing but an error. */
export function errorAnswer(error: unknown, command: string): Answer {
  const failure = failureOf(error, command);
  return { ...plainAnswer(command), exitCode: failure.exitCode, failures: [failure] };
}
