import { EXIT, type ExitCode } from '../model/exit-codes.ts';
import { isProblem } from '../model/check.ts';
import { refused } from '../model/errors.ts';
import type { EngineName } from '../model/engine.ts';
import type { Facts } from '../model/facts/facts.ts';
import { refusal } from '../plan/steps/refusal.ts';
import { poolReport } from '../pool/pool-report.ts';
import { hasNoPool, verify } from '../verify/verify.ts';
import { plainAnswer, type Answer } from '../views/answer.ts';
import { verifyText, type Verified } from '../views/reports/verify-text.ts';
import type { Parts } from '../run/context.ts';
import { observePools } from '../run/pools.ts';
import { noPool } from '../run/preconditions.ts';
import { migrationCheck, offThePool } from './migration-check.ts';
import { runCheck, whileReading, type OpenRun } from './open-run.ts';

function exitCodeOf({ checks }: Verified): ExitCode {
  return checks.some(isProblem) ? EXIT.problemsFound : EXIT.done;
}

/** Refuses without the tools that know a pool. @throws DmctlError DM004 */
function mustHaveTools({ tools, lvm, engine }: Facts): void {
  const missing = (['lvm', 'dmsetup'] as const).filter((name) => tools[name].path === null);
  if (missing.length === 0) return;
  const message = `${missing.join(' and ')} not found`;
  const without = `${engine.title} uses a thin pool, which cannot be checked without the tools of LVM`;
  // This names those that are there but could have been put there by others than root.
  const why = lvm.known ? without : `${without}: ${lvm.why}`;
  const fix = ['install lvm2 (and dmsetup on Debian and Ubuntu)'];
  throw refused(refusal('DM004', message, why, fix, EXIT.toolMissing));
}

/** How `dmctl verify` looks, and what it lists. */
export interface VerifyOptions {
  /** Also lists the checks that are ok. */
  readonly verbose: boolean;
  /** Tries the engine, too, which changes the host for a moment. */
  readonly probe: boolean;
}

/** `dmctl verify`: checks whether this host is set up correctly. Reads only, unless it is to try the engine. */
export const verifyHost = (parts: Parts, options: VerifyOptions): Promise<Answer> =>
  whileReading(parts, 'verify', (now) => verifyAnswer(parts, now, options));

async function verifyAnswer(
  parts: Parts,
  now: OpenRun,
  { verbose, probe }: VerifyOptions,
): Promise<Answer> {
  const all = await observePools(parts.reader);
  const [first, ...others] = all;
  if (others.length > 0) return verifiedTogether(parts, now, { all, verbose, probe });
  const facts = first;
  const judged = await judgedWith(parts, facts, probe);
  const migration = hasNoPool(facts) ? await migrationCheck(parts, facts) : null;
  const found = migration === null ? judged.checks : offThePool(migration, judged.checks);
  const verified: Verified = {
    ...judged,
    checks: [runCheck(now), ...found],
    pool: poolReport(facts),
    needsPool: migration === null,
  };
  // After an interrupted run it is not the answer that there is no pool.
  const none = hasNoPool(facts) && now.kind !== 'interrupted' && migration === null;
  if (!hasNoPool(facts)) mustHaveTools(facts);
  const { mode, pool, checks } = verified;
  return {
    ...plainAnswer('verify'),
    exitCode: none ? EXIT.noPool : exitCodeOf(verified),
    data: { mode, pool, checks },
    failures: none ? [noPool('verify').failure] : [],
    text: (style) => verifyText(verified, verbose, style),
  };
}

/** The checks, and the trial of the engine if it is asked for. */
async function judgedWith(
  parts: Parts,
  facts: Facts,
  probe: boolean,
): Promise<Pick<Verified, 'mode' | 'checks'>> {
  const { mode, checks } = verify(facts);
  if (!probe) return { mode, checks };
  const { trialCheck } = await import('./trial.ts');
  const trial = await trialCheck(parts, facts, checks);
  return { mode, checks: trial === null ? checks : [...checks, trial] };
}

/** Both pools of a host; a check names the engine that it is about. */
async function verifiedTogether(
  parts: Parts,
  now: OpenRun,
  { all, verbose, probe }: VerifyOptions & { readonly all: readonly Facts[] },
): Promise<Answer> {
  all.forEach(mustHaveTools);
  const each = all.map(async (facts, at): Promise<Verified & { readonly engine: EngineName }> => {
    const judged = await judgedWith(parts, facts, probe);
    const checks = [...(at === 0 ? [runCheck(now)] : []), ...judged.checks];
    const { engine } = facts.engine;
    return { ...judged, checks, pool: poolReport(facts), needsPool: true, engine };
  });
  const verified = await Promise.all(each);
  const pools = verified.map(({ pool }) => pool);
  const checks = verified.flatMap(({ engine, checks: own }) =>
    own.map((check) => ({ ...check, engine })),
  );
  return {
    ...plainAnswer('verify'),
    exitCode: verified.some((one) => exitCodeOf(one) !== EXIT.done)
      ? EXIT.problemsFound
      : EXIT.done,
    data: { mode: verified[0]?.mode ?? null, pool: pools[0] ?? null, pools, checks },
    text: (style) => verified.map((one) => verifyText(one, verbose, style)).join('\n'),
  };
}
