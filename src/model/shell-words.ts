/** Environment files and command lines as systemd (systemd.exec(5)) and sh read them. */

const WORD = /(?:[^\s"'\\]|\\[\s\S]|"(?:[^"\\]|\\[\s\S])*"|'[^']*')+/g;
const PART = /\\([\s\S])|"((?:[^"\\]|\\[\s\S])*)"|'([^']*)'/g;

/** Splits a command line at blanks without quotes and backslashes; an unclosed quote is kept. */
export function shellWords(text: string): readonly string[] {
  return (text.match(WORD) ?? []).map(unquoted);
}

function unquoted(word: string): string {
  return word.replace(PART, (_, escaped?: string, double?: string, single?: string) => {
    if (escaped !== undefined) return escaped;
    return double === undefined ? (single ?? '') : double.replace(/\\(["\\$`])/g, '$1');
  });
}

const ASSIGNMENT = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)=(.*)$/;

/**
 * Reads the variables of an EnvironmentFile, or of a file of plain assignments that an init script
 * sources. Comments begin with # or ;, a backslash at its end continues a line; other lines are
 * ignored, as systemd does.
 */
export function readEnvironment(text: string): ReadonlyMap<string, string> {
  const variables = new Map<string, string>();
  for (const line of text.replace(/\\\r?\n/g, '').split(/\r?\n/)) {
    const [, name, value] = ASSIGNMENT.exec(line) ?? [];
    if (name !== undefined && value !== undefined) variables.set(name, unquoted(value.trim()));
  }
  return variables;
}
