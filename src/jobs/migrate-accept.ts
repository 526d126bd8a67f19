import type { RunEnd } from '../apply/apply.ts';
import { listRuns } from '../apply/runs.ts';
import { refused } from '../model/errors.ts';
import type { Facts } from '../model/facts/facts.ts';
import { knownOr } from '../model/known.ts';
import { dmName } from '../model/names.ts';
import type { Run } from '../model/plan/journal.ts';
import type { Plan } from '../model/plan/plan.ts';
import { groundOf } from '../plan/migrate/configuration.ts';
import { switchGround } from '../observe/docker/migration/ground.ts';
import { observeForVerify } from '../observe/host-facts.ts';
import { teardownGround, withDisksOf } from '../observe/teardown-ground.ts';
import { planMigrateAccept } from '../plan/migrate/accept.ts';
import {
  confirmWordOf,
  endedBy,
  lastCarrier,
  migrationOnRecord,
  noMigration,
  volumeOf,
  type MigrationOnRecord,
  type MountedVolume,
} from '../plan/migrate/on-record.ts';
import { planNothing } from '../plan/steps/make-plan.ts';
import {
  ownPvsOf,
  ownUnits,
  setUpsOnRecord,
  type OwnPvs,
  type SetUpRecord,
} from '../plan/steps/setup-record.ts';
import type { TeardownSite } from '../plan/steps/teardown-site.ts';
import type { Account, Job, Survey } from '../run/job.ts';
import type { Parts } from '../run/context.ts';
import { planJson } from '../views/changes/plan-json.ts';
import { NO_FIGURES } from './downtime.ts';
import { blankDisksOf, statesOf } from './setup-data.ts';

const COMMAND = 'migrate accept';

/** The request of `dmctl migrate accept`. */
export interface MigrateAcceptRequest {
  /** The confirmed pool, `VG/POOL` or `loop-lvm`; null if nothing was confirmed. */
  readonly confirm: string | null;
  readonly dryRun: boolean;
}

/** `dmctl migrate accept`. */
export const migrateAccept = (request: MigrateAcceptRequest): Job => ({
  command: COMMAND,
  request: { command: COMMAND, devices: [], options: { confirm: request.confirm ?? '' } },
  survey: (parts) => survey(parts, request),
  account: (parts, plan, end) => account(parts, plan, end),
});

/** @throws DmctlError DM258 without a migration on record */
async function survey({ reader, stateDir }: Parts, request: MigrateAcceptRequest): Promise<Survey> {
  const [runs, facts] = await Promise.all([
    listRuns(reader, stateDir),
    observeForVerify(reader, 'docker'),
  ]);
  const migration = migrationOnRecord(runs);
  if (migration === null) {
    if (!endedBy(COMMAND, runs)) throw refused(noMigration('accept', runs));
    const plan = planNothing(COMMAND);
    return {
      plan,
      data: acceptData(plan, null),
      nothingToDo: () => ['the migration was accepted already'],
    };
  }
  const pool = await poolSite(reader, facts, runs, migration, request);
  const ground = await switchGround(reader, groundOf(facts, migration.paths.root));
  const plan = planMigrateAccept({ pool, ground, migration });
  return {
    plan,
    data: acceptData(plan, null),
    nothingToDo: () => [`nothing is left of ${confirmWordOf(migration)}`],
  };
}

/** The pool and its disks as a teardown sees them; with a record made up for a pool of others. */
async function poolSite(
  reader: Parts['reader'],
  facts: Facts,
  runs: readonly Run[],
  migration: MigrationOnRecord,
  request: MigrateAcceptRequest,
): Promise<TeardownSite> {
  const parts = volumeOf(migration.pool);
  const own = setUpsOnRecord(runs).findLast(
    ({ pool }) => parts !== null && pool?.vg === parts.vg && pool.lv === parts.lv,
  );
  const isOwn = own?.managed === null;
  const record = isOwn ? own : foreignRecord(migration.runId, parts);
  const ownPvs = isOwn ? ownPvsOf(runs) : pvsOf(facts, parts?.vg ?? null);
  const ground = await teardownGround(reader, facts, {
    profile: record.profile?.path ?? null,
    folders: record.folders,
    movedRoot: null,
    pool: parts === null ? null : dmName(parts.vg, parts.lv),
    erase: false,
  });
  return {
    facts: parts === null ? facts : await withDisksOf(reader, facts, parts.vg, ownPvs),
    ground,
    record,
    ownPvs,
    ownUnits: ownUnits(runs),
    managedPv: null,
    request: { ...request, erase: false },
    ...(isOwn ? {} : { foreign: true }),
  };
}

const foreignRecord = (runId: string, pool: SetUpRecord['pool']): SetUpRecord => ({
  runId,
  pool,
  managed: null,
  engine: 'docker',
  containerd: null,
  daemonJson: null,
  profile: null,
  folders: [],
  movedRoot: null,
  newRoot: true,
});

/** All physical volumes of the group: what their first MiB held before LVM is unknown. */
function pvsOf(facts: Facts, vg: string | null): OwnPvs {
  const pvs = knownOr(facts.lvm, null)?.pvs ?? [];
  return new Map(pvs.filter((pv) => pv.vg === vg && vg !== null).map(({ uuid }) => [uuid, false]));
}

async function account({ reader, stateDir }: Parts, plan: Plan, end: RunEnd): Promise<Account> {
  const blank = blankDisksOf(plan);
  const carrier = lastCarrier(await listRuns(reader, stateDir));
  const growing = carrier === null || blank.length === 0 ? [] : growthLines(carrier, blank);
  return {
    data: acceptData(plan, end),
    warnings: plan.warnings.filter(({ code }) => code === 'DM221'),
    done: () => [
      'The migration is accepted; nothing of the devicemapper driver is left.',
      ...(blank.length === 0 ? [] : [`blank disks: ${blank.join(', ')}`]),
      ...growing,
      'Docker can be upgraded to 25 or newer',
    ],
  };
}

/** lvextend(8) -r grows the file system with the volume. */
const growthLines = (
  { volume: { vg, lv } }: MountedVolume,
  disks: readonly string[],
): readonly string[] => [
  `to give them to ${vg}/${lv}, which carries the layers now:`,
  `  pvcreate ${disks.join(' ')} && vgextend ${vg} ${disks.join(' ')} && lvextend -r -l +100%FREE ${vg}/${lv}`,
];

const acceptData = (plan: Plan, end: RunEnd | null) => ({
  from: 'devicemapper',
  to: 'overlay2',
  ...NO_FIGURES,
  undoPossible: end?.end !== 'done' && plan.steps.length > 0,
  devices: blankDisksOf(plan),
  plan: planJson(plan, statesOf(end)),
});
