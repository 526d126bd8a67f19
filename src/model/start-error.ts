import type { StartError } from './facts/docker-state.ts';

/** The error of a daemon that did not start, in words for people. */
export interface ToldStartError {
  /** The daemon's own words, with their meaning where it is known. */
  readonly headline: string;
  /** The way out, a line each; empty: the words are not known. */
  readonly fix: readonly string[];
}

/** The code that says only that a daemon does not run, which its reader knows by then. */
const NO_NEWS = 'DM100';

/** Words the error with which a daemon ended that could not start. */
export function toldStartError({ words, known }: StartError): ToldStartError {
  if (known === null) return { headline: words, fix: [] };
  const { note, code, fix } = known;
  const more = code === null || code === NO_NEWS ? [] : [`see dmctl explain ${code}`];
  return { headline: `${words} (${note})`, fix: [...fix, ...more] };
}
