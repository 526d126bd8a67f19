import { knownOr } from '../../model/known.ts';
import type { Step } from '../../model/plan/plan.ts';
import type { PlanStepId } from '../../model/plan/step-ids.ts';
import { parentOf, removeFolderStep } from './files.ts';
import type { TeardownSite } from './teardown-site.ts';

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
