import { activates, bootUnitLink, unitPath } from '../../lvm/boot-unit.ts';
import type { BootUnitFiles } from '../../model/facts/boot-unit.ts';
import { knownOr } from '../../model/known.ts';
import type { Step } from '../../model/plan/plan.ts';
import { disableStep, reloadSteps, withReload } from './boot-unit.ts';
import { type StepsWithBlobs, blobsOf, emptiedFolder, removeFileStep } from './files.ts';
import type { TeardownSite } from './teardown-site.ts';

/** The boot unit of the pool; null if there is none. */
export function unitOfPool({ facts, record }: TeardownSite): BootUnitFiles | null {
  const unit = knownOr(facts.bootUnit, null);
  if (record.pool === null || unit?.text == null) return null;
  return activates(unit.text, record.pool.vg, record.pool.lv) ? unit : null;
}

/** True if it has bytes that dmctl wrote. */
export const isOwnUnit = ({ sha256 }: BootUnitFiles, { ownUnits }: TeardownSite): boolean =>
  sha256 !== null && ownUnits.has(sha256);

/** Disables the unit first; docker.service starts without a wanted unit that does not exist. */
export function unitRemovalSteps(site: TeardownSite): StepsWithBlobs {
  const unit = unitOfPool(site);
  if (unit?.text == null || !isOwnUnit(unit, site)) return { steps: [], blobs: {} };
  const { facts } = site;
  const path = unitPath(facts.engine.service.bootUnit);
  const file = { path, text: unit.text, owner: { uid: 0, gid: 0, mode: 0o644 } };
  const removal = removeFileStep(file, {
    id: 'unit',
    title: `Remove ${path}`,
    why: 'it still has the bytes that dmctl wrote',
  });
  const steps = [
    ...(unit.enabled ? [disableStep(facts.engine)] : []),
    withReload(removal, facts.engine),
    ...reloadSteps(facts),
  ];
  return { steps, blobs: blobsOf([{ ...file, old: null }]) };
}

/** Removes the directory that setup created for the link, after the pool, so that an undo is exact. */
export function unitFolderSteps(site: TeardownSite): readonly Step[] {
  const unit = unitOfPool(site);
  if (unit?.enabled !== true || !isOwnUnit(unit, site)) return [];
  const link = bootUnitLink(site.facts.engine.service);
  const steps = emptiedFolder(site, link, 'unit-directory');
  return steps.map((step): Step => ({ ...step, final: true, undo: [] }));
}
