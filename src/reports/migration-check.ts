import { listRuns } from '../apply/runs.ts';
import { mountUnitName, mountUnitPath, requiresFolder, volumeNode } from '../lvm/layer-volume.ts';
import type { Check } from '../model/check.ts';
import type { Facts } from '../model/facts/facts.ts';
import { known, knownOr, unknown, type Known } from '../model/known.ts';
import type { Host } from '../model/host.ts';
import { attempt, isOfTheHost } from '../observe/attempt.ts';
import { placesOf } from '../observe/mounts.ts';
import { leftByDriver } from '../observe/engines.ts';
import {
  confirmWordOf,
  lastCarrier,
  migrationOnRecord,
  type MountedVolume,
} from '../plan/migrate/on-record.ts';
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
  const { command, confirm, carrier } = last.value;
  const fault = carrier === null ? null : await carrierFault(parts.reader, facts, carrier);
  if (fault !== null) return fault;
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

/** Judges the volume that carries the layers: mounted now, and at the next boot. null: it is, or not needed. */
async function carrierFault(
  host: Host,
  { engine }: Facts,
  { volume, at }: MountedVolume,
): Promise<Check | null> {
  if (engine.driver !== null && engine.driver !== 'overlay2') return null;
  const name = `${volume.vg}/${volume.lv}`;
  const shared = { ...SHARED, code: 'DM262', wanted: `${name} is mounted at ${at}` } as const;
  const places = await attempt(() => placesOf(host, volumeNode(volume)));
  if (!places.known) return { ...shared, status: 'unknown', found: places.why, fix: [] };
  // dockerd unmounts it as it stops.
  if (engine.driver !== null && !places.value.includes(at)) {
    const fix = [
      'systemctl stop docker',
      `mount ${volumeNode(volume)} ${at}`,
      'systemctl start docker',
    ];
    const found = `${name}, which carries Docker's layers, is not mounted at ${at}`;
    return { ...shared, status: 'failed', found, fix };
  }
  const atBoot = await attempt(() => mountsAtBoot(host, engine.service, { volume, at }));
  if (!atBoot.known) return { ...shared, status: 'unknown', found: atBoot.why, fix: [] };
  if (atBoot.value) return null;
  const found = `${name}, which carries Docker's layers, will not be mounted at the next boot`;
  const fix = [`systemctl enable ${mountUnitName(at)}`];
  return { ...shared, status: 'failed', found, fix };
}

/** Does Docker require a unit that mounts it? @throws HostError */
async function mountsAtBoot(
  host: Host,
  { unit }: Facts['engine']['service'],
  { volume, at }: MountedVolume,
): Promise<boolean> {
  const text = await host.readText(mountUnitPath(at));
  const target = await host.realPath(`${requiresFolder(unit)}/${mountUnitName(at)}`);
  return text?.includes(`What=${volumeNode(volume)}\n`) === true && target === mountUnitPath(at);
}

interface LastMigration {
  /** The volume that carries the layers since; null: none of its own. */
  readonly carrier: MountedVolume | null;
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
    const command = last?.request.command ?? null;
    return known({ command, confirm, carrier: lastCarrier(runs) });
  } catch (error) {
    if (isOfTheHost(error) || error instanceof Error) return unknown(error.message);
    throw error;
  }
}
