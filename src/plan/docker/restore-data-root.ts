import { dockerFacts } from '../../docker/engine.ts';
import { type MovedRoot, entriesAside, tornDownOf } from '../../model/facts/data-root.ts';
import type { PresentRoot } from '../../model/facts/docker-state.ts';
import type { Condition } from '../../model/plan/condition.ts';
import { type Step, makeStep } from '../../model/plan/plan.ts';
import type { MendId, PlanStepId } from '../../model/plan/step-ids.ts';
import { type TeardownSite, isEnginesPool } from '../steps/teardown-site.ts';
import { moveDataRoot, removeDataRoot } from './data-root.ts';
import { entrySteps, markedBy, removeNewEntries } from './move-entries.ts';
import { STOPPED, stopStep } from './service.ts';
import { asideOf, heldBesidesPool, poolsRoot, rootOfBefore } from './teardown-roots.ts';

/** True while this mount point holds only backups. */
const noEntries = (path: string): Condition => ({
  kind: 'entries',
  root: entriesAside(path, tornDownOf(path, true)),
  is: 'none',
});

/** Removes what Docker created in a mount point that held nothing else. */
const clearEntries = (path: string, id: Step['id']): Step => ({
  ...removeNewEntries(path, tornDownOf(path, true)),
  id,
});

/** Moves the pool's data root aside, as setup did with the previous one. */
function entriesToAside(
  root: PresentRoot,
  aside: string,
  words: Pick<Step, 'why' | 'documented'>,
): readonly Step[] {
  const ids = ['make-aside-directory', 'set-data-root-aside', 'name-aside-directory'] as const;
  return entrySteps(root, aside).map((step, at) => ({ ...step, ...words, id: ids[at] ?? step.id }));
}

/**
 * Turns setup's undo steps into steps of their own, each undone by its step forward. The directory loses
 * its name before the first entry leaves it, which shows how far the move got.
 * @param clear removes what a Docker started by a reboot created meanwhile
 */
function entriesBack(
  root: PresentRoot,
  { path, backup, mark }: MovedRoot,
  clear: readonly Step[],
): readonly Step[] {
  const [make, move, name] = entrySteps({ ...root, mark }, backup);
  const turned = (forth: Step | undefined, id: PlanStepId): Step => {
    const back = forth?.undo.at(-1);
    if (forth === undefined || back === undefined) throw new Error('the setup has no undo steps');
    const undo = [makeStep({ ...forth, id: `undo-${id}`, documented: null, mend: [], undo: [] })];
    const mend = (back.mend ?? []).map((one): Step => ({ ...one, id: `mend-${id}`, proven: true }));
    return { ...back, id, why: WHY, risk: 'reversible', mend, undo };
  };
  const open = turned(name, 'open-backup-directory');
  const before = [STOPPED, ...markedBy(mark, backup), ...open.before, noEntries(path)];
  return [
    { ...open, before, mend: clear },
    turned(move, 'restore-data-root'),
    turned(make, 'remove-backup-directory'),
  ];
}

const WHY = 'the data root from before setup is restored unchanged';

const absent = (path: string): Condition => ({ kind: 'directory', path, is: 'absent' });

/** Moves the data root that belongs to the pool aside, so that the previous one can be restored. */
export function asideSteps(site: TeardownSite): readonly Step[] {
  const root = poolsRoot(site);
  if (root === null) return [];
  const aside = asideOf(root);
  const words = { why: 'it belongs to the pool, and is useless without it', documented: null };
  if (root.mountPoint) return entriesToAside(root, aside, words);
  return [
    {
      ...moveDataRoot(root, aside),
      ...words,
      id: 'set-data-root-aside',
      title: `Move ${root.path} aside to ${aside}`,
    },
  ];
}

/** Restores the previous data root. */
export function restoreSteps(site: TeardownSite): readonly Step[] {
  const before = rootOfBefore(site);
  if (before === null) return [];
  const root = poolsRoot(site);
  if (before.mark.below === '') return [folderBack(before, root)];
  const { dataRoot } = dockerFacts(site.facts);
  if (dataRoot.state !== 'present') return [];
  const clear = root === null ? [] : [clearRootOfBoot(root, 'mend-open-backup-directory')];
  return entriesBack(dataRoot, before, clear);
}

/** A Docker started by a reboot creates a data root if there is none. */
function clearRootOfBoot(root: PresentRoot, id: MendId): Step {
  const { path } = root;
  const step = root.mountPoint ? clearEntries(path, id) : removeDataRoot(path, id);
  return { ...step, before: [...isAside(root), ...step.before], proven: true };
}

const isAside = (root: PresentRoot): readonly Condition[] => markedBy(root.mark, asideOf(root));

function folderBack({ path, backup, mark }: MovedRoot, root: PresentRoot | null): Step {
  const is = { inode: mark.inode };
  const back: Step = makeStep({
    id: 'restore-data-root',
    title: `Move ${backup} back to ${path}`,
    why: 'the data root from before setup is restored unchanged',
    risk: 'reversible',
    before: [STOPPED, { kind: 'directory', path: backup, is }, absent(path)],
    action: { kind: 'rename-directory', from: backup, to: path },
    after: [{ kind: 'directory', path, is }],
    mend: root === null ? [] : [clearRootOfBoot(root, 'mend-restore-data-root')],
  });
  return { ...back, undo: [asideAgain(back, { path, backup, mark })] };
}

const asideAgain = (back: Step, { path, backup, mark }: MovedRoot): Step => ({
  ...back,
  id: 'undo-restore-data-root',
  title: `Move ${path} aside to ${backup} again`,
  why: 'the data root that belongs to the pool is restored',
  before: [STOPPED, ...back.after, absent(backup)],
  action: { kind: 'rename-directory', from: path, to: backup },
  after: [{ kind: 'directory', path: backup, is: { inode: mark.inode } }],
  mend: [],
});

/** The state from which Docker starts if there is no previous data root, and the repair that leads to it. */
export interface FreshRoot {
  readonly before: readonly Condition[];
  readonly mend: readonly Step[];
}

/** Docker creates a new data root where the previous one belonged to the pool. */
export function freshRoot(site: TeardownSite): FreshRoot {
  const root = poolsRoot(site);
  if (root === null || rootOfBefore(site) !== null) return { before: [], mend: [] };
  const { path, mountPoint } = root;
  return {
    before: [mountPoint ? noEntries(path) : absent(path)],
    mend: [stillFor(site, root), clearRootOfBoot(root, 'mend-data-root')],
  };
}

/** A dockerd interrupted while it starts leaves its socket, and a data root without images. */
function stillFor({ facts }: TeardownSite, root: PresentRoot): Step {
  const { path } = root;
  const stop = stopStep(facts, [...isAside(root), { kind: 'directory', path, is: 'present' }]);
  return { ...stop, id: 'mend-stop-docker', documented: null, undo: [], proven: true };
}

/** Removes the data root that belonged to the pool, unless it holds anything else. */
export function spentRootSteps(site: TeardownSite): readonly Step[] {
  const root = poolsRoot(site);
  if (root === null || !isEnginesPool(site) || heldBesidesPool(site, root) !== '') return [];
  const path = asideOf(root);
  // In a mount point it is a directory that this run created.
  const is = root.mountPoint ? 'present' : { inode: root.inode };
  return [
    makeStep({
      id: 'remove-data-root',
      title: `Remove ${path}`,
      why: 'it holds only what belonged to the pool',
      risk: 'destroys-data',
      final: true,
      before: [
        { kind: 'directory', path, is },
        { kind: 'data-root-spent', path },
      ],
      action: { kind: 'remove-tree', path },
      after: [absent(path)],
    }),
  ];
}
