import { PLUGIN_EXIT, type PluginState } from '../model/exit-codes.ts';
import { plainAnswer, type Answer } from '../views/answer.ts';
import { checkLine } from '../views/reports/check-line.ts';
import { failureOf } from './failure.ts';

/** An answer of `dmctl check` but for its words. */
export const pluginAnswer = (state: PluginState, data: Answer['data']): Answer => ({
  ...plainAnswer('check'),
  exitCode: PLUGIN_EXIT[state],
  data,
});

/** The plugin cannot tell. */
export function unknownAnswer(words: string): Answer {
  const data = { state: 'UNKNOWN', pool: null, said: [words], figures: [] };
  return { ...pluginAnswer('UNKNOWN', data), text: () => checkLine('UNKNOWN', words) };
}

/**
 * A monitoring system hears of every failure as UNKNOWN, on its one line; the document of --json has
 * the error as any other.
 */
export function pluginFailed(error: unknown, json: boolean): Answer {
  const failure = failureOf(error, 'check');
  const { code, message, why } = failure;
  const answer = unknownAnswer(`${code}: ${message}${why === '' ? '' : `: ${why}`}`);
  return json ? { ...answer, failures: [failure] } : answer;
}
