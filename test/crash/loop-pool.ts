import { failure, success, type Answer } from './answer.ts';
import type { Moment } from './files.ts';
import { attach, backingFile, ensureImage, loopNumbered, sparseOf } from './loop.ts';
import { fault, type LoopPool, type State, type ThinMetadata } from './state.ts';

const CHUNK_SECTORS = 128;
const METADATA_BLOCK = 4096;

/** moby's defaults. */
const SIZES = { data: 100 * 2 ** 30, metadata: 2 * 2 ** 30 };

/** What the kernel has in the metadata of Docker's pool. */
export function thinMetadata(state: State, pool: LoopPool): ThinMetadata | null {
  const loop = loopNumbered(state, pool.metadata);
  return loop === undefined ? null : (sparseOf(state, loop.inode)?.sparse.thin ?? null);
}

/** moby calls its pool after the driver's folder. */
export function loopPoolName(state: State, dataRoot: string): string {
  const folder = state.files.get(`${dataRoot}/devicemapper`);
  return `docker-98:0-${String(folder?.inode)}-pool`;
}

/** dockerd makes files, loop devices and its pool where there is no pool yet. */
export function makeLoopPool(
  state: State,
  moment: Moment,
  dataRoot: string,
  sizes: Partial<typeof SIZES>,
): LoopPool {
  const folder = `${dataRoot}/devicemapper/devicemapper`;
  const wanted = { ...SIZES, ...sizes };
  const data = ensureImage(state, moment, `${folder}/data`, wanted.data);
  const metadata = ensureImage(state, moment, `${folder}/metadata`, wanted.metadata);
  const [first, second] = [attach(state, data), attach(state, metadata)];
  const file = sparseOf(state, metadata);
  if (file)
    file.sparse.thin ??= { transactionId: 0, dataUsedBlocks: 0, dataBlocks: 0, metadataBlocks: 0 };
  const length = first.size / 512;
  const name = loopPoolName(state, dataRoot);
  const pool = { name, data: first.number, metadata: second.number, length };
  state.loopPool = { ...pool, waiting: null, suspended: false };
  count(state, state.loopPool);
  moment('pool made on loop files, no base device');
  return state.loopPool;
}

/** The kernel takes what the live table and the metadata's device have; never less than before. */
export function count(state: State, pool: LoopPool): boolean {
  const thin = thinMetadata(state, pool);
  const device = loopNumbered(state, pool.metadata);
  const blocks = Math.floor(pool.length / CHUNK_SECTORS);
  if (thin === null || device === undefined || blocks < thin.dataBlocks) return false;
  thin.dataBlocks = blocks;
  thin.metadataBlocks = Math.floor(device.size / METADATA_BLOCK);
  return true;
}

const tableLine = ({ metadata, data }: LoopPool, length: number): string =>
  `0 ${String(length)} thin-pool 7:${String(metadata)} 7:${String(data)} 128 32768 1 skip_block_zeroing`;

/** `dmsetup table [--inactive] --target thin-pool ...`. */
export function dmTable({ loopPool }: State, args: readonly string[]): Answer {
  if (loopPool === null) return success('No devices found\n');
  const length = args.includes('--inactive') ? loopPool.waiting : loopPool.length;
  return success(length === null ? '' : `${loopPool.name}: ${tableLine(loopPool, length)} \n`);
}

/** Its line in `dmsetup status`; null: it is not there. */
export function loopPoolStatus(state: State): string | null {
  const { loopPool } = state;
  const thin = loopPool === null ? null : thinMetadata(state, loopPool);
  if (loopPool === null || thin === null) return null;
  const words = [
    `${loopPool.name}: 0 ${String(loopPool.length)} thin-pool ${String(thin.transactionId)}`,
    `4244/${String(thin.metadataBlocks)} ${String(thin.dataUsedBlocks)}/${String(thin.dataBlocks)}`,
    '- rw discard_passdown queue_if_no_space - 1024 ',
  ];
  return words.join(' ');
}

interface Totals {
  readonly data: number;
  readonly metadata: number;
  /** Docker names the files where they have loop devices. */
  readonly files: readonly (readonly [string, string])[];
}

/** What docker info says of it, which is what the kernel counts. */
export function loopPoolTotals(state: State): Totals {
  const { loopPool } = state;
  const thin = loopPool === null ? null : thinMetadata(state, loopPool);
  if (loopPool === null || thin === null) return { data: 0, metadata: 0, files: [] };
  const file = (number: number): string => {
    const loop = loopNumbered(state, number);
    return loop === undefined ? '' : backingFile(state, loop);
  };
  return {
    data: thin.dataBlocks * CHUNK_SECTORS * 512,
    metadata: thin.metadataBlocks * METADATA_BLOCK,
    files: [
      ['Data loop file', file(loopPool.data)],
      ['Metadata loop file', file(loopPool.metadata)],
    ],
  };
}

const noDevice = (name: string): Answer => failure(1, `Device ${name} not found`);

/** `dmsetup reload NAME --table LINE`: the table waits, in place of one that did. */
function reload(state: State, pool: LoopPool, line: string): Answer {
  const length = Number(line.split(' ')[1]);
  if (line !== tableLine(pool, length)) return failure(1, 'reload ioctl failed: Invalid argument');
  const { size } = loopNumbered(state, pool.data) ?? { size: 0 };
  if (length * 512 > size) fault(state, `a table for ${pool.name} that is longer than its device`);
  if (pool.waiting === length) fault(state, `a table for ${pool.name} loaded twice`);
  pool.waiting = length;
  return success();
}

/** `dmsetup resume NAME`: suspends, swaps and resumes; a target that cannot stays suspended. */
function resume(state: State, pool: LoopPool): Answer {
  if (pool.waiting === null && !pool.suspended) fault(state, `${pool.name} resumed without need`);
  const length = pool.waiting ?? pool.length;
  Object.assign(pool, { length, waiting: null, suspended: true });
  const fails = state.failingResumes > 0;
  if (fails) state.failingResumes -= 1;
  if (fails || !count(state, pool)) return failure(1, 'resume ioctl failed: Invalid argument');
  pool.suspended = false;
  return success();
}

/** `dmsetup clear NAME`. */
function clear(state: State, pool: LoopPool): Answer {
  if (pool.waiting === null) fault(state, `${pool.name} cleared, though nothing waits`);
  pool.waiting = null;
  return success();
}

/** `dmsetup reload | resume | clear NAME` of the pool on loop files. */
export function changeTable(state: State, args: readonly string[]): Answer {
  const [verb = '', name = '', , line = ''] = args;
  const pool = state.loopPool;
  if (pool?.name !== name) return noDevice(name);
  if (verb === 'reload') return reload(state, pool, line);
  return verb === 'resume' ? resume(state, pool) : clear(state, pool);
}

/** The pool goes, and its loop devices with it: Docker sets them to do so (autoclear). */
export function removeLoopPool(state: State): void {
  const { loopPool } = state;
  if (loopPool === null) return;
  const own = [loopPool.data, loopPool.metadata];
  state.loops = state.loops.filter(({ number }) => !own.includes(number));
  state.loopPool = null;
}
