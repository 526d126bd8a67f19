import { EXIT, exitOn } from '../model/exit-codes.ts';
import { fillRate, sampleOf, type Sample } from '../pool/fill-rate.ts';
import { plainAnswer, type Answer } from '../views/answer.ts';
import { frames } from '../views/reports/frames.ts';
import { statusLine, statusText } from '../views/reports/status-text.ts';
import type { Output } from '../run/output.ts';
import type { Parts } from '../run/context.ts';
import { styleFor } from '../run/show.ts';
import { lookAtStatus } from './status.ts';
import { untilSignal, type StopSignal } from '../run/signals.ts';

/** Number of observations that the fill rate is calculated from. */
const WINDOW = 12;

export interface WatchOptions {
  readonly intervalSeconds: number;
  readonly output: Output;
}

/**
 * `dmctl status --watch`: observes again and again until a signal ends it or nobody reads the output any
 * more. On a terminal the screen is updated in place; elsewhere each observation is one line.
 */
export async function watchStatus(
  parts: Parts,
  { intervalSeconds, output }: WatchOptions,
  stdout: NodeJS.WriteStream = process.stdout,
): Promise<Answer> {
  const style = styleFor(stdout, output);
  const isTerminal = stdout.isTTY && process.env['TERM'] !== 'dumb';
  const draw = frames(
    (text) => void stdout.write(text),
    () => stdout.columns,
  );
  const stop = untilSignal(stdout);
  let samples: readonly Sample[] = [];
  try {
    while (!stop.asked.aborted) {
      const status = await lookAtStatus(parts);
      const sample = sampleOf(performance.now(), status.pool);
      samples = sample === null ? [] : [...samples, sample].slice(-WINDOW);
      const rate = fillRate(samples);
      if (isTerminal) draw(statusText(status, style, rate));
      else stdout.write(statusLine(parts.host.now().toISOString(), status, rate, style));
      await stop.pause(intervalSeconds * 1000);
    }
  } finally {
    stop.end();
  }
  return ended(stop.signal());
}

const ended = (signal: StopSignal | null): Answer => ({
  ...plainAnswer('status'),
  exitCode: signal === null ? EXIT.done : exitOn(signal),
});
