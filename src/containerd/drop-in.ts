import { read, unreadable, type Read } from '../model/known.ts';
import type { Bytes } from '../model/units.ts';
import { baseSizeText, tooSmallFor, type FileSystem } from './base-size.ts';
import { criLines } from './cri-keys.ts';
import { sectionName } from './config-file.ts';
import type { UnpackEntry } from './dump.ts';
import { DROP_IN_PATTERN, withImport } from './imports.ts';
import { dotted, tomlText, type TomlValue } from './toml-value.ts';
import {
  hasSplitCri,
  knowsFileSystems,
  needsUnpackConfig,
  newFileVersion,
  type FileVersion,
  type Release,
} from './version.ts';
import { unpackLines } from './unpack-config.ts';

/** Settings for the drop-in; null: a key that it leaves out, so that containerd's default counts. */
export interface DropIn {
  /** Device-mapper name of the pool. */
  readonly poolName: string;
  readonly baseSize: Bytes;
  readonly fileSystem: FileSystem;
  readonly fsOptions: string | null;
  readonly rootPath: string | null;
  readonly asyncRemove: boolean | null;
  readonly discardBlocks: boolean | null;
  /** True: Kubernetes' images too, which needs a main file of version 3 or 4. */
  readonly cri: boolean;
}

/** The release and the configuration that the drop-in is read with. */
export interface DropInPlace {
  readonly release: Release;
  /** Version of the main file, which the drop-in takes: it has no version line, as a higher one is refused. */
  readonly file: FileVersion;
  /** unpack_config as it is in force; @see EffectiveConfig */
  readonly unpack: readonly UnpackEntry[];
  /** The host's platform, `linux/amd64`. */
  readonly platform: string;
}

const HEADER =
  '# Managed by dmctl, and removed by dmctl teardown. Put your own settings into another file.';

/**
 * Returns the text of the drop-in. It holds the plugin's whole section, because 1.x puts it in the place
 * of the main file's, and from 2.x on the whole of unpack_config, because a list is replaced there too.
 */
export function dropInText(wanted: DropIn, place: DropInPlace): Read<string> {
  const fault = faultOf(wanted, place);
  if (fault !== null) return unreadable(fault);
  const name = sectionName(place.file, place.release);
  if (name === null) return unreadable(notStarting(place));
  const paragraphs = [
    [HEADER, `[${dotted(['plugins', name])}]`, ...keysOf(wanted, place.release)],
    ...(needsUnpackConfig(place.release) ? unpackLines(place.unpack, place.platform) : []),
    ...(wanted.cri ? [criLines(place.file)] : []),
  ];
  return read(paragraphs.map((lines) => `${lines.join('\n')}\n`).join('\n'));
}

const notStarting = ({ release, file }: DropInPlace): string =>
  `containerd ${release.printed} does not start with a configuration file of version ${String(file)}`;

/** Returns why containerd would not do what is wanted; null: it would. */
function faultOf(wanted: DropIn, { release, file }: DropInPlace): string | null {
  const { fileSystem, fsOptions, discardBlocks } = wanted;
  const isNew = fileSystem !== 'ext4' || fsOptions !== null || discardBlocks === true;
  if (isNew && !knowsFileSystems(release)) {
    return `containerd ${release.printed} always creates ext4 and never discards blocks: fs_type, fs_options and discard_blocks need 1.6`;
  }
  if (wanted.cri && (file < 3 || !hasSplitCri(release))) {
    return `a drop-in cannot set the CRI snapshotter beside a main file of version ${String(file)}: it would replace all of the CRI section`;
  }
  return tooSmallFor(fileSystem, wanted.baseSize);
}

function keysOf(wanted: DropIn, release: Release): readonly string[] {
  const keys: readonly (readonly [string, TomlValue | null])[] = [
    ['pool_name', wanted.poolName],
    ['root_path', wanted.rootPath],
    ['base_image_size', baseSizeText(wanted.baseSize)],
    ['fs_type', knowsFileSystems(release) ? wanted.fileSystem : null],
    ['fs_options', wanted.fsOptions],
    ['async_remove', wanted.asyncRemove],
    ['discard_blocks', knowsFileSystems(release) ? wanted.discardBlocks : null],
  ];
  return keys.flatMap(([key, value]) => (value === null ? [] : [`  ${key} = ${tomlText(value)}`]));
}

/** Returns the text of the main file where there is none: containerd's defaults and the import. */
export function newConfigText(release: Release): Read<string> {
  return withImport(`version = ${String(newFileVersion(release))}\n`, DROP_IN_PATTERN);
}
