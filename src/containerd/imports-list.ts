import { cut, insert, lineStart, newlineOf, nextLine, type Edit } from '../model/text-edit.ts';
import type { KeyNode, Span } from './toml-node.ts';
import { tomlString } from './toml-value.ts';
import type { TomlDocument } from './toml.ts';

/**
 * Adds a string behind the last one of a list: on a line of its own where the list has lines, so that
 * comments stay with their entries, else beside it. A comma at the end of the list stays one.
 */
export function addElement(
  { text }: TomlDocument,
  { list, elements }: KeyNode,
  added: string,
): readonly Edit[] {
  const last = elements.at(-1);
  if (!last) return [insert(list.from + 1, tomlString(added))];
  const closing = lineStart(text, list.to - 1);
  const comma = commaAfter(text, last, list);
  const hasLines = closing > last.to && isBlank(text.slice(closing, list.to - 1));
  if (!hasLines || (comma !== null && comma >= closing)) {
    return [insert(last.to, `, ${tomlString(added)}`)];
  }
  const line = `${indentOf(text, last)}${tomlString(added)}`;
  const newline = newlineOf(text);
  if (comma !== null) return [insert(closing, `${line},${newline}`)];
  return [insert(last.to, ','), insert(closing, `${line}${newline}`)];
}

/** Removes an element with its comma, and its line if it has one of its own. */
export function removeElement(
  { text }: TomlDocument,
  { list, elements }: KeyNode,
  index: number,
): readonly Edit[] {
  const [before, element, after] = [elements[index - 1], elements[index], elements[index + 1]];
  if (!element) return [];
  const comma = commaAfter(text, element, list);
  if (!before) return [cut(element.from, after ? after.from : (comma ?? element.to - 1) + 1)];
  const line = ownLine(text, element, comma);
  if (!line) return [cut(before.to, element.to)];
  const commaBefore = commaAfter(text, before, list);
  return comma === null && commaBefore !== null
    ? [cut(commaBefore, commaBefore + 1), line]
    : [line];
}

/** The whole line of an element that stands alone on it with its comma; null: it does not. */
function ownLine(text: string, { from, to }: Span, comma: number | null): Edit | null {
  const [start, end] = [lineStart(text, from), nextLine(text, to)];
  const behind = comma !== null && comma < end ? comma + 1 : to;
  const isAlone = isBlank(text.slice(start, from)) && isBlank(text.slice(behind, end));
  return isAlone && text[end - 1] === '\n' ? cut(start, end) : null;
}

const isBlank = (text: string): boolean => /^[ \t\r\n]*$/.test(text);

/** The blanks before an element that begins its line, or as many as people use. */
function indentOf(text: string, element: Span): string {
  const before = text.slice(lineStart(text, element.from), element.from);
  return isBlank(before) ? before : '  ';
}

/** Offset of the comma behind an element; null: there is none before the next one or the end. */
function commaAfter(text: string, element: Span, list: Span): number | null {
  const behind = text.slice(element.to, list.to - 1);
  const blanks = /^(?:[ \t\r\n]|#[^\n]*(?:\n|$))*/.exec(behind)?.[0].length ?? 0;
  return behind[blanks] === ',' ? element.to + blanks : null;
}
