import { dockerFacts } from '../../docker/engine.ts';
import { knownOr } from '../../model/known.ts';
import type { UserNetwork } from '../../model/facts/migration.ts';
import type { Notice } from '../../model/notice.ts';
import type { Plan } from '../../model/plan/plan.ts';
import { formatBytes, MIB } from '../../model/units.ts';
import { refusal } from '../steps/refusal.ts';
import { roomOn } from './carrier.ts';
import { containersRoom, tightRoom } from './containers-room.ts';
import { roomFor } from './refusals.ts';
import type { Migration } from './site.ts';

/** Something that a migration does not carry over, for the report. */
export interface NotCarried {
  readonly what: string;
  readonly why: string;
}

/** moby, daemon/graphdriver/devmapper: BuildKit's devices have ids of 25 letters and digits. */
const BUILDKIT = /^[0-9a-z]{25}(-init)?$/;

/** Lists what a migration leaves behind, as far as that is known beforehand. */
export function notCarried({
  record,
  ground,
}: Pick<Migration, 'record' | 'ground'>): readonly NotCarried[] {
  const cached = record.devices.filter(({ name }) => BUILDKIT.test(name)).length;
  const hasCache = cached > 0 && knownOr(ground.buildkit, true);
  const limited = record.containers.filter((one) => one.limited).map(nameOf);
  return [
    ...(hasCache
      ? [{ what: `BuildKit's cache, ${String(cached)} layers`, why: 'it is tied to devicemapper' }]
      : []),
    ...limited.map((name) => ({
      what: `the size limit of container ${name}`,
      why: 'overlay2 limits a container only on xfs with project quotas, when it is created',
    })),
  ];
}

const nameOf = ({ name, id }: { readonly name: string | null; readonly id: string }): string =>
  name ?? id.slice(0, 12);

/** Lists what a person should know before Docker is stopped. */
export function migrateWarnings(migration: Migration): readonly Notice[] {
  const lost = notCarried(migration).map(({ what, why }) =>
    refusal('DM250', `${what} is not carried over`, why, ['dmctl explain DM250']),
  );
  return [
    figures(migration),
    ...tightRoom(migration, roomThere(migration)),
    ...lost,
    ...stoppedContainers(migration),
  ];
}

/**
 * Names networks that Docker listed when the migration was planned, and does not list after it. Those of
 * containers would have failed it.
 * @param now null: unknown
 */
export function goneNetworks(
  { steps }: Pick<Plan, 'steps'>,
  now: readonly UserNetwork[] | null,
): readonly Notice[] {
  if (now === null) return [];
  const listed = new Set(now.map(({ id }) => id));
  const before = steps.flatMap(({ after }) =>
    after.flatMap((one) => (one.kind === 'networks-kept' ? one.networks : [])),
  );
  return before
    .filter(({ id }) => !listed.has(id))
    .map(({ name }) => {
      const message = `Docker does not list the network ${name} any more`;
      const why = 'no container uses it; it may have been removed before Docker stopped';
      return refusal('DM250', message, why, [`if it is missed: docker network create ${name}`]);
    });
}

/** Seconds that a container's two layers, and a stop and a start of Docker take on a common host. */
const PER_LAYER = 1;
const STOP_AND_START = 15;
/** Bytes that are copied, read back and compared in a second on a common disk. */
const RATE = 50 * MIB;
/** Entries in a second, whatever they hold: 100,000 files of 512 bytes took 30 s (npm run bench -- --migrate). */
const ENTRY_RATE = 3000;

/** How long Docker will be down at least, in seconds. What containers have written comes on top. */
export function expectedDowntime({ due, record, request }: Migration): number {
  const late = request.offline ? due : due.filter(({ containerId }) => containerId !== null);
  const { room, entries } = request.offline ? roomFor(record) : { room: 0, entries: 0 };
  return Math.ceil(STOP_AND_START + late.length * PER_LAYER + room / RATE + entries / ENTRY_RATE);
}

function figures(migration: Migration): Notice {
  const { room, entries } = roomFor(migration.record);
  const below = roomThere(migration);
  const free = below === null ? '?' : formatBytes(below.free);
  const inodes = below?.inodes == null ? '' : `, and ${String(below.inodes)} free inodes`;
  const message = `the image layers need ${formatBytes(room)} and ${String(entries)} ${entries === 1 ? 'inode' : 'inodes'}; ${below?.name ?? 'the data root'} has ${free} free${inodes}`;
  const seconds = String(expectedDowntime(migration));
  const written = containersRoom(migration);
  const most = written === null || written === 0 ? '' : ` (up to about ${formatBytes(written)})`;
  const why = `Docker will be down for about ${seconds} s, and as long as it takes to copy what containers have written${most}`;
  return refusal('DM257', message, why, ['docker ps -as shows what they have written']);
}

function roomThere({ ground, carrier }: Migration) {
  const below = knownOr(ground.room, null);
  if (carrier === null) return below && { ...below, name: below.mountPoint };
  return { ...roomOn(carrier), name: `${carrier.volume.vg}/${carrier.volume.lv}` };
}

/** Docker restarts only containers with a restart policy, as after a reboot. */
function stoppedContainers({ facts, record }: Migration): readonly Notice[] {
  if (knownOr(dockerFacts(facts).docker.info, null) === null) return [];
  const ends = record.containers.filter(
    ({ state, restarts }) => (state === 'running' || state === 'paused') && !restarts,
  );
  if (ends.length === 0) return [];
  const names = ends.map(nameOf);
  const message = `${String(names.length)} running ${names.length === 1 ? 'container has' : 'containers have'} no restart policy`;
  const why = `Docker stops them and does not start them again: ${names.join(', ')}`;
  return [refusal('DM250', message, why, [`afterwards: docker start ${names.join(' ')}`])];
}
