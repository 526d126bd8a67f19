import type { Condition } from '../../model/plan/condition.ts';
import { entriesAside, tornDownOf } from '../../model/facts/data-root.ts';
import { makeStep, type Step } from '../../model/plan/plan.ts';
import type { PlanStepId } from '../../model/plan/step-ids.ts';
import type { PresentRoot } from '../../model/facts/docker-state.ts';
import { STOPPED } from './service.ts';
import { entrySteps, markedBy, removeNewEntries } from './move-entries.ts';
import type { MovedRoot } from '../../model/facts/data-root.ts';

/** True while this mount point holds only backups. */
export const noEntries = (path: string): Condition => ({
  kind: 'entries',
  root: entriesAside(path, tornDownOf(path, true)),
  is: 'none',
});

/** Removes what Docker created in a mount point that held nothing else. */
export const clearEntries = (path: string, id: Step['id']): Step => ({
  ...removeNewEntries(path, tornDownOf(path, true)),
  id,
});

/** Moves the pool's data root aside, as setup did with the previous one. */
export function entriesToAside(
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
export function entriesBack(
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
