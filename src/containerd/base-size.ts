import { read, unreadable, type Read } from '../model/known.ts';
import { bytes, formatBytes, GIB, KIB, MIB, TIB, type Bytes } from '../model/units.ts';

const UNITS = ['', 'k', 'm', 'g', 't', 'p'];

/** The sizes that both forms of docker/go-units take: up to 0.4 (containerd 1.4 and 1.6), and 0.5. */
const SIZE = /^(\d{1,16}(?:\.\d{1,16})?) ?(?:([kmgtp])(?:i?b)?|b)?$/i;

/**
 * Reads base_image_size as containerd does (docker/go-units, RAMInBytes): every unit is binary, so
 * `10GB`, `10 GB`, `10g` and `10GiB` are 10 GiB, and a fraction of a byte is dropped. A size of which
 * containerd can make no device is refused: `0` starts, and then every snapshot fails.
 */
export function readBaseSize(text: string): Read<Bytes> {
  const [, number, unit = ''] = SIZE.exec(text) ?? [];
  if (number === undefined) {
    return unreadable(`invalid base_image_size '${text}': must be a size such as 10GB or 512MB`);
  }
  const size = Math.trunc(Number(number) * 1024 ** UNITS.indexOf(unit.toLowerCase()));
  if (!Number.isSafeInteger(size))
    return unreadable(`invalid base_image_size '${text}': it is more than any disk has`);
  if (size === 0) return unreadable(`invalid base_image_size '${text}': must be at least one byte`);
  return read(bytes(size));
}

const STEPS = [
  ['TiB', TIB],
  ['GiB', GIB],
  ['MiB', MIB],
  ['KiB', KIB],
] as const;

/** Writes a size so that containerd reads back exactly it, in the largest unit that fits: `10GiB`. */
export function baseSizeText(size: Bytes): string {
  const step = STEPS.find(([, unit]) => size >= unit && size % unit === 0);
  return step ? `${String(size / step[1])}${step[0]}` : String(size);
}

/** File systems that the plugin makes. */
export type FileSystem = 'ext4' | 'xfs' | 'ext2';

const FILE_SYSTEMS: readonly string[] = ['ext4', 'xfs', 'ext2'] satisfies FileSystem[];

export const isFileSystem = (name: string): name is FileSystem => FILE_SYSTEMS.includes(name);

/** mkfs.xfs(8) from xfsprogs 5.19 on refuses less ("Filesystem must be larger than 300MB"). */
const SMALLEST_XFS = bytes(300 * MIB);

/** Returns why a file system of this kind cannot have this size; null: it can. */
export function tooSmallFor(kind: FileSystem, size: Bytes): string | null {
  if (kind !== 'xfs' || size >= SMALLEST_XFS) return null;
  return `an xfs file system has at least ${formatBytes(SMALLEST_XFS)}, and this is ${formatBytes(size)}`;
}
