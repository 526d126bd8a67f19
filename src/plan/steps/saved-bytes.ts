import { knownOr } from '../../model/known.ts';
import type { SavedRange, UsableDevice } from '../../model/facts/device.ts';
import { bytes, endsOf, KIB, type Range } from '../../model/units.ts';

/** Where the bytes of wiped disks are kept. Only root can read it. */
export const SAVED = '/var/lib/dmctl/wiped';

const BLOCK = 4 * KIB;

/**
 * The ranges of a disk that are saved before its signatures are erased: its first and its last MiB,
 * which hold nearly all of them, and the two blocks of 4 KiB in which any other begins. wipefs(8) may
 * erase more than it lists, such as the backup of a GPT, and does not list how long a signature is.
 * @param word tells the disk from others in the names of the files
 * @param run tells this run from others there
 */
export function savedRanges(
  word: string,
  run: string,
  { identity, signatures }: UsableDevice,
): readonly SavedRange[] {
  const ends: readonly Range[] = endsOf(identity.size);
  const isSaved = (at: number): boolean =>
    ends.some(({ offset, length }) => at >= offset && at < offset + length);
  const blocks = knownOr(signatures, [])
    .map(({ offset }) => offset - (offset % BLOCK))
    .filter((at) => !isSaved(at));
  const between = [...new Set(blocks)].map((at) => ({
    offset: bytes(at),
    length: bytes(2 * BLOCK),
  }));
  return [...ends, ...between].map((range) => ({
    ...range,
    path: `${SAVED}/${word}-${run}-${String(range.offset)}.bak`,
  }));
}
