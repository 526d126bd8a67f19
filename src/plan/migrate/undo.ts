import { restoreDaemonJson } from '../../docker/daemon-json-restore.ts';
import { dockerFacts } from '../../docker/engine.ts';
import { startDocker } from '../../docker/service.ts';
import { EXIT } from '../../model/exit-codes.ts';
import type { Facts } from '../../model/facts/facts.ts';
import type { MadeSince, SwitchGround } from '../../model/facts/migration.ts';
import { knownOr } from '../../model/known.ts';
import type { Notice } from '../../model/notice.ts';
import { makeStep, type Plan, type Step } from '../../model/plan/plan.ts';
import type { PlanStepId } from '../../model/plan/step-ids.ts';
import { sha256Of } from '../../model/sha256.ts';
import { cannotEdit } from '../docker/daemon-json.ts';
import { driverRefusals, serviceRefusals } from '../docker/refusals.ts';
import { afterStartLimit, RUNNING, stopStep } from '../docker/service.ts';
import {
  blobsOf,
  fileStep,
  removeFileStep,
  type NewFile,
  type StepsWithBlobs,
} from '../steps/files.ts';
import { rootRefusals } from '../steps/host-refusals.ts';
import { makePlan, planNothing } from '../steps/make-plan.ts';
import { no, type Grown } from '../steps/pool-in-use.ts';
import { refusal } from '../steps/refusal.ts';
import type { OwnPvs } from '../steps/setup-record.ts';
import { noBootMountSteps } from './boot-mount.ts';
import { carrierRemoval, unmountStep } from './carrier-removal.ts';
import { confirmWordOf, type MigrationOnRecord } from './on-record.ts';
import { dropNew, dropTree, renameStep, setAsideStep } from './renames.ts';
import { containersStep } from './steps.ts';

/** The input of the plan of `dmctl migrate undo`. */
export interface UndoSite {
  readonly facts: Facts;
  readonly ground: SwitchGround;
  readonly migration: MigrationOnRecord;
  /** Undo does not keep it. */
  readonly since: MadeSince;
  /** Physical volumes that dmctl created. */
  readonly ownPvs: OwnPvs;
  readonly confirm: string | null;
  readonly dryRun: boolean;
}

const COMMAND = 'migrate undo';

/** Plans `dmctl migrate undo`: Docker runs on the pool again, as it was at the switch. */
export function planMigrateUndo(site: UndoSite): Plan {
  const refusals = undoRefusals(site);
  if (refusals.length > 0) return planNothing(COMMAND, refusals);
  const files = configurationSteps(site);
  if (!files.ok) return planNothing(COMMAND, files.refusals);
  const away = layersAway(site);
  if (!away.ok) return planNothing(COMMAND, away.refusals);
  const { facts, migration } = site;
  const { paths } = migration;
  const stop: Step = { ...stopStep(facts, []), documented: null };
  const steps = [
    stop,
    containersStep(paths.root, 'overlay2', 'devicemapper'),
    // From here on a boot starts Docker on the pool: on overlay2 it would miss what is renamed.
    ...files.value.steps,
    ...away.value.steps,
    ...buildkitSteps(site),
    startOnPool(site),
    ...drops(site),
  ];
  const blobs = { ...files.value.blobs, ...away.value.blobs };
  return makePlan({ command: COMMAND, steps, warnings: warnings(site) }, blobs);
}

/** Renames the layers, or unmounts the volume that carries them, so that Docker does not find them. */
function layersAway({ facts, ground, migration }: UndoSite): Grown<StepsWithBlobs> {
  const { paths, carrier } = migration;
  if (carrier !== null) {
    const boot = noBootMountSteps({ facts, ground, volume: carrier.volume });
    if (!boot.ok) return boot;
    const steps = [
      ...boot.value.steps,
      unmountStep(migration, carrier, boot.value.steps.length > 0),
    ];
    return { ok: true, value: { steps, blobs: boot.value.blobs } };
  }
  const rename = renameStep(paths.layers, paths.building, {
    id: 'name-layers',
    title: `Rename ${paths.layers} to ${paths.building}`,
    why: 'a Docker without a configured driver must find only one',
  });
  return { ok: true, value: { steps: [rename], blobs: {} } };
}

function undoRefusals({ facts, migration, since, confirm, dryRun }: UndoSite): readonly Notice[] {
  const basics = [
    ...rootRefusals(facts),
    ...driverRefusals(facts),
    ...serviceRefusals(dockerFacts(facts).docker),
  ];
  if (basics.length > 0) return basics;
  const lost = wordsOf(since);
  const word = confirmWordOf(migration);
  if (lost === '' || confirm === word || (confirm === null && dryRun)) return [];
  return [lossRefusal('undoing the migration', lost, `dmctl migrate undo --confirm ${word}`)];
}

/**
 * Refuses to drop what was made since the switch.
 * @param what the subject of the message
 * @param lost from wordsOf
 * @param command the one that does it nevertheless
 */
export const lossRefusal = (what: string, lost: string, command: string): Notice =>
  refusal(
    'DM259',
    `${what} would lose what was made since`,
    `the pool does not have them: ${lost}`,
    ['docker save or docker export what is to be kept', command],
    EXIT.notConfirmed,
  );

/** Names what was made since, ten at most; empty: nothing was. */
export function wordsOf({ images, containers }: MadeSince): string {
  const names = [
    ...images.map((name) => `image ${name}`),
    ...containers.map(({ name }) => `container ${name}`),
  ];
  const more = names.length > 10 ? [`and ${String(names.length - 10)} more`] : [];
  return [...names.slice(0, 10), ...more].join(', ');
}

function warnings({ since }: UndoSite): readonly Notice[] {
  const kept = 'what containers wrote to their own layers since the migration is not in the pool';
  const why = 'volumes are shared by both drivers, and stay as they are now';
  const lost = wordsOf(since);
  return [
    refusal('DM259', kept, why, ['docker cp copies files out of a container beforehand']),
    ...(lost === ''
      ? []
      : [refusal('DM259', `${lost} will be removed`, 'made since the migration', [])]),
  ];
}

/** BuildKit's cache of before is put back, and the new one dropped at the end. */
function buildkitSteps({ ground, migration }: UndoSite): readonly Step[] {
  if (!knownOr(ground.buildkitAside, false)) return [];
  const { buildkit, buildkitAside } = migration.paths;
  const newer = newBuildkit(migration);
  const aside = [buildkitAside, newer];
  const repair = (id: Step['id']): Step => ({ ...dropNew(buildkit, aside, id), proven: true });
  const awayWords = {
    id: 'set-buildkit-aside',
    title: `Rename ${buildkit} to ${newer}`,
    why: 'it names layers of overlay2',
  } as const;
  const backWords = {
    id: 'restore-buildkit',
    title: `Rename ${buildkitAside} back to ${buildkit}`,
    why: 'it names layers of the pool',
  } as const;
  const away = setAsideStep(buildkit, newer, awayWords, repair);
  const back = setAsideStep(buildkitAside, buildkit, backWords, repair);
  return [...(knownOr(ground.buildkit, true) ? [away] : []), back];
}

const newBuildkit = ({ paths }: MigrationOnRecord): string => `${paths.buildkit}.overlay2`;

/** Restores each file, the one that names the driver last; later changes of daemon.json are kept. */
function configurationSteps(site: UndoSite): Grown<StepsWithBlobs> {
  const steps: Step[] = [];
  const files: NewFile[] = [];
  for (const [at, written] of site.migration.files.toReversed().entries()) {
    const restored = restoredFile(site, written);
    if (!restored.ok) return restored;
    const { path, old, text } = restored.value;
    const isSwitch = written === site.migration.files[0];
    const id = isSwitch ? ('daemon-json' as const) : (`options-${String(at + 1)}` as const);
    const words = { id, why: 'as it was before the migration; later changes are kept' };
    if (text === null) {
      const owner = { uid: 0, gid: 0, mode: 0o644 };
      steps.push(
        removeFileStep({ path, text: old.text, owner }, { ...words, title: `Remove ${path}` }),
      );
      files.push({ path, text: old.text, old: null });
    } else if (text !== old.text) {
      const file = { path, text, old };
      steps.push(fileStep(file, { ...words, title: `Restore the storage settings in ${path}` }));
      files.push(file);
    }
  }
  return { ok: true, value: { steps, blobs: blobsOf(files) } };
}

interface RestoredFile extends Omit<NewFile, 'text' | 'old'> {
  /** null: the file did not exist. */
  readonly text: string | null;
  readonly old: NonNullable<NewFile['old']>;
}

function restoredFile(
  { facts, ground }: UndoSite,
  written: MigrationOnRecord['files'][number],
): Grown<RestoredFile> {
  const { path, before, after } = written;
  const { daemonJson } = dockerFacts(facts);
  if (daemonJson.path === path) {
    if (daemonJson.state !== 'present') return no(cannotEdit(path, 'it cannot be read'));
    const restored = restoreDaemonJson(daemonJson.text, written);
    if (!restored.ok) return no(cannotEdit(path, restored.why));
    return { ok: true, value: { path, text: restored.value, old: daemonJson } };
  }
  const now = knownOr(ground.optionFiles, []).find((one) => one.path === path)?.text;
  if (now !== after || before === null)
    return no(cannotEdit(path, 'it was changed after the migration'));
  return { ok: true, value: { path, text: before, old: { text: now, sha256: sha256Of(now) } } };
}

function startOnPool({ facts, migration }: UndoSite): Step {
  const { manager } = facts.engine.service;
  const { pool, paths } = migration;
  return makeStep({
    id: 'start-docker',
    title: 'Start Docker on the pool',
    why: 'it must list every image and container that it had before the migration',
    risk: 'reversible',
    before: [],
    action: startDocker(manager),
    after: [
      RUNNING,
      { kind: 'docker-driver', driver: 'devicemapper', pool: pool.dmName },
      { kind: 'nothing-missing', dataRoot: paths.root },
    ],
    mend: afterStartLimit(manager, 'mend-start-docker'),
    undo: stopStep(facts, []).undo.length === 0 ? [] : [{ ...stopAgain(facts) }],
  });
}

const stopAgain = (facts: Facts): Step => ({
  ...stopStep(facts, []),
  id: 'undo-start-docker',
  title: 'Stop Docker again',
  documented: null,
  undo: [],
});

/** From here on nothing of overlay2 comes back; the pool has everything from before. */
function drops(site: UndoSite): readonly Step[] {
  const { ground, migration, since } = site;
  const { paths } = migration;
  const why = 'Docker runs on the pool again';
  const drop = (path: string, id: PlanStepId, title: string): Step =>
    dropTree(path, { id, title, why });
  const hasBuildkit = knownOr(ground.buildkitAside, false) && knownOr(ground.buildkit, true);
  return [
    ...since.containers.map(({ id, name }) =>
      drop(`${paths.root}/containers/${id}`, `drop-${id}`, `Remove container ${name}`),
    ),
    ...(migration.carrier === null
      ? [drop(paths.building, 'drop-layers', `Remove ${paths.building}`)]
      : carrierRemoval(site, migration.carrier)),
    drop(paths.newRecords, 'drop-records', `Remove ${paths.newRecords}`),
    ...(hasBuildkit
      ? [drop(newBuildkit(migration), 'remove-old-buildkit', `Remove ${newBuildkit(migration)}`)]
      : []),
  ];
}
