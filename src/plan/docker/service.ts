import { startDocker, stopDocker, resetFailedDocker } from '../../docker/service.ts';
import type { Condition, PoolOnLoopFiles } from '../../model/plan/condition.ts';
import type { ServiceManager } from '../../model/facts/docker-state.ts';
import type { Facts } from '../../model/facts/facts.ts';
import type { Step } from '../../model/plan/plan.ts';
import { fileStep, type NewFile } from '../steps/files.ts';

/** Stopping docker.service alone would leave docker.socket, which starts it again. */
const UNITS = ['docker.service', 'docker.socket'];

/** Docker is still, and its socket does not wake it. */
export const STOPPED: Condition = { kind: 'units', names: UNITS, active: false };
/** Docker is up. */
export const RUNNING: Condition = { kind: 'units', names: ['docker.service'], active: true };

/**
 * Documented step 2, moved to where Docker first has to be still; its undo starts Docker again.
 * @param before what is true once the pool is made and stays so, however often the step is taken;
 * [] where no pool has to be made first
 */
export function stopStep(facts: Facts, before: readonly Condition[]): Step {
  const { manager, running } = facts.engine.service;
  const wasRunning = !running.known || running.value;
  return {
    id: 'stop-docker',
    title: 'Stop Docker',
    why: 'its storage driver and data root are about to change',
    documented: 2,
    risk: 'reversible',
    // Where it is still already, it is looked at, not stopped.
    before: wasRunning ? before : [],
    action: { kind: 'run', command: stopDocker(manager) },
    after: [STOPPED],
    undo: wasRunning ? [startAgain(manager)] : [],
  };
}

/** systemd refuses a unit that failed often: "Start request repeated too quickly". */
export function resetFailed(manager: ServiceManager, id: string): readonly Step[] {
  if (manager !== 'systemd') return [];
  return [
    {
      id,
      title: "Clear systemd's failed state of Docker",
      why: 'its start limit would refuse the start that follows',
      documented: null,
      risk: 'safe',
      before: [],
      action: { kind: 'run', command: resetFailedDocker() },
      after: [{ kind: 'units-not-failed', names: ['docker.service'] }],
      undo: [],
    },
  ];
}

/** A Docker that was started often within a minute is refused for that alone: once more, then. */
export function afterStartLimit(manager: ServiceManager, id: string): readonly Step[] {
  return resetFailed(manager, id).map((step) => ({ ...step, proven: true }));
}

/** A Docker that a boot started in vain leaves both of its units failed, and stays down. */
export function clearFailure(manager: ServiceManager, id: string): readonly Step[] {
  return resetFailed(manager, id).map((step) => ({
    ...step,
    why: 'a reboot started it before all was put back',
    action: { kind: 'run', command: resetFailedDocker(UNITS) },
    after: [{ kind: 'units-not-failed', names: UNITS }],
  }));
}

function startAgain(manager: ServiceManager): Step {
  return {
    id: 'undo-stop-docker',
    title: 'Start Docker as it was',
    why: 'it was running before',
    documented: null,
    risk: 'safe',
    before: [],
    action: { kind: 'run', command: startDocker(manager) },
    after: [RUNNING],
    mend: afterStartLimit(manager, 'mend-undo-stop-docker'),
    undo: [],
  };
}

/**
 * Documented step 14, and 15: docker info names the driver and the pool.
 * @param before nothing where Docker is only started again
 */
export function startStep(
  manager: ServiceManager,
  pool: string | PoolOnLoopFiles,
  before: readonly Condition[],
): Step {
  return {
    id: 'start-docker',
    title: 'Start Docker on the pool',
    why: 'docker info has to name the devicemapper driver and this pool',
    documented: 14,
    risk: 'reversible',
    before,
    action: { kind: 'run', command: startDocker(manager) },
    after: [RUNNING, { kind: 'docker-driver', driver: 'devicemapper', pool }],
    mend: afterStartLimit(manager, 'mend-start-docker'),
    undo: [
      {
        id: 'undo-start-docker',
        title: 'Stop Docker again',
        why: 'it has to be still while its files are put back',
        documented: null,
        risk: 'safe',
        before: [],
        action: { kind: 'run', command: stopDocker(manager) },
        after: [STOPPED],
        undo: [],
      },
    ],
  };
}

/** Documented step 13. */
export function daemonJsonStep(file: NewFile): Step {
  return fileStep(file, {
    id: 'daemon-json',
    title: `Write the storage settings into ${file.path}`,
    why: 'everything else in the file stays as it is',
    documented: 13,
  });
}
