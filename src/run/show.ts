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

/** The part of a stream and of the environment that decides about colour. */
export interface ColourSource {
  readonly isTTY: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Whether one stream gets colour. The flag wins over FORCE_COLOR, that over NO_COLOR
 * (no-color.org: set and not empty), and that over the terminal.
 */
export function wantsColour(choice: ColourChoice, { isTTY, env }: ColourSource): boolean {
  if (choice !== 'auto') return choice === 'always';
  const force = env['FORCE_COLOR'];
  if (force !== undefined) return force !== '0' && force !== 'false';
  if ((env['NO_COLOR'] ?? '') !== '') return false;
  return isTTY && env['TERM'] !== 'dumb';
}

/** How text is made for one stream. */
export function styleFor(stream: NodeJS.WriteStream, output: Output): Style {
  const source = { isTTY: stream.isTTY, env: process.env };
  return makeStyle(wantsColour(output.colour, source), output.units);
}

/**
 * Shows an answer: with --json one document on standard output and nothing else; else the text
 * there, unless --quiet, and errors on standard error.
 * @param stopwatch null: nobody asked for --timings
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
