import { CRI_IMAGES_SNAPSHOTTER, CRI_SNAPSHOTTER } from './cri-keys.ts';
import { LONG_NAME, SHORT_NAME } from './devmapper-section.ts';
import { UNPACK_CONFIG, type EffectiveConfig } from './dump.ts';
import { dotted, isTable, tomlText, type TomlPath, type TomlTable } from './toml-value.ts';

type Dump = Pick<EffectiveConfig, 'top'>;

/** A value in the one dump and in the other, as TOML; null: it is not there. */
export interface Difference {
  readonly path: TomlPath;
  readonly before: string | null;
  readonly after: string | null;
}

/**
 * Compares all values of two dumps. A list is one value, and so is an empty table; the order of keys
 * does not matter.
 */
export function dumpDifferences(before: Dump, after: Dump): readonly Difference[] {
  const [old, now] = [leavesOf(before.top), leavesOf(after.top)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((name) => {
    const [was, is] = [old.get(name), now.get(name)];
    const path = was?.path ?? is?.path ?? [];
    if (was?.text === is?.text) return [];
    return [{ path, before: was?.text ?? null, after: is?.text ?? null }];
  });
}

interface Leaf {
  readonly path: TomlPath;
  readonly text: string;
}

function leavesOf(top: TomlTable): ReadonlyMap<string, Leaf> {
  const leaves = new Map<string, Leaf>();
  const visit = (table: TomlTable, above: TomlPath): void => {
    for (const [key, value] of table) {
      const path = [...above, key];
      if (isTable(value) && value.size > 0) visit(value, path);
      else leaves.set(dotted(path), { path, text: tomlText(value) });
    }
  };
  visit(top, []);
  return leaves;
}

/** Values that a setup may change besides the plugin's section, the imports and unpack_config. */
export interface MayChange {
  /** True: Kubernetes' snapshotter too, which was asked for. */
  readonly cri: boolean;
}

/**
 * Returns the dotted paths of values that differ and that dmctl does not set: the edit would change how
 * containerd runs in a way that nobody asked for. [] is what a setup wants to see.
 */
export const foreignDifferences = (before: Dump, after: Dump, may: MayChange): readonly string[] =>
  dumpDifferences(before, after)
    .filter(({ path }) => !oursWith(may).some((ours) => startsWith(path, ours)))
    .map(({ path }) => dotted(path));

function oursWith({ cri }: MayChange): readonly TomlPath[] {
  const always = [['imports'], ['plugins', LONG_NAME], ['plugins', SHORT_NAME], UNPACK_CONFIG];
  return cri ? [...always, CRI_IMAGES_SNAPSHOTTER, CRI_SNAPSHOTTER] : always;
}

const startsWith = (path: TomlPath, start: TomlPath): boolean =>
  start.every((key, index) => path[index] === key);
