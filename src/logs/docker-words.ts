/** A pair of logrus' text format: the key, and a bare or a quoted value (Go, strconv.Quote). */
const PAIR = /([^\s=]+)=("(?:[^"\\]|\\.)*"|[^\s"]*)(?: |$)/y;

/** Who reads it knows the time from the line, and the level from the words. */
const NOT_SHOWN = new Set(['time', 'level', 'msg']);

/**
 * The words of a line of dockerd, which writes `time="..." level=error msg="..." error="..."`
 * (logrus, TextFormatter): the message, and what else it names in brackets. Any other line stays as
 * it is.
 */
export function dockerWords(line: string): string {
  const pairs = pairsOf(line);
  const message = pairs?.get('msg');
  if (pairs === null || message === undefined) return line;
  const others = [...pairs].filter(([key]) => !NOT_SHOWN.has(key));
  if (others.length === 0) return message;
  return `${message} (${others.map(([key, value]) => `${key}: ${value}`).join(', ')})`;
}

/** null: not all of it is pairs. */
function pairsOf(line: string): ReadonlyMap<string, string> | null {
  const pairs = new Map<string, string>();
  PAIR.lastIndex = 0;
  while (PAIR.lastIndex < line.length) {
    const [, key, value = ''] = PAIR.exec(line) ?? [];
    if (key === undefined) return null;
    pairs.set(key, unquoted(value));
  }
  return pairs;
}

/** Go's escapes are JSON's, but for `\x1b` and `\a`; such a value stays as it was written. */
function unquoted(value: string): string {
  if (!value.startsWith('"')) return value;
  try {
    return String(JSON.parse(value));
  } catch {
    return value.slice(1, -1);
  }
}
