import { knownOr } from '../../model/known.ts';
import type { Notice } from '../../model/notice.ts';
import type { MovedRoot } from '../../model/facts/data-root.ts';
import type { OldRoot } from '../../model/facts/docker-state.ts';
import { makeStep, type Plan, type Step } from '../../model/plan/plan.ts';
import { formatBytes } from '../../model/units.ts';
import { holdingsWords } from '../steps/holdings.ts';
import { makePlan } from '../steps/make-plan.ts';
import { notCreatedByDmctl, refusal, unseen } from '../steps/refusal.ts';

/** The input of the plan of `dmctl cleanup`. */
export interface CleanupSite {
  /** The data root that setup moved aside. */
  readonly moved: MovedRoot;
  readonly found: OldRoot;
  /** The problems that dmctl verify reports. */
  readonly problems: readonly string[];
}

/** Plans `dmctl cleanup`, which removes the data root from before setup. */
export function planCleanup(site: CleanupSite): Plan {
  const refusals = cleanupRefusals(site);
  const inode = knownOr(site.found.inode, null);
  const isThere = refusals.length === 0 && inode !== null;
  const steps = isThere ? [removeStep(site.moved, inode)] : [];
  const warnings = steps.length === 0 ? [] : [whatGoes(site)];
  return makePlan({ command: 'cleanup', steps, refusals, warnings });
}

function cleanupRefusals({ moved, found, problems }: CleanupSite): readonly Notice[] {
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
function whatGoes({ moved, found }: CleanupSite): Notice {
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
