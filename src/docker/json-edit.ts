import type { Node } from 'jsonc-parser';
import { cut, type Edit } from '../model/text-edit.ts';
import type { JsonObject } from './json-object.ts';

export type Member = readonly [key: string, value: string | readonly string[]];

/** Adds members after the last one, laid out like their neighbours. */
export function addMembers(object: JsonObject, members: readonly Member[]): readonly Edit[] {
  if (members.length === 0) return [];
  const layout = layoutOf(object);
  const written = members.map(([key, value]) => memberText(key, value, layout));
  const last = object.node.children?.at(-1);
  if (last) {
    const text = written.map((member) => `,${layout.between}${member}`).join('');
    return [{ offset: endOf(last), length: 0, text }];
  }
  const inner = written.map((member) => `${layout.newline}${layout.indent}${member}`).join(',');
  const text = `{${inner}${layout.newline}}`;
  return [{ offset: object.node.offset, length: object.node.length, text }];
}

/** Replaces a value by a string. */
export function setString(node: Node, value: string): Edit {
  return { offset: node.offset, length: node.length, text: JSON.stringify(value) };
}

/** Replaces a value by a list of strings, laid out as a new one would be. */
export function setList(object: JsonObject, node: Node, items: readonly string[]): Edit {
  const text = listText(items, layoutOf(object));
  return { offset: node.offset, length: node.length, text };
}

/** Adds strings after the last item of a non-empty list, laid out like its neighbours. */
export function addItems(
  { text }: JsonObject,
  list: Node,
  items: readonly string[],
): readonly Edit[] {
  const last = list.children?.at(-1);
  if (!last || items.length === 0) return [];
  const gap = gapBefore(text, list);
  const added = items.map((item) => `,${gap}${JSON.stringify(item)}`).join('');
  return [{ offset: endOf(last), length: 0, text: added }];
}

/**
 * Removes items from a list, or members from an object, with their commas; if all are removed, also
 * the blanks around them.
 */
export function removeItems(
  parent: Node,
  isGone: (item: Node, index: number) => boolean,
): readonly Edit[] {
  const { children = [] } = parent;
  const firstKept = children.findIndex((item, index) => !isGone(item, index));
  const [first, kept] = [children[0], children[firstKept]];
  if (!first) return [];
  if (!kept) return [cut(parent.offset + 1, endOf(parent) - 1)];
  const leading = firstKept === 0 ? [] : [cut(first.offset, kept.offset)];
  const others = children.flatMap((item, index) => {
    const before = children[index - 1];
    const isLater = index > firstKept && before !== undefined && isGone(item, index);
    return isLater ? [cut(endOf(before), endOf(item))] : [];
  });
  return [...leading, ...others];
}

/** Removes a member of the top level with its comma. */
export const removeMember = ({ node }: JsonObject, key: string): readonly Edit[] =>
  removeItems(node, ({ children }) => children?.[0]?.value === key);

const endOf = (node: Node): number => node.offset + node.length;

/** The layout of the document; newline is '' if it is on a single line. */
interface Layout {
  readonly newline: string;
  /** Indentation of the members. */
  readonly indent: string;
  /** Indentation that each level adds. */
  readonly unit: string;
  /** Text between a comma and the next member. */
  readonly between: string;
  readonly colon: string;
}

const DEFAULT_UNIT = '    ';

function layoutOf({ text, node }: JsonObject): Layout {
  const first = node.children?.[0];
  const newline = /\r?\n/.exec(text)?.[0] ?? '';
  if (!first) return { newline: newline || '\n', ...fresh() };
  const between = gapBefore(text, node);
  const colon = colonOf(text, first);
  if (!between.includes('\n')) return { newline: '', indent: '', unit: '', between, colon };
  const indent = afterNewline(between);
  const closing = afterNewline(text.slice(node.offset, endOf(node) - 1));
  const unit = indent.startsWith(closing) ? indent.slice(closing.length) : indent;
  return { newline, indent, unit, between: newline + indent, colon };
}

function fresh() {
  return { indent: DEFAULT_UNIT, unit: DEFAULT_UNIT, between: '', colon: ': ' };
}

/** The blanks at the end of the last line. */
const afterNewline = (text: string): string => /\n([ \t]*)$/.exec(text)?.[1] ?? '';

/** The blanks before the last child, or the one that would follow a single child. */
function gapBefore(text: string, parent: Node): string {
  const children = parent.children ?? [];
  const [previous, last] = [children.at(-2), children.at(-1)];
  if (!last) return '';
  const gap = text.slice(previous ? endOf(previous) : parent.offset + 1, last.offset);
  const blanks = gap.slice(gap.indexOf(',') + 1);
  if (blanks.includes('\n') || previous) return blanks;
  return /[:,] /.test(text) ? ' ' : '';
}

function colonOf(text: string, member: Node): string {
  const [key, value] = member.children ?? [];
  const colon = key && value ? text.slice(endOf(key), value.offset) : ': ';
  return colon.includes('\n') ? ': ' : colon;
}

function memberText(key: string, value: string | readonly string[], layout: Layout): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : listText(value, layout);
  return `${JSON.stringify(key)}${layout.colon}${text}`;
}

function listText(items: readonly string[], { newline, indent, unit, colon }: Layout): string {
  const texts = items.map((item) => JSON.stringify(item));
  if (newline === '') return `[${texts.join(colon.endsWith(' ') ? ', ' : ',')}]`;
  const lines = texts.map((text) => `${newline}${indent}${unit}${text}`).join(',');
  return `[${lines}${newline}${indent}]`;
}
