import { setupConfigPath } from '../../../docker/managed.ts';
import type { Facts } from '../../../model/facts/facts.ts';
import type { ManagedConfig, ManagedGround } from '../../../model/facts/managed.ts';
import type { Notice } from '../../../model/notice.ts';
import type { Plan } from '../../../model/plan/plan.ts';
import { differences, type PoolInPlace } from '../differences.ts';
import { managedConfig } from '../../docker/managed-request.ts';
import { planMissing } from '../add-missing.ts';
import { refusal, unseen } from '../../steps/refusal.ts';
import { setupRefused } from '../decide.ts';

/**
 * Plans a managed setup whose pool exists already: nothing, or the few steps that are safe to repeat.
 * Docker's own record of its setup counts, since Docker compares with it at each start.
 */
export function planManagedExisting(site: PoolInPlace, ground: ManagedGround): Plan {
  if (!ground.setUp.known) {
    return setupRefused([unseen(recordOf(site.facts), ground.setUp.why)]);
  }
  const record = ground.setUp.value;
  const different = [...recordDifferences(site, record), ...differences(site)];
  if (different.length > 0) return setupRefused([otherValues(different, record)]);
  return planMissing(site);
}

const recordOf = ({ engine }: Facts): string => setupConfigPath(engine.root);

function otherValues(different: readonly string[], record: ManagedConfig | null): Notice {
  const message = 'docker/thinpool is already set up with different values';
  const why = [...different, ...(record === null ? [] : [DOCKERS_REASON])].join('; ');
  return refusal('DM031', message, why, [
    'request the values it has',
    'check it with dmctl verify',
  ]);
}

/** moby, deviceset.go: initDevmapper. */
const DOCKERS_REASON =
  'Docker does not start with others: "changing direct-lvm config is not supported"';

const NAMES: Record<keyof ManagedConfig, string> = {
  device: 'dm.directlvm_device',
  thinpPercent: 'dm.thinp_percent',
  thinpMetapercent: 'dm.thinp_metapercent',
  autoextendThreshold: 'dm.thinp_autoextend_threshold',
  autoextendPercent: 'dm.thinp_autoextend_percent',
};

function recordDifferences(
  { facts, request }: PoolInPlace,
  record: ManagedConfig | null,
): readonly string[] {
  const path = recordOf(facts);
  if (record === null) return [`${path} has no record of a setup by Docker`];
  const wanted = managedConfig(request);
  const keys = Object.keys(NAMES) as (keyof ManagedConfig)[];
  return keys
    .filter((key) => record[key] !== wanted[key])
    .map((key) => `${NAMES[key]} was ${String(record[key])}, requested ${String(wanted[key])}`);
}
