import type { AST } from 'toml-eslint-parser';
import { nameOf } from './toml-tree.ts';
import type { TomlDocument } from './toml.ts';

/** A range of characters of a text. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A key of the top level with its list; offsets into the text. */
export interface KeyNode extends Span {
  readonly list: Span;
  readonly elements: readonly Span[];
}

/** Finds a key of the top level whose value is a list; null: there is none, or it is written otherwise. */
export function nodeOf(document: TomlDocument, name: string): KeyNode | null {
  for (const item of document.nodes.body) {
    if (item.type !== 'TOMLKeyValue' || item.value.type !== 'TOMLArray') continue;
    const [key, ...more] = item.key.keys;
    if (key === undefined || more.length > 0 || nameOf(key) !== name) continue;
    const { elements } = item.value;
    const span = (node: AST.TOMLNode) => spanOf(document, node);
    return { ...span(item), list: span(item.value), elements: elements.map(span) };
  }
  return null;
}

/** The characters of a node in the text. */
export const spanOf = ({ start }: TomlDocument, { range }: AST.TOMLNode): Span => ({
  from: range[0] + start,
  to: range[1] + start,
});
