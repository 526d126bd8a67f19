import { isProblem } from '../model/check.ts';
import { refused } from '../model/errors.ts';
import { EXIT } from '../model/exit-codes.ts';
import type { Facts } from '../model/facts/facts.ts';
import type { Status } from '../model/status.ts';
import { refusal } from '../plan/steps/refusal.ts';
import { fillRate, usageSample, type Sample } from '../pool/fill-rate.ts';
import { statusOf } from '../verify/status.ts';
import { hasNoPool } from '../verify/verify.ts';
import { plainAnswer, type Answer } from '../views/answer.ts';
import { frames } from '../views/reports/frames.ts';
import { statusLine, statusText } from '../views/reports/status-text.ts';
import type { Parts } from '../run/context.ts';
import type { Output } from '../run/output.ts';
import { styleFor } from '../run/show.ts';
import { untilSignal } from '../run/signals.ts';
import { observePools } from '../run/pools.ts';
import { mustHavePool } from '../run/preconditions.ts';
import { migrationCheck } from './migration-check.ts';
import { openRun, runCheck, runHead, whileReading, type OpenRun } from './open-run.ts';

/**
 * Observes the status of each pool once; starts no program that could write.
 * @throws DmctlError if there is no pool
 */
export async function lookAtStatus(
  parts: Parts,
  now: OpenRun,
): Promise<readonly [Status, ...Status[]]> {
  const [facts, ...others] = await observePools(parts.reader);
  await mustHaveOrHadPool(parts, facts);
  return [withRun(statusOf(facts), now), ...others.map(statusOf)];
}

function withRun(status: Status, now: OpenRun): Status {
  const check = runCheck(now);
  if (!isProblem(check)) return status;
  const next = now.kind === 'interrupted' ? 'dmctl resume, or dmctl rollback' : status.next;
  return { ...status, problems: [check, ...status.problems], next };
}

/** Says what became of the pool of a host that was migrated. @throws DmctlError if there is no pool */
async function mustHaveOrHadPool(parts: Parts, facts: Facts): Promise<void> {
  const check = hasNoPool(facts) ? await migrationCheck(parts, facts) : null;
  if (check === null) {
    mustHavePool(facts, 'show');
    return;
  }
  const message = 'there is no pool on this host to show';
  const fix = check.fix.length === 0 ? ['docker info shows what Docker runs on'] : check.fix;
  throw refused(refusal('DM103', message, check.found, fix, EXIT.noPool));
}

/** `dmctl status`: exits with 0 whatever the health of the pool; `verify` and `check` judge it. */
export const showStatus = (parts: Parts): Promise<Answer> =>
  whileReading(parts, 'status', async (now) => {
    const all = await lookAtStatus(parts, now);
    const [{ mode, pool, docker, containerd, problems, next }, ...others] = all;
    const both = [containerd, ...others.map((other) => other.containerd)];
    return {
      ...plainAnswer('status'),
      data: {
        mode,
        pool,
        ...(others.length > 0 && { pools: all.map((one) => one.pool) }),
        docker,
        containerd: both.find((one) => one !== null) ?? null,
        problems: [...problems, ...others.flatMap((other) => other.problems)],
        next,
      },
      text: (style) => all.map((one) => statusText(one, style)).join('\n'),
    };
  });

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
export const watchStatus = (
  parts: Parts,
  options: WatchOptions,
  stdout: NodeJS.WriteStream = process.stdout,
): Promise<Answer> => whileReading(parts, 'status', () => watch(parts, options, stdout));

async function watch(
  parts: Parts,
  { intervalSeconds, output }: WatchOptions,
  stdout: NodeJS.WriteStream,
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
      const now = await openRun(parts);
      const all = await lookAtStatus(parts, now);
      const [status] = all;
      const sample = usageSample(performance.now(), status.pool);
      samples = sample === null ? [] : [...samples, sample].slice(-WINDOW);
      const rate = fillRate(samples);
      // The rate is that of the first pool.
      const texts = all.map((one) => statusText(one, style, one === status ? rate : undefined));
      if (isTerminal) draw(`${runHead(now, style)}${texts.join('\n')}`);
      else stdout.write(statusLine(parts.host.now().toISOString(), status, rate, style));
      await pause(intervalSeconds * 1000);
    }
  });
  return { ...plainAnswer('status'), exitCode };
}
