import { startDocker } from '../docker/service.ts';
import { MANAGED, MANAGED_POOL, MANAGED_PROFILE, setupConfigPath } from '../docker/managed.ts';
import type { Condition } from '../model/condition.ts';
import type { Facts } from '../model/facts.ts';
import type { Step } from '../model/plan.ts';
import { resetFailed, startStep } from './docker-steps.ts';
import { sha256Of } from './file-steps.ts';
import { undoManaged, type ManagedWork } from './managed-undo.ts';
import { monitorStep } from './policy-steps.ts';

type Manager = Facts['docker']['manager'];

/** What Docker finds, and what it has written when it is done. */
export interface ManagedStart {
  readonly manager: Manager;
  readonly work: ManagedWork;
  readonly files: { readonly profile: string; readonly setupConfig: string };
  /** daemon.json has the options. */
  readonly configured: Condition;
}

/**
 * Docker sets the disk up as it starts: documented steps 4 to 10 in one. Nothing of it is journaled
 * between, so this step starts from a disk that is blank and ends with a Docker that runs on the
 * pool; all between is taken back.
 */
export function managedStart({ manager, work, files, configured }: ManagedStart): Step {
  const { device, wasBlank, dataRoot } = work;
  const { vg, pool } = MANAGED;
  const start = startStep(manager, MANAGED_POOL, []);
  const setupConfig = setupConfigPath(dataRoot);
  const back = [...start.undo, ...undoManaged(work)];
  return {
    ...start,
    title: `Start Docker, which sets ${device.path} up itself`,
    why: 'pvcreate, vgcreate, lvcreate, lvconvert, profile: documented steps 4 to 10',
    risk: 'destroys-data',
    before: [
      configured,
      { kind: wasBlank ? 'device-blank' : 'device-unsigned', device },
      { kind: 'file', path: setupConfig, sha256: null },
    ],
    action: {
      kind: 'run',
      command: startDocker(manager),
      flush: [MANAGED_PROFILE, setupConfig],
    },
    after: [
      ...start.after,
      { kind: 'lv-profile', vg, lv: pool, profile: 'docker-thinpool' },
      { kind: 'file', path: MANAGED_PROFILE, sha256: sha256Of(files.profile) },
      { kind: 'file', path: setupConfig, sha256: sha256Of(files.setupConfig) },
    ],
    mend: [...back.flatMap(asMend), ...resetFailed(manager, 'mend-start-docker')],
    undo: back,
  };
}

/** The same on the way forward: what was cut off is taken back, and Docker starts once more. */
function asMend({ mend = [], ...step }: Step): readonly Step[] {
  const rename = (one: Step): Step => ({
    ...one,
    id: `mend-start-${one.id.replace(/^undo-/, '')}`,
  });
  return [rename(step), ...mend.map(rename)];
}

/** Documented steps 11 and 15: Docker turns no monitoring on, and has to be up in the end. */
export function afterManagedStart(manager: Manager): readonly Step[] {
  const start = startStep(manager, MANAGED_POOL, []);
  return [
    monitorStep(MANAGED.vg, MANAGED.pool),
    {
      ...start,
      id: 'docker-info',
      title: 'See that Docker runs on the pool',
      documented: 15,
      risk: 'safe',
      undo: [],
    },
  ];
}
