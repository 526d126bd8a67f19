import { BOOT_UNIT_LINK, BOOT_UNIT_PATH } from '../docker/boot-unit.ts';
import { knownOr } from '../model/known.ts';
import { disableStep } from './boot-unit-steps.ts';
import { blobsOf, removeFileStep } from './file-steps.ts';
import type { StepsWithBlobs } from './teardown-docker-steps.ts';
import { emptiedFolder } from './teardown-folders.ts';
import type { TeardownSite } from './teardown-site.ts';

/** The boot unit as far as it has bytes that dmctl wrote; null: there is none, or it was changed. */
export function ownUnit({ facts, record, ownUnits }: TeardownSite): string | null {
  const unit = knownOr(facts.bootUnit, null);
  if (record.pool === null || unit === null || unit.sha256 === null) return null;
  return ownUnits.has(unit.sha256) ? unit.text : null;
}

/** Disabled first: what docker.service wants and does not find it starts without. */
export function unitRemovalSteps(site: TeardownSite): StepsWithBlobs {
  const text = ownUnit(site);
  if (text === null) return { steps: [], blobs: {} };
  const isEnabled = knownOr(site.facts.bootUnit, null)?.enabled === true;
  const file = { path: BOOT_UNIT_PATH, text, owner: { uid: 0, gid: 0, mode: 0o644 } };
  const removal = removeFileStep(file, {
    id: 'unit',
    title: `Remove the unit ${BOOT_UNIT_PATH}`,
    why: 'it still has the bytes that dmctl wrote',
    documented: null,
  });
  const folder = emptiedFolder(site, BOOT_UNIT_LINK, 'unit-folder');
  const steps = isEnabled ? [disableStep('disable-unit'), ...folder, removal] : [removal];
  return { steps, blobs: blobsOf([{ ...file, old: null }]) };
}
