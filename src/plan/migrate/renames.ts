import { makeStep, type Step } from '../../model/plan/plan.ts';
import type { PlanStepId } from '../../model/plan/step-ids.ts';
import { STOPPED } from '../docker/service.ts';

/** True while nothing has that path. */
export const absent = (path: string) => ({ kind: 'directory', path, is: 'absent' }) as const;
/** True while a directory has that path. */
export const present = (path: string) => ({ kind: 'directory', path, is: 'present' }) as const;

/** Renames a directory; the undo renames it back. */
export function renameStep(
  from: string,
  to: string,
  words: Pick<Step, 'title' | 'why'> & { readonly id: PlanStepId },
): Step {
  return makeStep({
    ...words,
    risk: 'reversible',
    before: [present(from), absent(to)],
    action: { kind: 'rename-directory', from, to },
    after: [absent(from), present(to)],
    undo: [
      makeStep({
        id: `undo-${words.id}`,
        title: `Rename ${to} back to ${from}`,
        why: 'it was there before',
        risk: 'safe',
        before: [present(to), absent(from)],
        action: { kind: 'rename-directory', from: to, to: from },
        after: [absent(to), present(from)],
      }),
    ],
  });
}

/** Removes a directory for good. */
export const dropTree = (
  path: string,
  words: Pick<Step, 'title' | 'why'> & { readonly id: PlanStepId },
): Step =>
  makeStep({
    ...words,
    risk: 'destroys-data',
    final: true,
    before: [present(path)],
    action: { kind: 'remove-tree', path },
    after: [absent(path)],
  });

/** A Docker that a boot has started makes the directory anew beside the one that was set aside. */
export const dropNew = (path: string, aside: readonly string[], id: Step['id']): Step =>
  makeStep({
    id,
    title: `Remove the new ${path}`,
    why: 'Docker created it when it started; the one from before is set aside',
    risk: 'safe',
    before: [...aside.map(present), present(path), STOPPED],
    action: { kind: 'remove-tree', path },
    after: [absent(path)],
  });

/** A rename of a directory that Docker makes anew, with the repairs for that in both directions. */
export function setAsideStep(
  from: string,
  to: string,
  words: Parameters<typeof renameStep>[2],
  repair: (id: Step['id']) => Step,
): Step {
  const step = renameStep(from, to, words);
  const mend = [repair(`mend-${words.id}`)];
  const undo = step.undo.map((back) => ({ ...back, mend: [repair(`mend-${back.id}`)] }));
  return { ...step, mend, undo };
}
