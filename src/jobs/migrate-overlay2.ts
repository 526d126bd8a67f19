import type { RunEnd } from '../apply/apply.ts';
import { listRuns } from '../apply/runs.ts';
import type { Facts } from '../model/facts/facts.ts';
import type { MigrationGround } from '../model/facts/migration.ts';
import { knownOr } from '../model/known.ts';
import type { Plan } from '../model/plan/plan.ts';
import { optionSources } from '../plan/migrate/configuration.ts';
import { migrationGround } from '../observe/docker/migration/ground.ts';
import { observeForVerify } from '../observe/host-facts.ts';
import { confirmWordOf, migrationOnRecord } from '../plan/migrate/on-record.ts';
import { bytesOf, planMigration } from '../plan/migrate/overlay2.ts';
import type { MigrateRequest } from '../plan/migrate/site.ts';
import { notCarried } from '../plan/migrate/warnings.ts';
import { planNothing } from '../plan/steps/make-plan.ts';
import type { Account, Job, Survey } from '../run/job.ts';
import type { Parts } from '../run/context.ts';
import { migratedLines } from '../views/changes/migrate-text.ts';
import { planJson } from '../views/changes/plan-json.ts';
import { downtimeSeconds } from './downtime.ts';
import { statesOf } from './setup-data.ts';

const COMMAND = 'migrate overlay2';

/** `dmctl migrate overlay2`. */
export const migrateOverlay2 = (request: MigrateRequest): Job => ({
  command: COMMAND,
  request: { command: COMMAND, devices: [], options: { offline: request.offline } },
  survey: (parts) => survey(parts, request),
  account: (parts, plan, end) => account(parts, plan, end),
});

async function survey({ reader, stateDir }: Parts, request: MigrateRequest): Promise<Survey> {
  const [runs, facts] = await Promise.all([listRuns(reader, stateDir), observeForVerify(reader)]);
  const onRecord = migrationOnRecord(runs);
  const ground = await migrationGround(reader, facts.engine.root, optionSources(facts));
  const isDone = onRecord !== null && knownOr(ground.layers, null)?.exists === true;
  const plan = isDone ? planNothing(COMMAND) : planMigration({ facts, ground, request });
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
  const facts = await observeForVerify(reader);
  const ground = await migrationGround(reader, facts.engine.root, optionSources(facts));
  const data = migrationData(facts, ground, plan, end);
  const downtime = await downtimeSeconds(reader, stateDir, end.runId);
  const runs = await listRuns(reader, stateDir);
  const onRecord = migrationOnRecord(runs);
  const confirm = onRecord === null ? 'VG/POOL' : confirmWordOf(onRecord);
  return {
    data: { ...data, downtimeSeconds: downtime },
    warnings: plan.warnings.filter(({ code }) => code !== 'DM257'),
    done: (style) => migratedLines({ ...data, downtimeSeconds: downtime, confirm }, style),
  };
}

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
