import type { TomlFields } from './toml-fields.ts';
import type { TomlPath } from './toml-value.ts';

/** Keys of the plugin's section, as it is written or in force; null: not set. */
export interface DevmapperSection {
  /** Device-mapper name of the pool, without /dev/mapper/. */
  readonly poolName: string | null;
  /** The folder of its own databases; not set: ROOT/io.containerd.snapshotter.v1.devmapper. */
  readonly rootPath: string | null;
  /** A size as docker/go-units reads it; @see readBaseSize */
  readonly baseImageSize: string | null;
  readonly fsType: string | null;
  /** Options for mkfs, in one string. */
  readonly fsOptions: string | null;
  readonly asyncRemove: boolean | null;
  readonly discardBlocks: boolean | null;
}

/** The plugin's name in files of version 2, 3 and 4. */
export const LONG_NAME = 'io.containerd.snapshotter.v1.devmapper';
/** The plugin's name in a file without a version line. */
export const SHORT_NAME = 'devmapper';

const KEYS = [
  'pool_name',
  'root_path',
  'base_image_size',
  'fs_type',
  'fs_options',
  'async_remove',
  'discard_blocks',
];

/** Reads a section; null: it is not there. @throws TomlFault */
export function devmapperSection(fields: TomlFields, path: TomlPath): DevmapperSection | null {
  if (fields.table(path) === null) return null;
  fields.inLowerCase(path, KEYS);
  const text = (key: string) => fields.text([...path, key]);
  return {
    poolName: text('pool_name'),
    rootPath: text('root_path'),
    baseImageSize: text('base_image_size'),
    fsType: text('fs_type'),
    fsOptions: text('fs_options'),
    asyncRemove: fields.flag([...path, 'async_remove']),
    discardBlocks: fields.flag([...path, 'discard_blocks']),
  };
}
