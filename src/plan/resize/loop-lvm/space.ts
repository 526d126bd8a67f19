import { EXIT } from '../../../model/exit-codes.ts';
import type { LoopFile } from '../../../model/facts/loop-pool.ts';
import type { Notice } from '../../../model/notice.ts';
import { bytes, formatBytes, type Bytes } from '../../../model/units.ts';
import type { Part } from '../../../pool/usage.ts';
import type { LoopSite } from './site.ts';
import { refusal } from '../../steps/refusal.ts';

/** A file that must be extended for the new sizes. */
export interface Growth {
  readonly part: Part;
  readonly file: LoopFile;
  readonly to: Bytes;
}

const PARTS = ['data', 'metadata'] as const;

/** The parts of the pool that are extended. */
export const growingParts = ({ now, wanted }: LoopSite): readonly Part[] =>
  PARTS.filter((part) => wanted[part] > now[part]);

/** The files that are too small; one may have been extended before its pool. */
export function growths(site: LoopSite): readonly Growth[] {
  return growingParts(site)
    .map((part) => ({ part, file: site.files[part], to: site.wanted[part] }))
    .filter(({ file, to }) => file.size < to);
}

/** A file system with less space than its files need together. */
export interface Overcommitment {
  readonly promised: readonly Growth[];
  readonly missing: Bytes;
}

/** What the files need beyond the free space of their file systems. */
export function overcommitments(site: LoopSite): readonly Overcommitment[] {
  const all = growths(site);
  const systems = [...new Set(all.map(({ file }) => file.fileSystem))];
  return systems.flatMap((fileSystem) => {
    const promised = all.filter(({ file }) => file.fileSystem === fileSystem);
    const free = promised[0]?.file.free ?? 0;
    const missing = promised.reduce((sum, { file, to }) => sum + to - file.allocated, 0 - free);
    return missing > 0 ? [{ promised, missing: bytes(missing) }] : [];
  });
}

/**
 * Describes the missing space.
 * @param fix what to do, which differs once --allow-overcommit was given
 */
export function overcommitted(
  { promised, missing }: Overcommitment,
  fix: readonly string[],
): Notice {
  const sizes = promised.map(({ part, to }) => `${formatBytes(to)} of ${part}`).join(' and ');
  const taken = bytes(promised.reduce((sum, { file }) => sum + file.allocated, 0));
  const [first] = promised;
  const path = first?.file.path ?? '';
  const free = formatBytes(first?.file.free ?? bytes(0));
  const lack = `${formatBytes(missing)} (${String(missing)} bytes)`;
  return refusal(
    'DM061',
    `${sizes}: ${lack} more than the file system of ${path} has`,
    `it has ${free} free, the files take ${formatBytes(taken)} now; when it is full, all writes to the pool fail`,
    fix,
    EXIT.noSpace,
  );
}
