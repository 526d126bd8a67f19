import { fails, holds, type ConditionOf, type Finding } from '../../model/plan/condition.ts';
import { readExamination } from '../examination.ts';
import type { Probes } from './probes.ts';

/** The result of an examination is on disk, and so are the files it is about. */
export async function checkExamined(
  { host }: Probes,
  { path }: ConditionOf<'metadata-examined'>,
): Promise<Finding> {
  const found = await readExamination(host, path);
  if (found === null) return fails('it was not examined');
  const copy = await host.stat(found.old.path);
  return copy === null ? fails(`${found.old.path} does not exist`) : holds;
}
