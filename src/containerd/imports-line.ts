import { cut, insert, lineStart, newlineOf, nextLine, type Edit } from '../model/text-edit.ts';
import { nameOf } from './toml-tree.ts';
import { spanOf, type KeyNode } from './toml-node.ts';
import { tomlString } from './toml-value.ts';
import type { TomlDocument } from './toml.ts';

/** The line that dmctl adds where there is no list; its comment tells it from a line of the user's. */
const lineOf = (pattern: string): string => `imports = [${tomlString(pattern)}] # added by dmctl`;

/**
 * Adds a line with the imports behind the version line, or before the first key or table: behind a
 * table's header it would silently belong to that table.
 */
export function addLine(document: TomlDocument, pattern: string): readonly Edit[] {
  const { text } = document;
  const at = placeOf(document);
  const newline = newlineOf(text);
  const isAfterLineEnd = at <= document.start || text[at - 1] === '\n';
  const line = lineOf(pattern);
  return [insert(at, isAfterLineEnd ? `${line}${newline}` : `${newline}${line}`)];
}

function placeOf(document: TomlDocument): number {
  const { text, start, nodes } = document;
  const version = nodes.body.find(
    (item) =>
      item.type === 'TOMLKeyValue' &&
      item.key.keys.length === 1 &&
      item.key.keys.some((key) => nameOf(key) === 'version'),
  );
  if (version) return nextLine(text, spanOf(document, version).to);
  const [first] = nodes.body;
  if (!first) return text.length;
  const line = Math.max(start, lineStart(text, spanOf(document, first).from));
  return first.type === 'TOMLTable' ? aboveComments(text, start, line) : line;
}

/** Moves up over comments that stand right above a table, unless the file begins with them. */
function aboveComments(text: string, start: number, from: number): number {
  let line = from;
  while (line > start) {
    const above = Math.max(start, lineStart(text, line - 1));
    if (!/^[ \t]*#/.test(text.slice(above, line))) return line;
    line = above;
  }
  return from;
}

/** Removes the line that dmctl added, with its line end; null: dmctl did not add it, or it was changed. */
export function removeLine(
  { text, start }: TomlDocument,
  { from, to }: KeyNode,
  pattern: string,
): readonly Edit[] | null {
  const end = nextLine(text, to);
  const line = text.slice(from, end).replace(/\r?\n$/, '');
  const isOurs = line === lineOf(pattern) && Math.max(start, lineStart(text, from)) === from;
  if (!isOurs) return null;
  if (text.endsWith('\n') || end < text.length || from === start) return [cut(from, end)];
  return [cut(from - (text.slice(0, from).endsWith('\r\n') ? 2 : 1), end)];
}
