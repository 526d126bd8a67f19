import type { UnpackEntry } from './dump.ts';
import { UNPACK_CONFIG } from './dump.ts';
import { dotted, isList, isTable, tomlText, type TomlTable, type TomlValue } from './toml-value.ts';

const DEVMAPPER = 'devmapper';

/** The snapshotter that containerd unpacks to where no entry names one. */
const DEFAULT_SNAPSHOTTER = 'overlayfs';

/**
 * Returns the tables of unpack_config as lines: those in force, or the default that they would hide, and
 * one for devmapper.
 * @param platform the host's, `linux/amd64`
 */
export function unpackLines(
  inForce: readonly UnpackEntry[],
  platform: string,
): readonly (readonly string[])[] {
  const entry = (snapshotter: string): TomlTable =>
    new Map([
      ['platform', platform],
      ['snapshotter', snapshotter],
    ]);
  const kept = inForce.length === 0 ? [entry(DEFAULT_SNAPSHOTTER)] : inForce.map(({ all }) => all);
  const hasOurs = inForce.some((one) => one.snapshotter === DEVMAPPER && one.platform === platform);
  return [...kept, ...(hasOurs ? [] : [entry(DEVMAPPER)])].map(tableLines);
}

const tableLines = (table: TomlTable): readonly string[] => [
  `[[${dotted(UNPACK_CONFIG)}]]`,
  ...[...table]
    .filter(([, value]) => !isUnset(value))
    .map(([key, value]) => `  ${dotted([key])} = ${tomlText(value)}`),
];

/** A dump also prints the keys that are not set, which another release may not know. */
const isUnset = (value: TomlValue): boolean =>
  value === '' ||
  value === false ||
  (isList(value) && value.length === 0) ||
  (isTable(value) && value.size === 0);
