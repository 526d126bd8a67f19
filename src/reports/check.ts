import { PLUGIN_EXIT, type PluginState } from '../model/exit-codes.ts';
import { observeForVerify } from '../observe/host-facts.ts';
import { alarm, type Watched } from '../verify/alarm.ts';
import { plainAnswer, type Answer } from '../views/answer.ts';
import { checkLine } from '../views/reports/check-line.ts';
import type { Parts } from '../run/context.ts';
import { failureOf } from '../run/failure.ts';
import { mustBeRoot } from '../run/preconditions.ts';

/** `dmctl check`: one line and an exit code for a monitoring system. Reads only. */
export async function checkPool(parts: Parts, watched: Watched): Promise<Answer> {
  mustBeRoot(parts.host, 'check');
  const found = alarm(await observeForVerify(parts.reader), watched);
  if (found === null) return unknownAnswer('there is no pool here, or it could not be determined');
  const { state, pool, said, figures } = found;
  const text = (): string => checkLine(state, `${pool}: ${said.join('; ')}`, figures);
  return { ...pluginAnswer(state, { state, pool, said, figures }), text };
}

/** An answer of `dmctl check` without its text. */
const pluginAnswer = (state: PluginState, data: Answer['data']): Answer => ({
  ...plainAnswer('check'),
  exitCode: PLUGIN_EXIT[state],
  data,
});

/** The answer if the state could not be determined. */
function unknownAnswer(words: string): Answer {
  const data = { state: 'UNKNOWN', pool: null, said: [words], figures: [] };
  return { ...pluginAnswer('UNKNOWN', data), text: () => checkLine('UNKNOWN', words) };
}

/**
 * The answer of `dmctl check` to a failure: UNKNOWN, on one line; with --json the document has the error
 * as for every command.
 */
export function pluginFailed(error: unknown, json: boolean): Answer {
  const failure = failureOf(error);
  const { code, message, why } = failure;
  const answer = unknownAnswer(`${code}: ${message}${why === '' ? '' : `: ${why}`}`);
  return json ? { ...answer, failures: [failure] } : answer;
}
