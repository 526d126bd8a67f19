import { knownOr, type Known } from '../../model/known.ts';
import type { Notice } from '../../model/notice.ts';
import type { MovedRoot } from '../../model/facts/data-root.ts';
import type { OldRoot } from '../../model/facts/docker-state.ts';
import { makeStep, type Plan, type Step } from '../../model/plan/plan.ts';
import { formatBytes } from '../../model/units.ts';
import { holdingsWords } from '../steps/holdings.ts';
import { makePlan } from '../steps/make-plan.ts';
import { notCreatedByDmctl, refusal, unseen } from '../steps/refusal.ts';

/** The data root that setup moved aside, as it is now. */
interface MovedSite {
  readonly moved: MovedRoot;
  readonly found: OldRoot;
  /** The problems that dmctl verify reports. */
  readonly problems: readonly string[];
}

/** Copies of metadata that repairs took. */
export interface MetadataCopies {
  /** The directory of all of them. */
  readonly path: string;
  /** null: there are none. */
  readonly inode: Known<number | null>;
  /** The problems that dmctl verify reports of any pool: a copy may still be needed then. */
  readonly problems: readonly string[];
}

/** The input of the plan of `dmctl cleanup`. */
export interface CleanupSite {
  /** null: no setup on record moved any. */
  readonly root: MovedSite | null;
  readonly copies: MetadataCopies;
}

/** Plans `dmctl cleanup`, which removes what a setup or a repair kept and nobody needs any more. */
export function planCleanup({ root, copies }: CleanupSite): Plan {
  const refusals = [...(root === null ? [] : rootRefusals(root)), ...copiesRefusals(copies)];
  const inode = root === null ? null : knownOr(root.found.inode, null);
  const copied = knownOr(copies.inode, null);
  const steps = [
    ...(root === null || inode === null ? [] : [removeStep(root.moved, inode)]),
    ...(copied === null ? [] : [removeCopiesStep(copies.path, copied)]),
  ];
  const warnings = [
    ...(root === null || inode === null ? [] : [whatGoes(root)]),
    ...(copied === null ? [] : [whichCopiesGo(copies.path)]),
  ];
  if (refusals.length > 0) return makePlan({ command: 'cleanup', steps: [], refusals });
  return makePlan({ command: 'cleanup', steps, warnings });
}

function copiesRefusals({ path, inode, problems }: MetadataCopies): readonly Notice[] {
  if (!inode.known) return [unseen(path, inode.why)];
  return inode.value === null || problems.length === 0 ? [] : [notWell(path, problems)];
}

const whichCopiesGo = (path: string): Notice =>
  refusal(
    'DM220',
    `removing ${path} ends the way back from a repair`,
    'it holds the metadata of the pool from before the repair',
    ['check that every container has what it needs before you remove it'],
  );

const removeCopiesStep = (path: string, inode: number): Step =>
  makeStep({
    id: 'remove-metadata-copies',
    title: `Remove ${path}`,
    why: 'it holds metadata from before repairs, and the pool is well',
    risk: 'destroys-data',
    final: true,
    before: [{ kind: 'directory', path, is: { inode } }],
    action: { kind: 'remove-tree', path },
    after: [{ kind: 'directory', path, is: 'absent' }],
  });

function rootRefusals({ moved, found, problems }: MovedSite): readonly Notice[] {
  const { inode, mark, mounts } = found;
  if (!inode.known) return [unseen(moved.backup, inode.why)];
  if (inode.value === null) return [];
  if (!mark.known) return [unseen(moved.backup, mark.why)];
  if (mark.value !== moved.mark.inode)
    return [foreignRoot(moved.backup, 'no setup moved this very directory there')];
  if (!mounts.known) return [unseen(`what is mounted in ${moved.backup}`, mounts.why)];
  const [mounted] = mounts.value;
  const held = mounted === undefined ? [] : [isMounted(moved.backup, mounted)];
  return problems.length === 0 ? held : [...held, notWell(moved.backup, problems)];
}

/** Refuses to remove a directory that no setup moved there. */
export const foreignRoot = (path: string, why: string): Notice =>
  notCreatedByDmctl(path, why, 'check what is in it, and remove it by hand if nobody needs it');

const isMounted = (backup: string, mounted: string): Notice =>
  refusal('DM045', `${backup} cannot be removed`, `${mounted} is a mount point`, [
    `umount ${mounted}, then rerun the command`,
  ]);

const notWell = (backup: string, problems: readonly string[]): Notice =>
  refusal('DM073', `${backup} is kept until all problems are fixed`, problems.join('; '), [
    'run dmctl verify to see the problems and their fixes',
  ]);

/** The warning that is shown before the question. */
function whatGoes({ moved, found }: MovedSite): Notice {
  const held = found.holdings.known ? holdingsWords(found.holdings.value) : '';
  const size = found.size.known ? formatBytes(found.size.value) : 'an unknown amount of space';
  const why =
    held === '' ? 'it holds no image, container or volume' : `its ${held} cannot be recovered`;
  return refusal('DM220', `removing ${moved.backup} frees ${size}`, why, [
    `check its contents with ls ${moved.backup}, and copy what you need`,
  ]);
}

function removeStep({ backup: path }: MovedRoot, inode: number): Step {
  return makeStep({
    id: 'remove-old-data-root',
    title: `Remove ${path}`,
    why: 'it is the data root from before setup, which Docker no longer uses',
    risk: 'destroys-data',
    final: true,
    before: [{ kind: 'directory', path, is: { inode } }],
    action: { kind: 'remove-tree', path },
    after: [{ kind: 'directory', path, is: 'absent' }],
  });
}
