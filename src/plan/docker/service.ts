import { startDocker, stopDocker, resetFailedDocker } from '../../docker/service.ts';
import type { Condition, PoolOnLoopFiles } from '../../model/plan/condition.ts';
import type { ServiceManager } from '../../model/facts/docker-state.ts';
import type { Facts } from '../../model/facts/facts.ts';
import { makeStep, type Step } from '../../model/plan/plan.ts';
import type { MendId } from '../../model/plan/step-ids.ts';
import { fileStep, type NewFile } from '../steps/files.ts';

/** Stopping docker.service alone would leave docker.socket, which starts it again. */
const UNITS = ['docker.service', 'docker.socket'];

/** True while Docker is stopped, and its socket cannot start it. */
export const STOPPED: Condition = { kind: 'units', names: UNITS, active: false };
/** True while Docker is running. */
export const RUNNING: Condition = { kind: 'units', names: ['docker.service'], active: true };

/**
 * Documented step 2, moved to where Docker first has to be stopped; the undo starts Docker again.
 * @param before what stays true once the pool is created; [] if no pool is created first
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
    // A Docker that is already stopped is only checked.
    before: wasRunning ? before : [],
    action: { kind: 'run', command: stopDocker(manager) },
    after: [STOPPED],
    undo: wasRunning ? [startAgain(manager)] : [],
  };
}

/** systemd refuses a unit that failed often: "Start request repeated too quickly". */
export function resetFailed(manager: ServiceManager, id: Step['id']): readonly Step[] {
  if (manager !== 'systemd') return [];
  return [
    makeStep({
      id,
      title: "Clear systemd's failed state of Docker",
      why: 'its start limit would refuse the next start',
      risk: 'safe',
      before: [],
      action: { kind: 'run', command: resetFailedDocker() },
      after: [{ kind: 'units-not-failed', names: ['docker.service'] }],
    }),
  ];
}

/** Retries a start that systemd refused for its start limit alone. */
export function afterStartLimit(manager: ServiceManager, id: MendId): readonly Step[] {
  return resetFailed(manager, id).map((step) => ({ ...step, proven: true }));
}

/** A Docker that a reboot started in vain leaves both of its units failed. */
export function clearFailure(manager: ServiceManager, id: Step['id']): readonly Step[] {
  return resetFailed(manager, id).map((step) => ({
    ...step,
    why: 'a reboot started it before everything was restored',
    action: { kind: 'run', command: resetFailedDocker(UNITS) },
    after: [{ kind: 'units-not-failed', names: UNITS }],
  }));
}

function startAgain(manager: ServiceManager): Step {
  return makeStep({
    id: 'undo-stop-docker',
    title: 'Start Docker as it was',
    why: 'it was running before',
    risk: 'safe',
    before: [],
    action: startDocker(manager),
    after: [RUNNING],
    mend: afterStartLimit(manager, 'mend-undo-stop-docker'),
  });
}

/**
 * Documented steps 14 and 15: docker info reports the driver and the pool.
 * @param before empty if Docker is only started again
 */
export function startStep(
  manager: ServiceManager,
  pool: string | PoolOnLoopFiles,
  before: readonly Condition[],
): Step {
  return {
    id: 'start-docker',
    title: 'Start Docker on the pool',
    why: 'docker info must report the devicemapper driver and this pool',
    documented: 14,
    risk: 'reversible',
    before,
    action: startDocker(manager),
    after: [RUNNING, { kind: 'docker-driver', driver: 'devicemapper', pool }],
    mend: afterStartLimit(manager, 'mend-start-docker'),
    undo: [
      makeStep({
        id: 'undo-start-docker',
        title: 'Stop Docker again',
        why: 'its files are about to be restored',
        risk: 'safe',
        before: [],
        action: { kind: 'run', command: stopDocker(manager) },
        after: [STOPPED],
      }),
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
