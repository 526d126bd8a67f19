import { dockerFacts } from '../../docker/engine.ts';
import { knownOr } from '../../model/known.ts';
import type { Notice } from '../../model/notice.ts';
import { refusal } from '../steps/refusal.ts';
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

/** What a person should know before Docker is stopped. */
export function migrateWarnings(migration: Migration): readonly Notice[] {
  const lost = notCarried(migration).map(({ what, why }) =>
    refusal('DM250', `${what} is not carried over`, why, ['dmctl explain DM250']),
  );
  return [...lost, ...stoppedContainers(migration)];
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
