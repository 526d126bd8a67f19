import { read, unreadable, type Read } from '../model/known.ts';
import { criKeys, type CriKeys } from './cri-keys.ts';
import {
  devmapperSection,
  LONG_NAME,
  SHORT_NAME,
  type DevmapperSection,
} from './devmapper-section.ts';
import { TomlFault } from './toml-tree.ts';
import { understand, type TomlFields } from './toml-fields.ts';
import { countsAs, type FileVersion, type Release } from './version.ts';

/** The settings of a config.toml that dmctl uses, as they are written in it; null: not written. */
export interface ConfigFile {
  /** 1: there is no version line. */
  readonly version: FileVersion;
  /** The folder of persistent data; @see ContainerdStart, whose `--root` wins. */
  readonly root: string | null;
  /** Files that are read after this one, names and patterns; @see importTaking */
  readonly imports: readonly string[];
  readonly disabledPlugins: readonly string[];
  readonly requiredPlugins: readonly string[];
  /** The plugin's section under its two names; @see sectionInForce */
  readonly devmapper: {
    readonly short: DevmapperSection | null;
    readonly long: DevmapperSection | null;
  };
  readonly cri: CriKeys;
}

const KEYS = ['version', 'root', 'imports', 'disabled_plugins', 'required_plugins', 'plugins'];

/**
 * Reads the text of a config.toml. Whatever containerd would refuse, or could read differently from how
 * it looks, is refused with the reason and the line. '' is a file of version 1 without settings.
 */
export const readConfigFile = (text: string): Read<ConfigFile> => understand(text, configFile);

function configFile(fields: TomlFields): ConfigFile {
  fields.inLowerCase([], KEYS);
  return {
    version: versionOf(fields),
    root: fields.text(['root']),
    imports: fields.texts(['imports']) ?? [],
    disabledPlugins: fields.texts(['disabled_plugins']) ?? [],
    requiredPlugins: fields.texts(['required_plugins']) ?? [],
    devmapper: {
      short: devmapperSection(fields, ['plugins', SHORT_NAME]),
      long: devmapperSection(fields, ['plugins', LONG_NAME]),
    },
    cri: criKeys(fields),
  };
}

function versionOf(fields: TomlFields): FileVersion {
  const version = Number(fields.integer(['version']) ?? 1);
  if (version === 1 || version === 2 || version === 3 || version === 4) return version;
  throw new TomlFault('version must be 1, 2, 3 or 4', fields.lineOf(['version']));
}

/** Tells whether the file disables the devmapper plugin, under either of its names. */
export const disablesDevmapper = ({ disabledPlugins }: ConfigFile): boolean =>
  disabledPlugins.includes(LONG_NAME) || disabledPlugins.includes(SHORT_NAME);

/**
 * Returns the name under which this release looks for the plugin's section in a file of this version:
 * 1.x wants the short one where there is no version line and the long one elsewhere, and ignores the
 * other or dies of it; 2.x takes the long one everywhere. null: it does not start with such a file.
 */
export function sectionName(file: FileVersion, release: Release): string | null {
  const version = countsAs(file, release);
  if (version === null) return null;
  return version === 1 && release.major === 1 ? SHORT_NAME : LONG_NAME;
}

/**
 * Returns the section that counts for this release; null: none does. A section under a name that the
 * release does not take is a reason, because containerd ignores it silently or does not start.
 */
export function sectionInForce(
  { version, devmapper: { short, long } }: ConfigFile,
  release: Release,
): Read<DevmapperSection | null> {
  const name = sectionName(version, release);
  const printed = `containerd ${release.printed}`;
  if (name === null) {
    return unreadable(`${printed} does not start with a file of version ${String(version)}`);
  }
  if (short && long) {
    return unreadable(`it contains both sections, ${SHORT_NAME} and ${LONG_NAME}: keep one`);
  }
  const isMigrated = version === 1 && release.major >= 2;
  if (isMigrated) return read(long ?? short);
  const other = name === LONG_NAME ? short : long;
  if (!other) return read(long ?? short);
  const otherName = name === LONG_NAME ? SHORT_NAME : LONG_NAME;
  return unreadable(`in this file ${printed} reads the section ${name}, not ${otherName}`);
}
