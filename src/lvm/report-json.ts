import { ParseError } from '../model/errors.ts';
import { isRecord, parseJson } from '../model/json.ts';

/** Every line of LVM's JSON begins with one of these; a notice that LVM prints between them does not. */
const OF_JSON = /^\s*[{}[\],"]/;

/**
 * Makes JSON of a report of LVM. LVM prints notices on stdout, between the lines of the report
 * ("Retrying metadata scan."), and control characters of a tag or a name as they lie on the disk, which
 * JSON does not allow in a string: notices are left out, control characters are escaped.
 */
export function cleanJson(stdout: string): string {
  let text = '';
  let inString = false;
  for (const line of stdout.split('\n')) {
    if (!inString && !OF_JSON.test(line)) continue;
    for (const [part] of line.matchAll(/\\.|[^\\]|\\$/gsu)) {
      if (part === '"') inString = !inString;
      text += inString ? escaped(part) : part;
    }
    text += inString ? String.raw`\n` : '\n';
  }
  return text;
}

const escaped = (part: string): string =>
  part < ' ' ? `\\u${part.charCodeAt(0).toString(16).padStart(4, '0')}` : part;

/** Reads the list of reports from what LVM prints with --reportformat json. @throws ParseError */
export function reportsIn(source: string, stdout: string): readonly unknown[] {
  const document = parseJson(source, cleanJson(stdout));
  const reports: unknown = isRecord(document) ? document['report'] : null;
  if (Array.isArray(reports)) return reports;
  throw new ParseError(source, 'a list "report"', stdout);
}
