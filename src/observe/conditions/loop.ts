import {
  fails,
  holds,
  undecided,
  type ConditionOf,
  type Finding,
  type SwapState,
  type TableSwap,
} from '../../model/plan/condition.ts';
import type { Probes } from './probes.ts';
import { backingFile, blockBytes, isSuspended } from '../sys-block.ts';

/** A file by its inode, and its size. No process. */
export async function checkFileSize(
  { host }: Probes,
  { file, size }: ConditionOf<'file-size'>,
): Promise<Finding> {
  const found = await host.lstat(file.path);
  if (found === null) return fails('it does not exist');
  if (found.kind !== 'file') return fails(`it is a ${found.kind}`);
  if (found.inode !== file.inode || found.device !== file.fileSystem) {
    return fails('it is a different file now');
  }
  return found.size === size ? holds : fails(`it has ${String(found.size)} bytes`);
}

/** A loop device, as sysfs has it. No process. */
export async function checkLoopSize(
  { host }: Probes,
  wanted: ConditionOf<'loop-size'>,
): Promise<Finding> {
  if (wanted.pool !== undefined && (await isSuspended(host, wanted.pool)) === null) return holds;
  const file = await backingFile(host, wanted.majorMinor);
  if (file === null) return fails('it is not attached to a file');
  if (file !== wanted.file) return fails(`it is attached to ${file}`);
  const size = await blockBytes(host, wanted.majorMinor);
  return size === wanted.size ? holds : fails(`it has ${String(size)} bytes`);
}

/** What the kernel has of a pool, as far as the change of a table goes. */
interface Seen {
  /** null: none. */
  readonly live: string | null;
  readonly waiting: string | null;
  readonly suspended: boolean;
}

/** A pool that is gone comes back as large as its files, which have grown before its table. */
const ENDS_WITH_THE_POOL: ReadonlySet<SwapState> = new Set([
  'loaded-or-swapped',
  'swapped',
  'nothing-waits',
]);

/** How far the change of a pool's table is. Two processes, and a third where it is in order. */
export async function checkPoolTable(
  probes: Probes,
  { swap, is }: ConditionOf<'pool-table'>,
): Promise<Finding> {
  const suspended = await isSuspended(probes.host, swap.pool);
  if (suspended === null) return ENDS_WITH_THE_POOL.has(is) ? holds : fails('it is not active');
  const tables = await probes.poolTables();
  const lineOf = (which: 'live' | 'waiting') =>
    tables[which].find(({ name }) => name === swap.pool)?.line ?? null;
  const seen = { live: lineOf('live'), waiting: lineOf('waiting'), suspended };
  if (is === 'nothing-waits') return isHalfway(seen) ? fails(described(seen)) : holds;
  return judged(probes, swap, is, seen);
}

async function judged(
  probes: Probes,
  swap: TableSwap,
  is: SwapState,
  seen: Seen,
): Promise<Finding> {
  if (is === 'waits') return seen.waiting === swap.wanted ? holds : fails(described(seen));
  if ((is === 'loaded' || is === 'loaded-or-swapped') && isLoaded(seen, swap)) return holds;
  if (is === 'loaded' || isHalfway(seen)) return fails(described(seen));
  const hasGrown = is !== 'untouched';
  const isLive = hasGrown ? seen.live === swap.wanted : isOwn(seen.live, swap);
  return isLive ? checkPool(probes, swap, hasGrown) : fails(described(seen));
}

const isHalfway = ({ waiting, suspended }: Seen): boolean => waiting !== null || suspended;

const isOwn = (table: string | null, { saved, wanted }: TableSwap): boolean =>
  table === saved || table === wanted;

/** Is it for the resume, with what it does where the kernel refuses, to go on? */
function isLoaded({ live, waiting, suspended }: Seen, swap: TableSwap): boolean {
  if (!isOwn(live, swap)) return false;
  return waiting === swap.wanted || (suspended && (waiting === null || isOwn(waiting, swap)));
}

function described({ live, waiting, suspended }: Seen): string {
  const state = suspended ? 'it is suspended' : 'it is not suspended';
  return `${state}, its table is '${live ?? ''}', ${waiting === null ? 'none waits' : `'${waiting}' waits`}`;
}

/** The kernel's own word: it writes, needs no check, and where it was to grow, it has grown. */
async function checkPool(
  probes: Probes,
  { pool, dataBlocks, metadataBlocks }: TableSwap,
  hasGrown: boolean,
): Promise<Finding> {
  const found = (await probes.thinPools()).find(({ name }) => name === pool);
  if (found === undefined) return undecided('the kernel reports no status for it');
  const { status } = found;
  if (status.state !== 'running') return fails(`its state is ${status.state}`);
  if (status.mode === 'ro' || status.needsCheck) return fails('it is read-only or needs a check');
  if (!hasGrown) return holds;
  if (status.dataBlocks !== dataBlocks) {
    return fails(`it has ${String(status.dataBlocks)} blocks of data`);
  }
  if (status.metadataBlocks === metadataBlocks) return holds;
  return fails(`it has ${String(status.metadataBlocks)} blocks of metadata`);
}
