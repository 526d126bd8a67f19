import { listRuns } from '../apply/runs.ts';
import type { Check } from '../model/check.ts';
import type { Facts } from '../model/facts/facts.ts';
import { known, knownOr, unknown, type Known } from '../model/known.ts';
import { isOfTheHost } from '../observe/attempt.ts';
import { leftByDriver } from '../observe/engines.ts';
import { confirmWordOf, migrationOnRecord } from '../plan/migrate/on-record.ts';
import type { Parts } from '../run/context.ts';

const SHARED = { id: 'migration', title: 'Docker is off the devicemapper driver' } as const;
const WANTED = 'Docker runs on overlay2, with everything that was in the pool';

/**
 * The check of a host without a pool that had one: migrated by dmctl, or its driver changed by hand.
 * null: devicemapper was never used here, or it is unknown.
 */
export async function migrationCheck(parts: Parts, facts: Facts): Promise<Check | null> {
  const left = await leftByDriver(parts.reader, facts.engine);
  const last = await lastMigration(parts);
  if (!last.known)
    return { ...SHARED, ...NOT_ACCEPTED, status: 'unknown', found: last.why, fix: [] };
  const { command, confirm } = last.value;
  if (command === 'migrate accept' && left === 0) return accepted(facts);
  if (confirm !== null) return kept(facts, confirm);
  return left === 0 ? null : changedByHand(facts, left);
}

/** Checks that ask for a pool: their fixes would lead a host that left devicemapper back to it. */
const ASK_FOR_A_POOL: readonly string[] = ['docker-version', 'storage-driver', 'pool-exists'];

/** Puts the check in the place of those that ask for a pool. */
export const offThePool = (check: Check, others: readonly Check[]): readonly Check[] => [
  check,
  ...others.filter(({ id }) => !ASK_FOR_A_POOL.includes(id)),
];

const NOT_ACCEPTED = { code: 'DM260', wanted: WANTED } as const;

function accepted({ engine }: Facts): Check {
  const version = knownOr(engine.version, null);
  const found = `Docker${version === null ? '' : ` ${version}`} was migrated to overlay2, and can be upgraded`;
  return { ...SHARED, ...NOT_ACCEPTED, status: 'ok', found, fix: [] };
}

function kept({ engine }: Facts, confirm: string): Check {
  const fix = [
    `dmctl migrate accept --confirm ${confirm}  removes the pool; there is no way back after it`,
    'dmctl migrate undo  goes back to the pool',
  ];
  const isOn = engine.driver === null || engine.driver === 'overlay2';
  const found = isOn
    ? `Docker was migrated to overlay2; the pool ${confirm} is kept until that is accepted`
    : `Docker was migrated to overlay2, but runs on ${engine.driver}`;
  return { ...SHARED, ...NOT_ACCEPTED, status: isOn ? 'note' : 'failed', found, fix };
}

function changedByHand({ engine }: Facts, left: number): Check {
  const driver = engine.driver ?? 'another driver';
  const found = `Docker uses ${driver}, and ${String(left)} image layers of devicemapper are still on record in ${engine.root}: its images and containers are not shown, and not lost`;
  const fix = [
    'dmctl migrate overlay2  carries them over',
    'do not run docker volume prune before that',
  ];
  return { ...SHARED, code: 'DM261', wanted: WANTED, status: 'failed', found, fix };
}

interface LastMigration {
  /** The last finished `migrate ...` command on record; null: there is none. */
  readonly command: string | null;
  /** The value for --confirm that accepts it; null: it can no longer be undone. */
  readonly confirm: string | null;
}

async function lastMigration({ reader, stateDir }: Parts): Promise<Known<LastMigration>> {
  try {
    const runs = await listRuns(reader, stateDir);
    const done = runs.filter(({ closed }) => closed?.end === 'done');
    const last = done.findLast(({ request }) => request.command.startsWith('migrate '));
    const onRecord = migrationOnRecord(runs);
    const confirm = onRecord === null ? null : confirmWordOf(onRecord);
    return known({ command: last?.request.command ?? null, confirm });
  } catch (error) {
    if (isOfTheHost(error) || error instanceof Error) return unknown(error.message);
    throw error;
  }
}
