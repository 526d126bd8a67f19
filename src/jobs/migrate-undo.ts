import type { RunEnd } from '../apply/apply.ts';
import { listRuns } from '../apply/runs.ts';
import { refused } from '../model/errors.ts';
import type { MadeSince } from '../model/facts/migration.ts';
import { knownOr } from '../model/known.ts';
import type { Plan } from '../model/plan/plan.ts';
import { groundOf } from '../plan/migrate/configuration.ts';
import { switchGround } from '../observe/docker/migration/ground.ts';
import { madeSince } from '../observe/docker/migration/made-since.ts';
import { observeForVerify } from '../observe/host-facts.ts';
import { endedBy, migrationOnRecord, noMigration } from '../plan/migrate/on-record.ts';
import { planMigrateUndo } from '../plan/migrate/undo.ts';
import { withDisksOf } from '../observe/teardown-ground.ts';
import { planNothing } from '../plan/steps/make-plan.ts';
import { ownPvsOf } from '../plan/steps/setup-record.ts';
import type { Account, Job, Survey } from '../run/job.ts';
import type { Parts } from '../run/context.ts';
import { planJson } from '../views/changes/plan-json.ts';
import { NO_FIGURES } from './downtime.ts';
import { statesOf } from './setup-data.ts';

const COMMAND = 'migrate undo';

/** The request of `dmctl migrate undo`. */
export interface MigrateUndoRequest {
  /** The confirmed pool, `VG/POOL` or `loop-lvm`; null if nothing was confirmed. */
  readonly confirm: string | null;
  readonly dryRun: boolean;
}

/** `dmctl migrate undo`. */
export const migrateUndo = (request: MigrateUndoRequest): Job => ({
  command: COMMAND,
  request: { command: COMMAND, devices: [], options: { confirm: request.confirm ?? '' } },
  survey: (parts) => survey(parts, request),
  account,
});

/** @throws DmctlError DM258 without a migration on record */
async function survey({ reader, stateDir }: Parts, request: MigrateUndoRequest): Promise<Survey> {
  const [runs, facts] = await Promise.all([
    listRuns(reader, stateDir),
    observeForVerify(reader, 'docker'),
  ]);
  const migration = migrationOnRecord(runs);
  if (migration === null) {
    if (!endedBy(COMMAND, runs)) throw refused(noMigration('undo', runs));
    const plan = planNothing(COMMAND);
    return {
      plan,
      data: undoData(plan, null, null),
      nothingToDo: () => ['the migration was undone already'],
    };
  }
  const ownPvs = ownPvsOf(runs);
  const { carrier } = migration;
  const seen =
    carrier?.ownGroup === true
      ? await withDisksOf(reader, facts, carrier.volume.vg, ownPvs)
      : facts;
  const [ground, since] = await Promise.all([
    switchGround(reader, groundOf(facts, migration.paths.root)),
    madeSince(reader, migration.paths),
  ]);
  const plan = planMigrateUndo({ facts: seen, ground, migration, since, ownPvs, ...request });
  return {
    plan,
    data: undoData(plan, null, since),
    nothingToDo: () => ['Docker is as it was before the migration'],
  };
}

async function account({ reader }: Parts, plan: Plan, end: RunEnd): Promise<Account> {
  const { engine } = await observeForVerify(reader, 'docker');
  const pool = knownOr(engine.runsOn, null)?.name ?? null;
  const driver = engine.driver ?? 'no driver: it is not running';
  return {
    data: undoData(plan, end, null),
    warnings: [],
    done: (style) => [
      `Docker runs on ${style.bold(driver)}${pool === null ? '' : `, pool ${pool}`}, as it was before the migration.`,
    ],
  };
}

const undoData = (plan: Plan, end: RunEnd | null, since: MadeSince | null) => ({
  from: 'overlay2',
  to: 'devicemapper',
  ...NO_FIGURES,
  lost:
    since === null
      ? null
      : { images: since.images, containers: since.containers.map(({ name }) => name) },
  undoPossible: false,
  plan: planJson(plan, statesOf(end)),
});
