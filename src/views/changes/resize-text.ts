import type { Notice } from '../../model/notice.ts';
import type { DockerTotals, PoolGrowth } from '../../model/plan/plan.ts';
import { formatBytes, type Bytes } from '../../model/units.ts';
import { noticesText } from '../failure-text.ts';
import { growthText } from './growth-text.ts';
import type { Style } from '../style.ts';

/** A finished resize. */
export interface Resized {
  /** null if it has no name yet: Docker creates it at its start. */
  readonly pool: string | null;
  readonly growth: PoolGrowth | null;
  /** As docker info reports them now; null if Docker is not running. */
  readonly dockerInfo: DockerTotals | null;
  /** The next automatic extension, which fits; null if a note says why not, or nothing is known. */
  readonly outlook: string | null;
  readonly runId: string;
  readonly warnings: readonly Notice[];
}

/** The answer of `resize` when the pool was extended. */
export function resizedText(done: Resized, style: Style): string {
  const { pool, growth, dockerInfo, outlook, runId } = done;
  const grown = growth === null ? '' : growthText(growth, style);
  const docker = dockerText(growth?.dockerInfo ?? null, dockerInfo);
  const next = outlook === null ? '' : `  auto-extension: ${outlook}\n`;
  const last = style.dim(`  run ${runId}; check the result with dmctl verify`);
  const notes = noticesText(done.warnings, style);
  const head = `${style.green('Done.')} The pool${pool === null ? '' : ` ${style.bold(pool)}`} ${wordOf(growth)}.\n`;
  return `${head}${grown}${docker}${next}${last}\n${notes === '' ? '' : `\n${notes}`}`;
}

function wordOf(growth: PoolGrowth | null): string {
  if (growth === null) return 'was extended';
  const { data, metadata } = growth;
  return data.from === data.to && metadata.from === metadata.to
    ? 'has more free space'
    : 'was extended';
}

const printed = (size: Bytes | null): string =>
  size === null ? 'unknown' : formatBytes(size, 'si');

function dockerText(before: DockerTotals | null, after: DockerTotals | null): string {
  if (after === null)
    return '  docker info: Docker is not running; it will see the new size when it starts\n';
  const shown = (now: Bytes | null, was: Bytes | null | undefined) =>
    was === undefined || was === now ? printed(now) : `${printed(now)} (was ${printed(was)})`;
  const data = `Data Space Total ${shown(after.data, before?.data)}`;
  const metadata = `Metadata Space Total ${shown(after.metadata, before?.metadata)}`;
  return `  docker info: ${data}, ${metadata}\n`;
}

/** The answer of `resize` when nothing had to be done. */
export function asItWasText(pool: string, warnings: readonly Notice[], style: Style): string {
  const notes = noticesText(warnings, style);
  return `Nothing to do: ${style.bold(pool)} already has the requested size. Nothing was changed.\n${notes}`;
}
