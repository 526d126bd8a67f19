import { EXIT } from '../../../model/exit-codes.ts';
import type { LoopFile } from '../../../model/facts/loop-pool.ts';
import type { Notice } from '../../../model/notice.ts';
import { bytes, formatBytes, type Bytes } from '../../../model/units.ts';
import type { Part } from '../../../pool/usage.ts';
import type { LoopSite } from './site.ts';
import { refusal } from '../../steps/refusal.ts';

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

/** A file system that has less room than its files would promise together. */
export interface Overcommitment {
  readonly promised: readonly Growth[];
  readonly missing: Bytes;
}

/** What the files would promise beyond what their file systems have. */
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
 * The same for people.
 * @param fix what to do: it differs before and after somebody has allowed it
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
    `it has ${free} free, the files take ${formatBytes(taken)} now; when it is full, every write to the pool fails`,
    fix,
    EXIT.noSpace,
  );
}
