import type { RunEnd } from '../apply/apply.ts';
import { listRuns } from '../apply/runs.ts';
import { LAYER_LV, LAYER_VG } from '../lvm/layer-volume.ts';
import type { Facts } from '../model/facts/facts.ts';
import type { MigrationGround } from '../model/facts/migration.ts';
import { knownOr } from '../model/known.ts';
import type { MigrateRequest, Request } from '../model/plan/journal.ts';
import type { Plan } from '../model/plan/plan.ts';
import { bytes } from '../model/units.ts';
import { withNewDisk } from '../observe/docker/migration/volume-facts.ts';
import { groundOf } from '../plan/migrate/configuration.ts';
import { migrationGround } from '../observe/docker/migration/ground.ts';
import { observeForVerify } from '../observe/host-facts.ts';
import { confirmWordOf, migrationOnRecord } from '../plan/migrate/on-record.ts';
import { bytesOf, planMigration } from '../plan/migrate/overlay2.ts';
import { goneNetworks, notCarried } from '../plan/migrate/warnings.ts';
import { planNothing } from '../plan/steps/make-plan.ts';
import type { Account, Job, Survey } from '../run/job.ts';
import { newNonce, type Parts } from '../run/context.ts';
import { migratedLines } from '../views/changes/migrate-text.ts';
import { planJson } from '../views/changes/plan-json.ts';
import { downtimeSeconds } from './downtime.ts';
import { statesOf } from './setup-data.ts';

const COMMAND = 'migrate overlay2';

/** `dmctl migrate overlay2`. */
export const migrateOverlay2 = (request: MigrateRequest): Job => ({
  command: COMMAND,
  request: { command: COMMAND, ...inJournal(request) },
  survey: (parts) => survey(parts, request),
  account: (parts, plan, end) => account(parts, plan, end),
});

/** Keys of a volume are there only where one was asked for. */
function inJournal({ offline, on }: MigrateRequest): Omit<Request, 'command'> {
  if (on === null) return { devices: [], options: { offline } };
  if (on.kind === 'disk') return { devices: [on.device], options: { offline } };
  return { devices: [], options: { offline, onVg: on.vg, size: on.size } };
}

/** The host, with the disk that was named for the layers. */
async function observeFor({ reader }: Parts, { on }: MigrateRequest): Promise<Facts> {
  const facts = await observeForVerify(reader, 'docker');
  if (on?.kind !== 'disk') return facts;
  return withNewDisk(reader, facts, on.device, { vg: LAYER_VG, lv: LAYER_LV });
}

async function survey(parts: Parts, request: MigrateRequest): Promise<Survey> {
  const { reader, stateDir } = parts;
  const [runs, facts] = await Promise.all([listRuns(reader, stateDir), observeFor(parts, request)]);
  const onRecord = migrationOnRecord(runs);
  const ground = await migrationGround(reader, groundOf(facts));
  const isDone = onRecord !== null && knownOr(ground.layers, null)?.exists === true;
  const plan = isDone
    ? planNothing(COMMAND)
    : planMigration({ facts, ground, request, nonce: newNonce() });
  return {
    plan,
    data: migrationData(facts, ground, plan, null),
    nothingToDo: () => [
      'Docker was already migrated to overlay2',
      `dmctl migrate accept --confirm ${onRecord === null ? 'VG/POOL' : confirmWordOf(onRecord)} removes the pool; dmctl migrate undo goes back to it`,
    ],
  };
}

async function account({ reader, stateDir }: Parts, plan: Plan, end: RunEnd): Promise<Account> {
  const facts = await observeForVerify(reader, 'docker');
  const ground = await migrationGround(reader, groundOf(facts), 'skip');
  const data = { ...migrationData(facts, ground, plan, end), bytes: plannedBytes(plan) };
  const downtime = await downtimeSeconds(reader, stateDir, end.runId);
  const runs = await listRuns(reader, stateDir);
  const onRecord = migrationOnRecord(runs);
  const confirm = onRecord === null ? 'VG/POOL' : confirmWordOf(onRecord);
  return {
    data: { ...data, downtimeSeconds: downtime },
    warnings: [
      ...plan.warnings.filter(({ code }) => code !== 'DM257'),
      ...(end.end === 'done' ? goneNetworks(plan, knownOr(ground.networks, null)) : []),
    ],
    done: (style) => migratedLines({ ...data, downtimeSeconds: downtime, confirm }, style),
  };
}

/** Bytes of content in the image layers of a plan, in blocks of 4 KiB: their tar-splits are read once. */
const plannedBytes = ({ steps }: Plan) =>
  bytes(
    steps.reduce(
      (sum, { action }) => sum + (action.kind === 'convert-layer' ? (action.room ?? 0) : 0),
      0,
    ),
  );

/** The contract's `data` of a migration. */
function migrationData(facts: Facts, ground: MigrationGround, plan: Plan, end: RunEnd | null) {
  const record = knownOr(ground.record, null);
  const converted = plan.steps.flatMap(({ action }) =>
    action.kind === 'convert-layer' ? [action] : [],
  );
  const isDone = end?.end === 'done';
  return {
    from: 'devicemapper',
    to: 'overlay2',
    images: record?.images.length ?? null,
    layers: record?.layers.length ?? null,
    containers: record?.containers.length ?? null,
    bytes: record === null ? null : bytesOf(record),
    downtimeSeconds: null,
    verified: isDone
      ? {
          layers: converted.filter(({ layer }) => layer.proof !== null).length,
          trees: converted.length,
        }
      : null,
    notCarried: record === null ? [] : notCarried({ record, ground }),
    undoPossible: isDone,
    dataRoot: { path: facts.engine.root },
    daemonJson: { path: facts.engine.configFile },
    plan: planJson(plan, statesOf(end)),
  };
}
