import { startDocker } from '../../../docker/service.ts';
import {
  MANAGED,
  MANAGED_POOL,
  MANAGED_PROFILE,
  setupConfigPath,
} from '../../../docker/managed.ts';
import type { Condition } from '../../../model/plan/condition.ts';
import type { ServiceManager } from '../../../model/facts/docker-state.ts';
import { makeStep, type Step } from '../../../model/plan/plan.ts';
import {
  RUNNING,
  afterStartLimit,
  clearFailure,
  daemonJsonStep,
  resetFailed,
  startStep,
} from '../../docker/service.ts';
import { sha256Of } from '../../../model/sha256.ts';
import { contentOf, type NewFile } from '../../steps/files.ts';
import { undoManaged, type ManagedWork } from './undo.ts';
import { monitorStep } from '../../steps/auto-extension.ts';

/** What Docker finds, and what it will have written. */
export interface ManagedSetUp {
  readonly manager: ServiceManager;
  readonly work: ManagedWork;
  readonly daemonJson: NewFile;
  readonly profile: string;
  readonly setupConfig: string;
}

/**
 * Starts Docker, which sets up the disk. Nothing of that is journaled, so the step begins with a blank
 * disk and ends with a Docker that runs on the pool; anything in between is undone.
 */
export function managedSteps(setUp: ManagedSetUp): readonly Step[] {
  const { manager, work, daemonJson } = setUp;
  const { vg, pool } = MANAGED;
  const told = daemonJsonStep(daemonJson);
  const wasTold = told.before.length === 0;
  const back = [...undoManaged(work), ...clearFailure(manager, 'undo-failed-docker')];
  const start = startAndSetUp(setUp);
  return [
    // From here on, a Docker started by a reboot sets up the disk, even if this run does not.
    wasTold
      ? told
      : { ...told, before: [...told.before, ...untouched(work)], undo: [...told.undo, ...back] },
    wasTold ? { ...start, undo: [...start.undo, ...back] } : start,
    monitorStep({ kind: 'thin-pool', vg, lv: pool, size: work.data, chunkSize: work.chunkSize }),
    {
      ...startStep(manager, MANAGED_POOL, []),
      id: 'docker-info',
      title: 'Check that Docker runs on the pool',
      documented: 15,
      risk: 'safe',
      mend: afterStartLimit(manager, 'mend-docker-info'),
      undo: [],
    },
  ];
}

/** True before Docker has begun: everything found later was created by it in this run. */
const untouched = ({ asPlanned, dataRoot }: ManagedWork): readonly Condition[] => [
  asPlanned,
  noRecord(dataRoot),
];

const noRecord = (dataRoot: string): Condition => ({
  kind: 'file',
  path: setupConfigPath(dataRoot),
  sha256: null,
});

function startAndSetUp(setUp: ManagedSetUp): Step {
  const { manager, work, daemonJson, profile } = setUp;
  const { vg, pool } = MANAGED;
  const start = startStep(manager, MANAGED_POOL, []);
  return {
    ...start,
    title: `Start Docker, which sets up ${work.device.path} itself`,
    why: 'Docker does documented steps 4 to 10: pvcreate, vgcreate, lvcreate, lvconvert, profile',
    risk: 'destroys-data',
    before: [contentOf(daemonJson), ...untouched(work)],
    action: startAndFlush(setUp),
    after: [
      ...start.after,
      { kind: 'lv-profile', vg, lv: pool, profile: `${vg}-${pool}` },
      { kind: 'file', path: MANAGED_PROFILE, sha256: sha256Of(profile) },
      recordOf(setUp),
    ],
    mend: mends(setUp, start),
  };
}

/** Docker does not sync the file that it writes last: a power cut leaves it empty. */
const startAndFlush = ({ manager, work }: ManagedSetUp): Step['action'] => ({
  ...startDocker(manager),
  flush: [MANAGED_PROFILE, setupConfigPath(work.dataRoot)],
});

/** True once Docker has finished its setup. */
const recordOf = ({ work, setupConfig }: ManagedSetUp): Condition => ({
  kind: 'file',
  path: setupConfigPath(work.dataRoot),
  sha256: sha256Of(setupConfig),
});

/**
 * An interrupted Docker does not continue by itself ("has a filesystem already", "is already part of a
 * volume group"): what it created is removed, and it starts once more. A Docker that had finished is
 * only started.
 */
function mends(setUp: ManagedSetUp, start: Step): readonly Step[] {
  const { manager, work } = setUp;
  const cutOff = undoManaged(work).flatMap(({ mend = [], ...step }) => [step, ...mend]);
  return [
    ...start.undo.map(asMend),
    asMend(removeEmptyRecord(work.dataRoot)),
    ...cutOff.map((step) => asMend({ ...step, before: [noRecord(work.dataRoot), ...step.before] })),
    ...resetFailed(manager, 'mend-start-docker'),
    // Without these the reason why a dockerd did not finish would be hidden.
    ...afterStartLimit(manager, 'mend-start-limit').map((step) => ({
      ...step,
      before: untouched(work),
    })),
    {
      ...start,
      id: 'mend-start-on-pool',
      title: 'Start Docker on the pool that it created',
      before: [recordOf(setUp)],
      action: startAndFlush(setUp),
      after: [RUNNING],
      mend: [],
      undo: [],
      proven: true,
    },
  ];
}

const asMend = (step: Step): Step => ({
  ...step,
  id: `mend-start-${step.id.replace(/^(mend-)?undo-/, '')}${step.id.startsWith('mend-') ? '-again' : ''}`,
});

/** The file is empty after an interrupted write, or a power cut. */
function removeEmptyRecord(dataRoot: string): Step {
  const path = setupConfigPath(dataRoot);
  const sha256 = sha256Of('');
  return makeStep({
    id: 'undo-record',
    title: `Remove the empty ${path}`,
    why: 'Docker did not finish its setup',
    risk: 'reversible',
    before: [{ kind: 'file', path, sha256 }],
    action: { kind: 'remove-file', path, sha256 },
    after: [noRecord(dataRoot)],
  });
}
