import type { Status } from '../model/status.ts';
import { observeForVerify } from '../observe/host-facts.ts';
import { fillRate, usageSample, type Sample } from '../pool/fill-rate.ts';
import { statusOf } from '../verify/status.ts';
import { plainAnswer, type Answer } from '../views/answer.ts';
import { frames } from '../views/reports/frames.ts';
import { statusLine, statusText } from '../views/reports/status-text.ts';
import type { Parts } from '../run/context.ts';
import type { Output } from '../run/output.ts';
import { styleFor } from '../run/show.ts';
import { untilSignal } from '../run/signals.ts';
import { mustBeRoot, mustHavePool } from '../run/preconditions.ts';

/** Observes the status once; starts no program that could write. @throws DmctlError if there is no pool */
export async function lookAtStatus(parts: Parts): Promise<Status> {
  mustBeRoot(parts.host, 'status');
  const facts = await observeForVerify(parts.reader);
  mustHavePool(facts, 'show');
  return statusOf(facts);
}

/** `dmctl status`: exits with 0 whatever the health of the pool; `verify` and `check` judge it. */
export async function showStatus(parts: Parts): Promise<Answer> {
  const status = await lookAtStatus(parts);
  const { mode, pool, docker, problems, next } = status;
  return {
    ...plainAnswer('status'),
    data: { mode, pool, docker, problems, next },
    text: (style) => statusText(status, style),
  };
}

/** Number of observations that the fill rate is calculated from. */
const WINDOW = 12;

interface WatchOptions {
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
  let samples: readonly Sample[] = [];
  const exitCode = await untilSignal(stdout, async ({ asked, pause }) => {
    while (!asked.aborted) {
      const status = await lookAtStatus(parts);
      const sample = usageSample(performance.now(), status.pool);
      samples = sample === null ? [] : [...samples, sample].slice(-WINDOW);
      const rate = fillRate(samples);
      if (isTerminal) draw(statusText(status, style, rate));
      else stdout.write(statusLine(parts.host.now().toISOString(), status, rate, style));
      await pause(intervalSeconds * 1000);
    }
  });
  return { ...plainAnswer('status'), exitCode };
}
