import type { Ownership } from '../../model/host.ts';
import { knownOr } from '../../model/known.ts';
import type { Notice } from '../../model/notice.ts';
import type { Condition } from '../../model/plan/condition.ts';
import { type Plan, type Step, makeStep } from '../../model/plan/plan.ts';
import type { PlanStepId } from '../../model/plan/step-ids.ts';
import { sha256Of } from '../../model/sha256.ts';
import type { TeardownSite } from './teardown-site.ts';

/** A file to write, and its current content. */
export interface NewFile {
  readonly path: string;
  readonly text: string;
  /** null: no file is there. */
  readonly old: { readonly text: string; readonly sha256: string } | null;
  /** Owner and mode, if no file is there; without it, root's, and anyone may read it. */
  readonly fresh?: Ownership;
}

/** A file to write, or why it cannot be written. */
export type FilePlan =
  { readonly ok: true; readonly file: NewFile } | { readonly ok: false; readonly notice: Notice };

/** Steps, and the contents of the files they write. */
export interface StepsWithBlobs {
  readonly steps: readonly Step[];
  readonly blobs: Plan['blobs'];
}

/** True once the file has its new content. */
export const contentOf = ({ path, text }: NewFile): Condition => ({
  kind: 'file',
  path,
  sha256: sha256Of(text),
});

/** Mode of a configuration file that anyone may read. */
const FRESH = { uid: 0, gid: 0, mode: 0o644 };

interface Words extends Pick<Step, 'title' | 'why'>, Partial<Pick<Step, 'documented'>> {
  readonly id: PlanStepId;
}

/** Writes a file atomically; the undo restores the previous bytes, or removes the file. */
export function fileStep(file: NewFile, words: Words): Step {
  const { path, old, fresh = FRESH } = file;
  const sha256 = sha256Of(file.text);
  const replaces = old?.sha256 ?? null;
  const is = (hash: string | null): Condition => ({ kind: 'file', path, sha256: hash });
  return makeStep({
    ...words,
    risk: 'reversible',
    // A file that is already right is checked, not written.
    before: replaces === sha256 ? [] : [is(replaces)],
    action: { kind: 'write-file', path, sha256, replaces, fresh },
    after: [is(sha256)],
    undo: [
      makeStep({
        id: `undo-${words.id}`,
        title: old === null ? `Remove ${path}` : `Restore the previous ${path}`,
        why: 'it still has the bytes that this run wrote',
        risk: 'reversible',
        before: [is(sha256)],
        action:
          old === null
            ? { kind: 'remove-file', path, sha256 }
            : { kind: 'write-file', path, sha256: old.sha256, replaces: sha256, fresh },
        after: [is(replaces)],
      }),
    ],
  });
}

/** A file to remove. */
export interface OldFile {
  readonly path: string;
  readonly text: string;
  readonly owner: Ownership;
}

/** Removes a file; the undo writes it again. */
export function removeFileStep({ path, text, owner }: OldFile, words: Words): Step {
  const sha256 = sha256Of(text);
  const is = (hash: string | null): Condition => ({ kind: 'file', path, sha256: hash });
  return makeStep({
    ...words,
    risk: 'reversible',
    before: [is(sha256)],
    action: { kind: 'remove-file', path, sha256 },
    after: [is(null)],
    undo: [
      makeStep({
        id: `undo-${words.id}`,
        title: `Restore ${path}`,
        why: 'it existed before',
        risk: 'reversible',
        before: [is(null)],
        action: { kind: 'write-file', path, sha256, replaces: null, fresh: owner },
        after: [is(sha256)],
      }),
    ],
  });
}

/** The contents a file step and its undo need. */
export function blobsOf(files: readonly NewFile[]): Plan['blobs'] {
  const texts = files.flatMap(({ text, old }) => (old === null ? [text] : [text, old.text]));
  return Object.fromEntries(
    texts.map((text) => [sha256Of(text), Buffer.from(text).toString('base64')]),
  );
}

/** The directory of a file. */
export const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/';

/** Creates a directory if it is missing; only a directory this run created is ever removed. */
export function folderStep(path: string, id: PlanStepId): Step {
  return makeStep({
    id,
    title: `Create directory ${path}`,
    why: 'the next file is written there',
    risk: 'safe',
    before: [{ kind: 'directory', path, is: 'absent' }],
    action: {
      kind: 'make-directory',
      path,
      owner: { uid: 0, gid: 0, mode: 0o755 },
      likeLabelOf: null,
    },
    after: [{ kind: 'directory', path, is: 'present' }],
    undo: [folderRemoval(path, `undo-${id}`)],
  });
}

/** Removes a directory that this run created, if it is empty. */
export function folderRemoval(path: string, id: Step['id']): Step {
  return makeStep({
    id,
    title: `Remove directory ${path}`,
    why: 'this run created it',
    risk: 'safe',
    before: [{ kind: 'directory', path, is: 'empty' }],
    action: { kind: 'remove-directory', path },
    after: [{ kind: 'directory', path, is: 'absent' }],
  });
}

/** Removes an empty directory that an earlier run created. */
export const removeFolderStep = (path: string, id: PlanStepId): Step => ({
  ...folderRemoval(path, id),
  why: 'setup created it, and it is empty',
  undo: [{ ...folderStep(path, id), id: `undo-${id}`, undo: [] }],
});

/** Removes the directory of a file if setup created it and nothing else is in it. */
export function emptiedFolder(
  { record, ground }: TeardownSite,
  file: string,
  id: PlanStepId,
): readonly Step[] {
  const folder = parentOf(file);
  const names = knownOr(ground.folders, new Map<string, readonly string[] | null>()).get(folder);
  const isOnly = names?.every((name) => `${folder}/${name}` === file) === true;
  return record.folders.includes(folder) && isOnly ? [removeFolderStep(folder, id)] : [];
}
