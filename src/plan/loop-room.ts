import { EXIT } from '../model/exit-codes.ts';
import type { LoopFile } from '../model/loop-pool.ts';
import type { Notice } from '../model/notice.ts';
import { bytes, formatBytes, type Bytes } from '../model/units.ts';
import type { Part } from '../pool/usage.ts';
import type { LoopSite } from './loop-site.ts';
import { refusal } from './refusal.ts';

/** A file that has to grow for the sizes that are wanted. */
export interface Growth {
  readonly part: Part;
  readonly file: LoopFile;
  readonly to: Bytes;
}

const PARTS = ['data', 'metadata'] as const;

/** The parts of the pool that grow. */
export const growingParts = ({ now, wanted }: LoopSite): readonly Part[] =>
  PARTS.filter((part) => wanted[part] > now[part]);

/** The files that are too small for that; one may have been grown before its pool. */
export function growths(site: LoopSite): readonly Growth[] {
  return growingParts(site)
    .map((part) => ({ part, file: site.files[part], to: site.wanted[part] }))
    .filter(({ file, to }) => file.size < to);
}

/**
 * What the files would promise beyond what their file systems have: one notice for each file
 * system. Without --allow-overcommit it is why nothing is done.
 */
export function overcommitments(site: LoopSite): readonly Notice[] {
  const all = growths(site);
  const systems = [...new Set(all.map(({ file }) => file.fileSystem))];
  return systems.flatMap((fileSystem) => {
    const there = all.filter(({ file }) => file.fileSystem === fileSystem);
    return overcommitment(there);
  });
}

function overcommitment(there: readonly Growth[]): readonly Notice[] {
  const [first] = there;
  if (first === undefined) return [];
  const { free, path } = first.file;
  const missing = there.reduce((sum, { file, to }) => sum + to - file.allocated, 0) - free;
  if (missing <= 0) return [];
  const sizes = there.map(({ part, to }) => `${formatBytes(to)} of ${part}`).join(' and ');
  const taken = bytes(there.reduce((sum, { file }) => sum + file.allocated, 0));
  const lack = `${formatBytes(bytes(missing))} (${String(missing)} bytes)`;
  return [
    refusal(
      'DM061',
      `${sizes} is ${lack} more than the file system of ${path} has`,
      `it has ${formatBytes(free)} free, the files take ${formatBytes(taken)} of it now; when it is full, every write to the pool fails`,
      ['ask for less, or make room there', '--allow-overcommit promises it all the same'],
      EXIT.noSpace,
    ),
  ];
}
