import { parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';
import { folded } from '../model/go-names.ts';
import { read, unreadable, type Read } from '../model/known.ts';

/** A JSON object with the positions of its parts in the text. */
export interface JsonObject {
  readonly text: string;
  /** The object's own node, offsets into `text`. */
  readonly node: Node;
  /** Values by key, as JSON.parse gives them. */
  readonly members: ReadonlyMap<string, unknown>;
  /** Value nodes by key. */
  readonly nodes: ReadonlyMap<string, Node>;
}

/** The parser is recursive; dockerd's own limit is 10000. */
const MOST_LEVELS = 500;

const BYTE_ORDER_MARK = '\uFEFF';

/** Tells whether the text consists of JSON whitespace only. */
export const isBlankText = (text: string): boolean => /^[ \t\r\n]*$/.test(text);

/**
 * Reads JSON (RFC 8259) whose top is an object, without comments, trailing commas, a byte order
 * mark or two equal keys at the top; Go takes keys that differ only by case for equal. Text of
 * blanks only is the empty object.
 */
export function readObject(text: string): Read<JsonObject> {
  if (text.startsWith(BYTE_ORDER_MARK)) {
    return unreadable('it starts with a byte order mark, which dockerd before 23.0 refuses');
  }
  if (isBlankText(text)) return readObject('{}');
  if (deepest(text) > MOST_LEVELS) return unreadable('it is nested too deep');
  const errors: ParseError[] = [];
  const node = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
  const strict = parseStrictly(text);
  if (!strict.ok || !node || errors.length > 0) {
    return unreadable(`it is not JSON${whereOf(text, errors[0])}`);
  }
  if (node.type !== 'object') return unreadable('it is not a JSON object');
  const members = new Map(Object.entries(strict.value as Record<string, unknown>));
  return withNodes(text, node, members);
}

/** Counts how deep brackets are nested, except those in strings. */
function deepest(text: string): number {
  let [level, most] = [0, 0];
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\[\s\S])*"|[[\]{}]/g)) {
    if (token === '[' || token === '{') most = Math.max(most, (level += 1));
    if (token === ']' || token === '}') level -= 1;
  }
  return most;
}

function parseStrictly(text: string): Read<unknown> {
  try {
    return read(JSON.parse(text));
  } catch {
    return unreadable('not JSON');
  }
}

function whereOf(text: string, error: ParseError | undefined): string {
  if (!error) return '';
  const before = text.slice(0, error.offset).split('\n');
  const line = String(before.length);
  const column = String((before.at(-1) ?? '').length + 1);
  return `: ${printParseErrorCode(error.error)} in line ${line}, column ${column}`;
}

function withNodes(
  text: string,
  node: Node,
  members: ReadonlyMap<string, unknown>,
): Read<JsonObject> {
  const nodes = new Map<string, Node>();
  const seen = new Map<string, string>();
  for (const [key, value] of propertiesOf(node)) {
    const twin = seen.get(folded(key));
    if (twin !== undefined) {
      return unreadable(
        twin === key
          ? `the key "${key}" occurs twice`
          : `"${twin}" and "${key}" are the same key to Go`,
      );
    }
    seen.set(folded(key), key);
    nodes.set(key, value);
  }
  return read({ text, node, members, nodes });
}

function propertiesOf(node: Node): readonly (readonly [string, Node])[] {
  return (node.children ?? []).flatMap(({ children: [key, value] = [] }) =>
    key && value ? [[String(key.value), value] as const] : [],
  );
}
