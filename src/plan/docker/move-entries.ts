import type { Condition } from '../../model/plan/condition.ts';
import {
  entriesAside,
  type EntriesAside,
  type EntriesState,
  type RootMark,
} from '../../model/facts/data-root.ts';
import type { PresentRoot } from '../../model/facts/docker-state.ts';
import { makeStep, type Step } from '../../model/plan/plan.ts';
import { STOPPED } from './service.ts';
import { folderRemoval } from '../steps/files.ts';

const present = (path: string): Condition => ({ kind: 'directory', path, is: 'present' });
const absent = (path: string): Condition => ({ kind: 'directory', path, is: 'absent' });
const empty = (path: string): Condition => ({ kind: 'directory', path, is: 'empty' });
const are = (root: EntriesAside, is: EntriesState): Condition => ({ kind: 'entries', root, is });

/**
 * Moves the entries of a data root that is a mount point into a directory in it. The directory gets its
 * final name only when all entries are in it, which shows how far the move got.
 */
export function entrySteps(root: PresentRoot, backup: string): readonly Step[] {
  const entries = entriesAside(root.path, backup);
  return [makeFolder(root, entries), moveEntries(root, entries), nameFolder(root, entries, backup)];
}

function makeFolder({ path, uid, gid, mode }: PresentRoot, { aside }: EntriesAside): Step {
  return {
    id: 'make-backup-directory',
    title: `Make the folder ${aside}`,
    why: `${path} is a mount point and cannot be renamed; its entries are moved into this directory`,
    documented: 12,
    risk: 'safe',
    before: [absent(aside)],
    action: { kind: 'make-directory', path: aside, owner: { uid, gid, mode }, likeLabelOf: path },
    after: [empty(aside)],
    undo: [folderRemoval(aside, 'undo-make-backup-directory')],
  };
}

function moveEntries({ path, inode }: PresentRoot, root: EntriesAside): Step {
  const { aside } = root;
  return {
    id: 'move-data-root',
    title: `Move the entries of ${path} into ${aside}`,
    why: 'what Docker stored with the previous driver is kept',
    documented: 12,
    risk: 'reversible',
    before: [STOPPED, { kind: 'directory', path, is: { inode } }, present(aside)],
    action: { kind: 'move-entries', root, to: 'aside' },
    after: [are(root, 'moved'), { kind: 'entries-bare', root, of: 'all' }],
    undo: [
      makeStep({
        id: 'undo-move-data-root',
        title: `Move the entries of ${aside} back to ${path}`,
        why: 'the previous data root is restored unchanged',
        risk: 'safe',
        before: [STOPPED, present(aside), are(root, 'apart')],
        action: { kind: 'move-entries', root, to: 'back' },
        after: [empty(aside)],
        mend: [removeNamesakes(root)],
      }),
    ],
  };
}

/** A Docker started by a reboot creates the entries that it misses. */
function removeNamesakes(root: EntriesAside): Step {
  return makeStep({
    id: 'mend-undo-move-data-root',
    title: `Remove the entries that Docker created in ${root.path}`,
    why: 'it holds no image, container or volume',
    risk: 'reversible',
    before: [STOPPED, present(root.aside), { kind: 'entries-bare', root, of: 'namesakes' }],
    action: { kind: 'remove-entries', root, of: 'namesakes' },
    after: [are(root, 'apart')],
  });
}

function nameFolder({ mark }: PresentRoot, root: EntriesAside, backup: string): Step {
  const { path, aside } = root;
  return {
    id: 'name-backup-directory',
    title: `Rename the backup to ${backup}`,
    why: 'the whole previous data root is in it',
    documented: 12,
    risk: 'reversible',
    before: [present(aside), absent(backup), are(root, 'moved')],
    action: { kind: 'rename-directory', from: aside, to: backup },
    after: [present(backup), absent(aside), ...markedBy(mark, backup)],
    undo: [
      removeNewEntries(path, backup),
      makeStep({
        id: 'undo-name-backup-directory',
        title: `Rename the backup to ${aside}`,
        why: 'its entries are about to be moved back',
        risk: 'safe',
        before: [present(backup), absent(aside)],
        action: { kind: 'rename-directory', from: backup, to: aside },
        after: [present(aside), absent(backup)],
      }),
    ],
  };
}

/** True while that data root is at this path, by its inode. */
export const markedBy = (mark: RootMark | null, at: string): readonly Condition[] =>
  mark === null
    ? []
    : [{ kind: 'directory', path: `${at}${mark.below}`, is: { inode: mark.inode } }];

/** Removes what Docker put into a data root that was empty before. */
export function removeNewEntries(path: string, backup: string): Step {
  const root = entriesAside(path, backup);
  return makeStep({
    id: 'undo-new-entries',
    title: `Remove what Docker put into ${path}`,
    why: 'it holds no image, container or volume',
    risk: 'reversible',
    before: [STOPPED, { kind: 'entries-bare', root, of: 'all' }],
    action: { kind: 'remove-entries', root, of: 'all' },
    after: [are(root, 'none')],
  });
}
