import { EXIT } from '../../model/exit-codes.ts';
import type { Facts } from '../../model/facts/facts.ts';
import type { Notice } from '../../model/notice.ts';
import { formatExtents, type Bytes, type Extents } from '../../model/units.ts';
import { extensionFigures, type ExtensionFigures } from '../../pool/extensions.ts';
import { roomCommand } from '../../pool/disk-sizes.ts';
import { findPool } from '../../pool/found-pool.ts';
import { partBytes, type Part } from '../../pool/usage.ts';

const PARTS: readonly Part[] = ['data', 'metadata'];

/** Describes the next automatic extensions. */
export interface Outlook {
  /** One sentence for people. */
  readonly words: string;
  /** DM204 if an extension does not fit. */
  readonly notices: readonly Notice[];
}

/** Says whether the next extensions fit; null if that is unknown, or nothing extends this pool. */
export function outlook(facts: Facts): Outlook | null {
  const figures = extensionsAhead(facts);
  const data = figures.find(({ part }) => part === 'data');
  if (data === undefined) return null;
  if (data.step.next === 0) return { words: 'auto-extension is disabled', notices: [] };
  const pool = findPool(facts);
  const room = pool.kind === 'named' ? roomCommand(facts, pool) : '';
  return { words: words(data.step), notices: extensionNotices(figures, room) };
}

const sizes = ({ extentSize }: ExtensionFigures, count: Extents): string =>
  formatExtents(count, extentSize);

function words(step: ExtensionFigures): string {
  const largest = `the largest extension of the data takes ${sizes(step, step.full)}`;
  return `${largest}, ${sizes(step, step.free)} free in ${step.where}`;
}

/** One note about all extensions that may not fit. */
function extensionNotices(figures: readonly PartExtension[], room: string): readonly Notice[] {
  const short = figures.filter(({ step }) => step.next > 0 && !step.fullFits);
  const [first] = short;
  if (first === undefined) return [];
  const none = short.some(({ step }) => !step.fits);
  const message = `the pool ${none ? 'cannot' : 'may fail to'} be extended automatically`;
  const steps = short.map(
    ({ part, step }) =>
      `an extension of the ${part} takes ${sizes(step, step.next)}, up to ${sizes(step, step.full)} when writers are fast`,
  );
  const free = `${sizes(first.step, first.step.free)} free in ${first.step.where}, and LVM extends by all of it or not at all`;
  const what = room.endsWith('--pvresize') ? 'use the disk that has grown' : 'add a disk';
  const fix = [`${what} and keep room: ${room} --keep-step`];
  const why = [...steps, free].join('; ');
  return [{ code: 'DM204', message, why, fix, exitCode: EXIT.done }];
}

/** The next automatic extension of one part. */
export interface PartExtension {
  readonly part: Part;
  readonly step: ExtensionFigures;
  /** Present size of the part. */
  readonly size: Bytes | null;
}

/** The next automatic extension of each part, as far as it is known. */
export function extensionsAhead(facts: Facts): readonly PartExtension[] {
  const pool = findPool(facts);
  if (pool.kind !== 'named') return [];
  return PARTS.flatMap((part) => {
    const step = extensionFigures(facts, pool, part);
    return step.known ? [{ part, step: step.value, size: partBytes(pool, part) }] : [];
  });
}
