import type { Condition } from '../../model/plan/condition.ts';
import type { DockerFacts, PresentRoot } from '../../model/facts/docker-state.ts';
import { makeStep, type Step } from '../../model/plan/plan.ts';
import { STOPPED } from './service.ts';
import { entrySteps } from './move-entries.ts';

/**
 * Documented step 12, with one rename(2) and one mkdir(2): the documented `mv *` misses dotfiles. A mount
 * point cannot be renamed, so each of its entries is renamed.
 */
export function dataRootSteps({
  dataRoot: root,
  dataRootBackup: { path: backup },
}: Pick<DockerFacts, 'dataRoot' | 'dataRootBackup'>): readonly Step[] {
  if (root.state !== 'present' || root.empty) return [];
  if (root.mountPoint) return entrySteps(root, backup);
  return [moveDataRoot(root, backup), makeDataRoot(root, backup)];
}

const movedAway = ({ path, inode }: PresentRoot, backup: string): readonly Condition[] => [
  { kind: 'directory', path: backup, is: { inode } },
  { kind: 'directory', path, is: 'absent' },
];

/** Renames the data root; the undo renames it back. @param backup its new path */
export function moveDataRoot(root: PresentRoot, backup: string): Step {
  const { path, inode } = root;
  const original: Condition = { kind: 'directory', path, is: { inode } };
  return {
    id: 'move-data-root',
    title: `Move ${path} aside to ${backup}`,
    why: 'what Docker stored with the previous driver is kept',
    documented: 12,
    risk: 'reversible',
    before: [STOPPED, original, { kind: 'directory', path: backup, is: 'absent' }],
    action: { kind: 'rename-directory', from: path, to: backup },
    after: [{ kind: 'directory', path: backup, is: { inode } }],
    undo: [
      makeStep({
        id: 'undo-move-data-root',
        title: `Move ${backup} back to ${path}`,
        why: 'the previous data root is restored unchanged',
        risk: 'safe',
        before: [STOPPED, ...movedAway(root, backup)],
        action: { kind: 'rename-directory', from: backup, to: path },
        after: [original],
        mend: [removeRootOfBoot(root, backup)],
      }),
    ],
  };
}

function makeDataRoot(root: PresentRoot, backup: string): Step {
  const { path, uid, gid, mode } = root;
  return {
    id: 'make-data-root',
    title: `Create a new, empty ${path}`,
    why: 'it gets the owner, mode and label of the previous one',
    documented: 12,
    risk: 'reversible',
    before: movedAway(root, backup),
    action: { kind: 'make-directory', path, owner: { uid, gid, mode }, likeLabelOf: backup },
    after: [{ kind: 'directory', path, is: 'present' }],
    undo: [removeDataRoot(path, 'undo-make-data-root')],
  };
}

/** A Docker started by a reboot creates a data root if there is none. */
function removeRootOfBoot({ path, inode }: PresentRoot, backup: string): Step {
  const step = removeDataRoot(path, 'mend-undo-move-data-root');
  const isMoved: Condition = { kind: 'directory', path: backup, is: { inode } };
  return { ...step, before: [isMoved, ...step.before] };
}

/** Removes a data root that holds nothing a person would miss. */
export function removeDataRoot(path: string, id: Step['id']): Step {
  return makeStep({
    id,
    title: `Remove the new ${path}`,
    why: 'it holds no image, container or volume',
    risk: 'reversible',
    before: [STOPPED, { kind: 'data-root-bare', path }],
    action: { kind: 'remove-tree', path },
    after: [{ kind: 'directory', path, is: 'absent' }],
  });
}
