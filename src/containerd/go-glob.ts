/**
 * Tells whether a pattern matches a path, both absolute, as Go's filepath.Glob does: `*` and `?` stand
 * for characters of one name, `[a-c]` and `[^a-c]` for one of them, `\` takes the next one literally. A
 * pattern that Go calls bad matches nothing, and neither does one with `..`, whose meaning depends on
 * symbolic links.
 */
export function globMatches(pattern: string, path: string): boolean {
  if (!pattern.startsWith('/')) return false;
  const [names, parts] = [partsOf(path), partsOf(pattern)];
  return (
    names.length === parts.length &&
    parts.every((part, index) => part !== '..' && matches(part, names[index] ?? ''))
  );
}

const partsOf = (path: string): readonly string[] =>
  path.split('/').filter((part) => part !== '' && part !== '.');

function matches(part: string, name: string): boolean {
  const source = regularExpression(part);
  return source !== null && new RegExp(`^(?:${source})$`, 'su').test(name);
}

/** A token of a pattern: a class, an escaped character, or a single one (path/filepath, Match). */
const TOKEN = /\[(\^?)((?:\\.|[^\\\]])+)\]|\\(.)|([^[\\])/suy;

/** null: Go calls the pattern bad. */
function regularExpression(part: string): string | null {
  const tokens: string[] = [];
  let at = 0;
  while (at < part.length) {
    TOKEN.lastIndex = at;
    const [whole, not = '', members, escaped, single] = TOKEN.exec(part) ?? [];
    if (whole === undefined) return null;
    const token = members === undefined ? literal(escaped, single) : classOf(not, members);
    if (token === null) return null;
    tokens.push(token);
    at += whole.length;
  }
  return tokens.join('');
}

function literal(escaped: string | undefined, single = ''): string {
  if (escaped !== undefined) return codePoint(escaped);
  if (single === '*') return '.*';
  return single === '?' ? '.' : codePoint(single);
}

const codePoint = (character: string): string =>
  `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;

/** One member of a class, `a`, `\]` or `a-z`; a hyphen has to be escaped. */
const MEMBER = /(?:\\(.)|([^\\-]))(?:-(?:\\(.)|([^\\-])))?/suy;

function classOf(not: string, members: string): string | null {
  const ranges: string[] = [];
  let at = 0;
  while (at < members.length) {
    MEMBER.lastIndex = at;
    const [whole, ...found] = MEMBER.exec(members) ?? [];
    if (whole === undefined) return null;
    const [low, high] = [found[0] ?? found[1] ?? '', found[2] ?? found[3]];
    // Go takes a range whose ends are the wrong way round, and nothing is in it.
    if (high === undefined) ranges.push(codePoint(low));
    else if (isBefore(low, high)) ranges.push(`${codePoint(low)}-${codePoint(high)}`);
    at += whole.length;
  }
  return `[${not}${ranges.join('')}]`;
}

const isBefore = (low: string, high: string): boolean =>
  (low.codePointAt(0) ?? 0) <= (high.codePointAt(0) ?? 0);
