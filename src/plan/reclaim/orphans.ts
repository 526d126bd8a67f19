import { deleteThin } from '../../lvm/thin-device.ts';
import { EXIT } from '../../model/exit-codes.ts';
import type { Facts } from '../../model/facts/facts.ts';
import type { Orphan } from '../../model/facts/layers.ts';
import { knownOr, type Known } from '../../model/known.ts';
import type { Notice } from '../../model/notice.ts';
import type { Condition } from '../../model/plan/condition.ts';
import { makeStep, type Plan, type Step } from '../../model/plan/plan.ts';
import { formatBytes } from '../../model/units.ts';
import { poolPath, type NamedPool } from '../../pool/found-pool.ts';
import { usedData } from '../../pool/usage.ts';
import { makePlan, planNothing } from '../steps/make-plan.ts';
import { firstRefusals, refusal, whenKnown } from '../steps/refusal.ts';
import { COMMAND, poolRefusals } from './refusals.ts';
import type { ReclaimRequest } from './request.ts';

/** A thin device that the engine has no record of. */
export type ThinOrphan = Pick<Orphan, 'bytes'> & { readonly deviceId: number };

/** The input of the plan of `dmctl reclaim --orphans`. */
export interface OrphansSite {
  readonly facts: Facts;
  readonly pool: NamedPool;
  readonly request: ReclaimRequest;
  /** Folder of the engine's records: the data root, or that of the snapshotter. */
  readonly records: string;
  readonly orphans: Known<readonly ThinOrphan[]>;
  /** Devices on the pool that are not the engine's. */
  readonly strangers: Known<readonly string[]>;
}

/** Plans `dmctl reclaim --orphans`, a step for each device, while the engine is stopped. */
export function planOrphans(site: OrphansSite): Plan {
  const { pool, orphans } = site;
  const refusals = firstRefusals(
    () => loopRefusals(pool),
    () => poolRefusals(pool),
    () => engineRefusals(site),
    () => strangerRefusals(site),
    () => whenKnown('the thin devices of the pool', orphans, () => []),
  );
  const found = knownOr(orphans, []);
  if (refusals.length > 0) return planNothing(COMMAND, refusals);
  if (found.length === 0) return planNothing(COMMAND);
  const unconfirmed = confirmRefusals(site, found);
  if (unconfirmed.length > 0) return planNothing(COMMAND, unconfirmed);
  const steps = found.map((orphan) => deleteStep(site, orphan));
  const from = found.map(({ deviceId, bytes: size }) => ({
    ...{ name: `device ${String(deviceId)}`, takes: size, most: size },
  }));
  return makePlan({ command: COMMAND, steps, reclaim: { used: usedData(pool), from } });
}

/** Docker takes a pool on loop files away when it stops (moby, deviceset.go, Shutdown). */
function loopRefusals({ mode }: NamedPool): readonly Notice[] {
  if (mode === 'direct-lvm') return [];
  const why = 'its devices can be deleted only while Docker is stopped, and Docker removes it then';
  const fix = ['dmctl setup direct-lvm DEVICE makes a pool that is not on loop files'];
  return [refusal('DM270', 'a pool on loop files keeps its orphans', why, fix)];
}

/** An engine at work has devices of which nothing is on record yet. */
function engineRefusals({ facts }: OrphansSite): readonly Notice[] {
  const { title, service } = facts.engine;
  return whenKnown(`the state of ${service.unit}`, service.running, (runs) => {
    const why = `${title} may be making a layer, of which nothing is on record yet`;
    const fix = [`systemctl stop ${service.unit}, run the command again, and start it again`];
    return runs ? [refusal('DM271', `${title} is running`, why, fix)] : [];
  });
}

/** Thin volumes of LVM's and devices that are in use are somebody's, whoever has no record of them. */
function strangerRefusals({ facts, pool, strangers }: OrphansSite): readonly Notice[] {
  const no = (why: string): readonly Notice[] => [
    refusal('DM272', `${poolPath(pool)} has other users`, why, [
      'remove what is not of the engine with the tool that made it; dmsetup table shows it',
    ]),
  ];
  const volume = knownOr(pool.volume, null);
  const inLvm = whenKnown("LVM's volumes", facts.lvm, ({ lvs }) => {
    const thin = lvs.find(({ vg, poolLv }) => vg === volume?.vg && poolLv === volume.name);
    return thin === undefined ? [] : no(`LVM has the thin volume ${thin.vg}/${thin.name} in it`);
  });
  if (inLvm.length > 0) return inLvm;
  return whenKnown('the devices on the pool', strangers, ([name]) =>
    name === undefined ? [] : no(`${name} is in use`),
  );
}

function confirmRefusals(
  { pool, request }: OrphansSite,
  found: readonly ThinOrphan[],
): readonly Notice[] {
  const word = poolPath(pool);
  const { confirm, dryRun } = request;
  if (confirm === word || (confirm === null && dryRun)) return [];
  const what = `${String(found.length)} thin ${found.length === 1 ? 'device' : 'devices'}`;
  const why = `what is in them cannot be recovered: ${found.map(orphanWords).join(', ')}`;
  const fix = [`dmctl reclaim --orphans --confirm ${word}`];
  return [
    refusal('DM273', `deleting ${what} of ${word} is not confirmed`, why, fix, EXIT.notConfirmed),
  ];
}

/** Names a device: `device 17 (5 MiB)`. */
export const orphanWords = ({ deviceId, bytes: size }: ThinOrphan): string =>
  `device ${String(deviceId)}${size === null ? '' : ` (${formatBytes(size)})`}`;

function deleteStep(
  { facts, pool, records }: OrphansSite,
  { deviceId, bytes: size }: ThinOrphan,
): Step {
  const { engine, title, service } = facts.engine;
  const name = pool.name ?? '';
  const kept = { pool: name, deviceId, records: { engine, root: records } };
  const unknown: Condition = { kind: 'thin-not-on-record', ...kept };
  return makeStep({
    id: `delete-thin-${String(deviceId)}`,
    title: `Delete thin ${orphanWords({ deviceId, bytes: size })}`,
    why: `${title} has no record of it, so nothing would ever free its space`,
    risk: 'destroys-data',
    before: [{ kind: 'units', names: [service.unit], active: false }, unknown],
    action: { kind: 'delete-thin', ...kept, remove: deleteThin(name, deviceId) },
    after: [unknown],
    final: true,
    unseen: true,
  });
}
