import type { Condition } from '../../model/plan/condition.ts';
import {
  entriesAside,
  type EntriesAside,
  type EntriesState,
  type RootMark,
} from '../../model/facts/data-root.ts';
import type { DataRoot } from '../../model/facts/docker-state.ts';
import type { Step } from '../../model/plan/plan.ts';
import { STOPPED } from './service.ts';
import { folderRemoval } from '../steps/files.ts';

type PresentRoot = Extract<DataRoot, { state: 'present' }>;

const present = (path: string): Condition => ({ kind: 'directory', path, is: 'present' });
const absent = (path: string): Condition => ({ kind: 'directory', path, is: 'absent' });
const empty = (path: string): Condition => ({ kind: 'directory', path, is: 'empty' });
const are = (root: EntriesAside, is: EntriesState): Condition => ({ kind: 'entries', root, is });

/**
 * Moves what is in a data root that is a mount point into a folder in it. The folder has its last
 * name only when all of it is there, so that one can see how far it got.
 */
export function entrySteps(root: PresentRoot, backup: string): readonly Step[] {
  const entries = entriesAside(root.path, backup);
  return [makeFolder(root, entries), moveEntries(root, entries), nameFolder(root, entries, backup)];
}

function makeFolder({ path, uid, gid, mode }: PresentRoot, { aside }: EntriesAside): Step {
  return {
    id: 'make-backup-folder',
    title: `Make the folder ${aside}`,
    why: `${path} is a mount point: it stays, and what is in it is moved into a folder in it`,
    documented: 12,
    risk: 'safe',
    before: [absent(aside)],
    action: { kind: 'make-directory', path: aside, owner: { uid, gid, mode }, likeLabelOf: path },
    after: [empty(aside)],
    undo: [folderRemoval(aside, 'undo-make-backup-folder')],
  };
}

function moveEntries({ path, inode }: PresentRoot, root: EntriesAside): Step {
  const { aside } = root;
  return {
    id: 'move-data-root',
    title: `Move what is in ${path} into it`,
    why: 'what Docker stored with the old driver stays whole and out of its way',
    documented: 12,
    risk: 'reversible',
    before: [STOPPED, { kind: 'directory', path, is: { inode } }, present(aside)],
    action: { kind: 'move-entries', root, to: 'aside' },
    after: [are(root, 'moved'), { kind: 'entries-bare', root, of: 'all' }],
    undo: [
      {
        id: 'undo-move-data-root',
        title: `Move what is in ${aside} back to ${path}`,
        why: 'the old data root returns as it was',
        documented: null,
        risk: 'safe',
        before: [STOPPED, present(aside), are(root, 'apart')],
        action: { kind: 'move-entries', root, to: 'back' },
        after: [empty(aside)],
        mend: [removeNamesakes(root)],
        undo: [],
      },
    ],
  };
}

/** A Docker that a reboot has started makes anew what it misses. */
function removeNamesakes(root: EntriesAside): Step {
  return {
    id: 'mend-undo-move-data-root',
    title: `Remove from ${root.path} what a Docker has made again`,
    why: 'it holds no image, container or volume',
    documented: null,
    risk: 'reversible',
    before: [STOPPED, present(root.aside), { kind: 'entries-bare', root, of: 'namesakes' }],
    action: { kind: 'remove-entries', root, of: 'namesakes' },
    after: [are(root, 'apart')],
    undo: [],
  };
}

function nameFolder({ mark }: PresentRoot, root: EntriesAside, backup: string): Step {
  const { path, aside } = root;
  return {
    id: 'name-backup-folder',
    title: `Give it its name, ${backup}`,
    why: 'all of the old data root is in it',
    documented: 12,
    risk: 'reversible',
    before: [present(aside), absent(backup), are(root, 'moved')],
    action: { kind: 'rename-directory', from: aside, to: backup },
    after: [present(backup), absent(aside), ...markedBy(mark, backup)],
    undo: [
      removeNewEntries(path, backup),
      {
        id: 'undo-name-backup-folder',
        title: `Name it ${aside} again`,
        why: 'what is in it is about to be moved back',
        documented: null,
        risk: 'safe',
        before: [present(backup), absent(aside)],
        action: { kind: 'rename-directory', from: backup, to: aside },
        after: [present(aside), absent(backup)],
        undo: [],
      },
    ],
  };
}

/** That very data root lies there. */
export const markedBy = (mark: RootMark | null, at: string): readonly Condition[] =>
  mark === null
    ? []
    : [{ kind: 'directory', path: `${at}${mark.below}`, is: { inode: mark.inode } }];

/** Takes back what a Docker has put into a data root in which there was nothing else. */
export function removeNewEntries(path: string, backup: string): Step {
  const root = entriesAside(path, backup);
  return {
    id: 'undo-new-entries',
    title: `Remove what Docker has put into ${path}`,
    why: 'it holds no image, container or volume',
    documented: null,
    risk: 'reversible',
    before: [STOPPED, { kind: 'entries-bare', root, of: 'all' }],
    action: { kind: 'remove-entries', root, of: 'all' },
    after: [are(root, 'none')],
    undo: [],
  };
}
