import { dockerFacts } from '../../docker/engine.ts';
import { removeDevice } from '../../lvm/dmsetup.ts';
import type { Condition } from '../../model/plan/condition.ts';
import type { DataRoot, PresentRoot } from '../../model/facts/docker-state.ts';
import type { Facts } from '../../model/facts/facts.ts';
import { makeStep, type Step } from '../../model/plan/plan.ts';
import { removeDataRoot } from './data-root.ts';
import { resetFailed, STOPPED } from './service.ts';
import { removeNewEntries } from './move-entries.ts';

/**
 * Undoes what a failed start of dockerd left in its data root, once it is stopped. Its pool may still be
 * active with an empty base device ("Failed to deactivatePool: Device is Busy"); the loop devices go with
 * it. A data root that did not exist or was empty is restored to that; one that was moved aside is restored
 * by the undo of that step, which also starts Docker if it was running.
 */
export function afterFailedStart(facts: Facts): readonly Step[] {
  const { docker, dataRoot, dataRootBackup } = dockerFacts(facts);
  const wasRunning = !docker.running.known || docker.running.value;
  return [
    ...(wasRunning ? [] : resetFailed(docker.manager, 'undo-failed-state')),
    removeLoopPool(dataRoot.path),
    ...rootAsItWas(dataRoot, dataRootBackup.path),
  ];
}

function rootAsItWas(root: DataRoot, backup: string): readonly Step[] {
  const remove = removeDataRoot(root.path, 'undo-new-data-root');
  if (root.state === 'absent') return [remove];
  if (root.state !== 'present' || !root.empty) return [];
  return root.mountPoint ? [removeNewEntries(root.path, backup)] : [remove, emptyRoot(root)];
}

/** Removes the pool on the loop files of a data root, and the devices on it, if it exists. */
export function removeLoopPool(dataRoot: string): Step {
  const absent: Condition = { kind: 'loop-pool-absent', dataRoot };
  return makeStep({
    id: 'undo-loop-pool',
    title: `Remove the pool on the loop files in ${dataRoot}`,
    why: 'a dockerd that fails at its first start may leave it active',
    risk: 'reversible',
    before: [],
    action: { kind: 'remove-loop-pool', dataRoot, remove: removeDevice() },
    after: [absent],
  });
}

function emptyRoot({ path, uid, gid, mode }: PresentRoot): Step {
  const owner = { uid, gid, mode };
  return makeStep({
    id: 'undo-empty-data-root',
    title: `Create an empty ${path} again`,
    why: 'it existed before, and was empty',
    risk: 'safe',
    before: [STOPPED, { kind: 'directory', path, is: 'absent' }],
    action: { kind: 'make-directory', path, owner, likeLabelOf: null },
    after: [{ kind: 'directory', path, is: 'empty' }],
  });
}
