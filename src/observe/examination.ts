import { ParseError } from '../model/errors.ts';
import type { Examination } from '../model/facts/metadata.ts';
import type { Host } from '../model/host.ts';
import { fields, isRecord, parseJson } from '../model/json.ts';

/** The file in the folder of a copy that says what was found in it. */
export const examinationFile = (folder: string): string => `${folder}/examination.json`;

/**
 * Reads what an examination found; null: there was none.
 * @throws HostError, and ParseError for a file that dmctl did not write
 */
export async function readExamination(host: Host, folder: string): Promise<Examination | null> {
  const path = examinationFile(folder);
  const text = await host.readText(path);
  if (text === null) return null;
  const found = parseJson(path, text);
  const { schema } = isRecord(found) ? found : {};
  if (schema !== 1) throw new ParseError(path, 'schema 1', String(schema));
  const parts = fields(path, found);
  parts.name('vg');
  fields(path, isRecord(found) ? found['old'] : null).name('sha256');
  // dmctl wrote it in a folder that only root can write to, and renamed it into place as a whole.
  return found as Examination;
}
