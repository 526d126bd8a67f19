import { read, unreadable, type Read } from '../model/known.ts';
import { globMatches } from './go-glob.ts';
import { addElement, removeElement } from './imports-list.ts';
import { addLine, removeLine } from './imports-line.ts';
import { applyEdits } from '../model/text-edit.ts';
import { understand, type TomlFields } from './toml-fields.ts';
import { nodeOf, type KeyNode } from './toml-node.ts';
import { tomlText } from './toml-value.ts';
import type { TomlDocument } from './toml.ts';

/** The drop-in that dmctl writes. */
export const DROP_IN = '/etc/containerd/conf.d/dmctl.toml';

/**
 * The pattern by which the main file imports it. containerd does not start if a named file is missing,
 * and takes a pattern that matches nothing.
 */
export const DROP_IN_PATTERN = '/etc/containerd/conf.d/dmctl*.toml';

/**
 * Tells whether an entry of imports is a pattern that takes the file. containerd takes it for one if
 * it has an asterisk (resolveImports in config.go). A relative one does not count: 1.4 and 1.6 go by
 * the working directory.
 */
export const importTakes = (entry: string, path: string): boolean =>
  entry.includes('*') && globMatches(entry, path);

/**
 * Adds a pattern to the imports of a config.toml, unless one of them takes the drop-in already; no other
 * byte changes. The result is read again: all values must be as before, and withoutImport must give
 * the very text back.
 */
export function withImport(text: string, pattern: string, dropIn: string = DROP_IN): Read<string> {
  const source = sourceOf(text);
  if (!source.ok) return source;
  const { imports, node, document } = source.value;
  if (imports.includes(dropIn)) {
    return unreadable(
      `its imports name ${dropIn}, and containerd does not start while a named file is missing: replace it by ${pattern}`,
    );
  }
  const isTaken = imports.some((entry) => entry === pattern || importTakes(entry, dropIn));
  if (isTaken) return read(text);
  const edits = node ? addElement(document, node, pattern) : addLine(document, pattern);
  const result = proven(source.value, applyEdits(text, edits), [...imports, pattern]);
  if (!result.ok) return result;
  const back = withoutImport(result.value, pattern);
  return back.ok && back.value === text ? result : unreadable(NOT_EXACT);
}

const NOT_EXACT = 'its imports could not be changed so that the change can be undone exactly';

/** Removes a pattern from the imports, and the line if dmctl added it; no other byte changes. */
export function withoutImport(text: string, pattern: string): Read<string> {
  const source = sourceOf(text);
  if (!source.ok) return source;
  const { imports, node, document } = source.value;
  const index = imports.indexOf(pattern);
  if (!node || index < 0) return read(text);
  const edits = removeLine(document, node, pattern) ?? removeElement(document, node, index);
  const rest = imports.filter((_, at) => at !== index);
  const result = proven(source.value, applyEdits(text, edits), rest);
  return result.ok && rest.includes(pattern) ? withoutImport(result.value, pattern) : result;
}

interface Source {
  readonly document: TomlDocument;
  readonly imports: readonly string[];
  /** The key and its value; null: it is not written. */
  readonly node: KeyNode | null;
  /** All other values, as one text. */
  readonly others: string;
}

const sourceOf = (text: string): Read<Source> => understand(text, sourceIn);

function sourceIn(fields: TomlFields, document: TomlDocument): Source {
  fields.inLowerCase([], ['imports']);
  const others = new Map(document.top);
  others.delete('imports');
  return {
    document,
    imports: fields.texts(['imports']) ?? [],
    node: nodeOf(document, 'imports'),
    others: tomlText(others),
  };
}

/** The text, if it has these imports now, and all other values are as they were. */
function proven(before: Source, text: string, imports: readonly string[]): Read<string> {
  const after = sourceOf(text);
  if (!after.ok) return after;
  const isAsMeant =
    after.value.others === before.others && tomlText(after.value.imports) === tomlText(imports);
  return isAsMeant ? read(text) : unreadable('its imports could not be changed alone');
}
