import type { Style } from '../style.ts';
import type { Lines } from './done-text.ts';

/** A pool that `repair` has made sound, or has examined. */
export interface Repaired {
  /** `VG/POOL`. */
  readonly pool: string;
  readonly engine: string;
  /** The file with the old metadata; null: in an earlier run. */
  readonly copy: string | null;
  /** Repaired metadata took the place of the old one. */
  readonly swapped: boolean;
}

/** The answer of `repair`. */
export function repairedLines(
  { pool, engine, copy, swapped }: Repaired,
  onlyExamined: boolean,
  style: Style,
): Lines {
  const kept = copy === null ? [] : [`the old metadata: ${copy}`];
  if (onlyExamined)
    return [`The metadata of ${style.bold(pool)} was copied and examined.`, ...kept];
  const how = swapped
    ? 'It has repaired metadata'
    : 'Its metadata was sound, and its flag is cleared';
  return [`${style.bold(pool)} accepts writes again, and ${engine} runs on it. ${how}.`, ...kept];
}
