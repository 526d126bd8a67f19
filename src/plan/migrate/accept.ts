import { EXIT } from '../../model/exit-codes.ts';
import type { SwitchGround } from '../../model/facts/migration.ts';
import { knownOr } from '../../model/known.ts';
import type { Notice } from '../../model/notice.ts';
import type { Plan, Step } from '../../model/plan/plan.ts';
import type { PlanStepId } from '../../model/plan/step-ids.ts';
import { plansOf } from '../engines.ts';
import { removeLoopPool } from '../docker/loop-pool.ts';
import { unitFolderSteps, unitRemovalSteps } from '../steps/boot-unit-removal.ts';
import { missingTools, rootRefusals } from '../steps/host-refusals.ts';
import { lvmRemovalSteps, poolSteps } from '../steps/lvm-removal.ts';
import { changeRefusals } from '../steps/lvm-refusals.ts';
import { makePlan, planNothing } from '../steps/make-plan.ts';
import { groupOf, otherVolumes } from '../steps/pool-group.ts';
import { groupRefusals } from '../steps/pool-in-use.ts';
import { profileRemovalSteps } from '../steps/profile-removal.ts';
import { refusal, unseen } from '../steps/refusal.ts';
import { foreign, leftInPlace, type TeardownSite } from '../steps/teardown-site.ts';
import { confirmWordOf, type MigrationOnRecord } from './on-record.ts';
import { dropTree } from './renames.ts';

/** The input of the plan of `dmctl migrate accept`. */
export interface AcceptSite {
  /** The pool and its disks, with a record of dmctl's setup or, for a pool of others, of none. */
  readonly pool: TeardownSite;
  readonly ground: SwitchGround;
  readonly migration: MigrationOnRecord;
}

const COMMAND = 'migrate accept';

/**
 * Plans `dmctl migrate accept`: removes the pool down to blank disks, and what the old driver left in the
 * data root. None of it can be undone once the pool has gone.
 */
export function planMigrateAccept(site: AcceptSite): Plan {
  const refusals = acceptRefusals(site);
  if (refusals.length > 0) return planNothing(COMMAND, refusals);
  const { pool, migration } = site;
  const unit = unitRemovalSteps(pool);
  const steps = [
    ...unit.steps,
    ...poolRemoval(site),
    ...profileRemovalSteps(pool),
    ...unitFolderSteps(pool),
    ...rootSteps(site),
  ];
  const word = confirmWordOf(migration);
  const warnings = [
    refusal(
      'DM260',
      `${word} and the records of the old driver will be removed`,
      'after that the migration cannot be undone',
      [],
    ),
    ...sharedNotice(site),
  ];
  return makePlan({ command: COMMAND, steps, warnings }, unit.blobs);
}

function poolRemoval({ pool, migration }: AcceptSite): readonly Step[] {
  if (pool.record.pool === null) {
    const { root } = migration.paths;
    return [{ ...removeLoopPool(root), id: 'remove-loop-pool', final: true, undo: [] }];
  }
  const group = groupOf(pool);
  const steps =
    otherVolumes(pool).length > 0 && group !== null
      ? poolSteps(pool, group)
      : lvmRemovalSteps(pool);
  return steps.map((step) => (step.id === 'lvremove' ? { ...step, why: NOT_NEEDED } : step));
}

/** A teardown would say here that images and containers are destroyed. */
const NOT_NEEDED =
  'Docker runs on overlay2 and needs it no more; from here on nothing can be undone';

function sharedNotice({ pool }: AcceptSite): readonly Notice[] {
  const others = otherVolumes(pool);
  if (others.length === 0 || pool.record.pool === null) return [];
  const { vg } = pool.record.pool;
  return [leftInPlace(`volume group ${vg}`, `it also holds ${others.join(', ')}`, `vgs ${vg}`)];
}

/** Removes what the old driver left in the data root. */
function rootSteps({ ground, migration }: AcceptSite): readonly Step[] {
  const { root, oldRecords, buildkitAside } = migration.paths;
  const why = 'only the devicemapper driver used it';
  const remove = (path: string, id: PlanStepId): Step =>
    dropTree(path, { id, title: `Remove ${path}`, why });
  return [
    remove(`${root}/devicemapper`, 'remove-old-layers'),
    remove(oldRecords, 'remove-old-records'),
    ...(knownOr(ground.buildkitAside, false) ? [remove(buildkitAside, 'remove-old-buildkit')] : []),
  ];
}

function acceptRefusals(site: AcceptSite): readonly Notice[] {
  const { pool } = site;
  const basics = [
    ...rootRefusals(pool.facts),
    ...missingTools(pool.facts, ['lvm', 'dmsetup', 'wipefs', 'lsblk']),
  ];
  if (basics.length > 0) return basics;
  const refusals = [...engineRefusals(site), ...poolRefusals(pool)];
  return refusals.length > 0 ? refusals : consentRefusals(site);
}

/** Only a Docker that runs on overlay2 has shown that it does not need the pool. */
function engineRefusals({ pool: { facts } }: AcceptSite): readonly Notice[] {
  const { driver } = facts.engine;
  if (driver === 'overlay2') return [];
  const why = 'the pool is removed only once Docker has shown that it runs without it';
  const message = driver === null ? 'Docker is not running' : `Docker runs on ${driver}`;
  return [refusal('DM258', message, why, ['systemctl start docker, then rerun the command'])];
}

function poolRefusals(site: TeardownSite): readonly Notice[] {
  const { facts, ground, record } = site;
  if (record.pool === null) return [];
  if (!facts.lvm.known) return [unseen("LVM's state", facts.lvm.why)];
  const group = groupOf(site);
  if (group === null) return [];
  if (!ground.holders.known) return [unseen('the devices on the pool', ground.holders.why)];
  const strangers = ground.holders.value.filter((name) => !plansOf(facts).isOwnDevice(name));
  return [
    ...groupRefusals(group),
    ...changeRefusals(facts, group),
    ...strangers.map((name) =>
      foreign(`${name} on the pool does not belong to Docker`, `dmsetup remove ${name}`),
    ),
    ...facts.devices.flatMap((disk) => (disk.usable ? [] : [unseen(disk.path, disk.why)])),
  ];
}

function consentRefusals({ pool, migration }: AcceptSite): readonly Notice[] {
  const word = confirmWordOf(migration);
  const { confirm, dryRun } = pool.request;
  if (confirm === word || (confirm === null && dryRun)) return [];
  const message = `removing ${word} is not confirmed`;
  const why = 'after that the migration cannot be undone';
  const fix = [
    'see what it would do: dmctl migrate accept --dry-run',
    `dmctl migrate accept --confirm ${word}`,
  ];
  return [refusal('DM072', message, why, fix, EXIT.notConfirmed)];
}
