import { ParseError } from '../model/errors.ts';
import { wholeLines } from '../model/lines.ts';
import { CRI_IMAGES_SNAPSHOTTER, CRI_SNAPSHOTTER } from './cri-keys.ts';
import { devmapperSection, LONG_NAME, type DevmapperSection } from './devmapper-section.ts';
import { understand, type TomlFields } from './toml-fields.ts';
import type { TomlPath, TomlTable } from './toml-value.ts';

/** An entry of unpack_config: for which platform images are unpacked into which snapshotter. */
export interface UnpackEntry {
  /** `linux/amd64` */
  readonly platform: string | null;
  readonly snapshotter: string | null;
  /** The whole entry, with the keys that dmctl has no use for: differ, config_type, optional ... */
  readonly all: TomlTable;
}

/** The configuration that containerd would start with: its file, the imported ones, its defaults. */
export interface EffectiveConfig {
  /** Version of the printed form: 2 in 1.x, 3 in 2.0 to 2.2, 4 in 2.3. */
  readonly version: number;
  readonly root: string;
  /**
   * As printed: in 1.x the files that were read, the main one among them; from 2.2 on
   * /etc/containerd/conf.d/*.toml even where no file names it. Never to be taken for what is imported.
   */
  readonly imports: readonly string[];
  /** null: this containerd was built without the plugin. */
  readonly devmapper: DevmapperSection | null;
  /** The snapshotter of Kubernetes' images; null: the CRI service is disabled, or there is none. */
  readonly criSnapshotter: string | null;
  /** [] where there is none, as is the default of 2.x: then only overlayfs is unpacked to. 1.7 has an entry for it. */
  readonly unpack: readonly UnpackEntry[];
  /** All values. */
  readonly top: TomlTable;
}

const SOURCE = 'containerd config dump';

export const UNPACK_CONFIG: TomlPath = [
  'plugins',
  'io.containerd.transfer.v1.local',
  'unpack_config',
];
/** Reads `containerd config dump` or `containerd config default`. @throws ParseError */
export function parseDump(stdout: string): EffectiveConfig {
  const config = understand(wholeLines(SOURCE, stdout).join('\n'), effectiveConfig);
  if (config.ok) return config.value;
  throw new ParseError(SOURCE, `a configuration (${config.why})`, stdout);
}

function effectiveConfig(fields: TomlFields): EffectiveConfig {
  const [version, root] = [fields.integer(['version']), fields.text(['root'])];
  if (version === null || root === null) {
    throw new ParseError(SOURCE, 'version and root', [...fields.top.keys()].join(' '));
  }
  return {
    version: Number(version),
    root,
    imports: fields.texts(['imports']) ?? [],
    devmapper: devmapperSection(fields, ['plugins', LONG_NAME]),
    criSnapshotter: fields.text(CRI_IMAGES_SNAPSHOTTER) ?? fields.text(CRI_SNAPSHOTTER),
    unpack: unpackEntries(fields),
    top: fields.top,
  };
}

function unpackEntries(fields: TomlFields): readonly UnpackEntry[] {
  const textIn = (table: TomlTable, key: string): string | null => {
    const value = table.get(key);
    return typeof value === 'string' && value !== '' ? value : null;
  };
  return (fields.tables(UNPACK_CONFIG) ?? []).map((all) => ({
    platform: textIn(all, 'platform'),
    snapshotter: textIn(all, 'snapshotter'),
    all,
  }));
}
