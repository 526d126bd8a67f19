import type { Answer } from '../views/answer.ts';
import { envelope } from '../views/envelope.ts';
import { failuresText } from '../views/failure-text.ts';
import { makeStyle, type Style } from '../views/style.ts';
import { timingsText } from '../views/timings-text.ts';
import { wantsColour } from './colour.ts';
import type { Output } from './output.ts';
import type { Stopwatch } from './timings.ts';

/** The two streams of a command. Nothing else in src writes to them. */
export interface Streams {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
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
  const timings = stopwatch?.end() ?? null;
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
