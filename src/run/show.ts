import type { Answer } from '../views/answer.ts';
import { envelope } from '../views/envelope.ts';
import { failuresText } from '../views/failure-text.ts';
import { makeStyle, type Style } from '../views/style.ts';
import { timingsText } from '../views/timings-text.ts';
import type { ColourChoice, Output } from './output.ts';
import type { Stopwatch } from './timings.ts';

/** The two streams of a command. Nothing else in src writes to them. */
export interface Streams {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

/** The properties of a stream and the variables that decide about colour. */
export interface ColourSource {
  readonly isTTY: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Whether a stream gets colour. The flag wins over FORCE_COLOR, which wins over NO_COLOR (no-color.org:
 * set and not empty), which wins over the terminal.
 */
export function wantsColour(choice: ColourChoice, { isTTY, env }: ColourSource): boolean {
  if (choice !== 'auto') return choice === 'always';
  const force = env['FORCE_COLOR'];
  if (force !== undefined) return force !== '0' && force !== 'false';
  if ((env['NO_COLOR'] ?? '') !== '') return false;
  return isTTY && env['TERM'] !== 'dumb';
}

/** The style of text for one stream. */
export function styleFor(stream: NodeJS.WriteStream, output: Output): Style {
  const source = { isTTY: stream.isTTY, env: process.env };
  return makeStyle(wantsColour(output.colour, source), output.units);
}

/**
 * Shows an answer: with --json, one document on standard output and nothing else; otherwise the text
 * there, unless --quiet, and errors on standard error.
 * @param stopwatch null without --timings
 */
export function show(
  answer: Answer,
  output: Output,
  { stdout, stderr }: Streams,
  stopwatch: Stopwatch | null,
): void {
  const timings = stopwatch?.read() ?? null;
  if (output.json) {
    const data = timings === null ? answer.data : { ...answer.data, timings };
    stdout.write(envelope({ ...answer, data }));
    return;
  }
  const text = output.quiet ? '' : answer.text(styleFor(stdout, output));
  if (text !== '') stdout.write(text);
  const errors = failuresText(answer.failures, styleFor(stderr, output));
  if (errors !== '') stderr.write(errors);
  if (timings !== null) stderr.write(timingsText(timings, styleFor(stderr, output)));
}
