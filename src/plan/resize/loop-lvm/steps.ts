import { setCapacity } from '../../../lvm/losetup.ts';
import {
  clearTable,
  reloadTable,
  resumeTable,
  tableWithData,
} from '../../../lvm/thin-pool-table.ts';
import type { Condition, SwapState, TableSwap } from '../../../model/plan/condition.ts';
import { METADATA_BLOCK_BYTES, type ThinPoolTable } from '../../../model/facts/dm.ts';
import type { FileIdentity } from '../../../model/host.ts';
import type { LoopFile, ShownBy } from '../../../model/facts/loop-pool.ts';
import { makeStep, type Action, type Step } from '../../../model/plan/plan.ts';
import { bytes, formatBytes, SECTOR_BYTES, type Bytes } from '../../../model/units.ts';
import type { Part } from '../../../pool/usage.ts';
import { growingParts, growths, type Growth } from './space.ts';
import type { LoopSite } from './site.ts';
import { largestMetadata } from '../../steps/pool-sizes.ts';

const DOCKER_STOPPED: Condition = { kind: 'units', names: ['docker.service'], active: false };

/**
 * Extends the files alone if the pool is gone; else files, loop devices, and the pool's table once for
 * data and metadata together. Everything but that change is done while the pool is live.
 */
export function loopSteps(site: LoopSite): readonly Step[] {
  const parts = growingParts(site);
  if (parts.length === 0) return [];
  const { table } = site;
  if (table === null) return growths(site).map((growth) => growStep(growth, [DOCKER_STOPPED]));
  const prepared = parts.flatMap((part) => {
    const growth = growths(site).find((found) => found.part === part);
    return [
      ...(growth === undefined ? [] : [growStep(growth, [])]),
      ...capacitySteps(part, site.files[part], site.wanted[part], table.name),
    ];
  });
  return [...prepared, ...swapSteps(site, table)];
}

const identityOf = ({ path, inode, fileSystem }: LoopFile): FileIdentity => ({
  path,
  inode,
  fileSystem,
});

function growStep({ part, file, to }: Growth, also: readonly Condition[]): Step {
  const identity = identityOf(file);
  const sized = (size: Bytes): Condition => ({ kind: 'file-size', file: identity, size });
  return makeStep({
    id: `grow-${part}-file`,
    title: `Extend ${file.path} to ${formatBytes(to)}`,
    why: 'the file is sparse: it uses space only as Docker writes',
    risk: 'safe',
    before: [...also, sized(file.size)],
    action: { kind: 'grow-file', file: identity, from: file.size, to },
    after: [sized(to)],
    final: true,
  });
}

type ShownCondition = Extract<Condition, { kind: 'loop-size' }>;

/** A loop device has whole sectors. */
const wholeSectors = (size: Bytes): Bytes => bytes(size - (size % SECTOR_BYTES));

const shown = ({ path, majorMinor }: ShownBy, file: LoopFile, size: Bytes): ShownCondition => ({
  kind: 'loop-size',
  loop: path,
  majorMinor,
  file: file.path,
  size,
});

function capacitySteps(part: Part, file: LoopFile, to: Bytes, pool: string): readonly Step[] {
  const { loop } = file;
  const size = bytes(Math.max(file.size, to));
  if (loop === null || loop.size >= to) return [];
  return [
    makeStep({
      id: `losetup-${part}`,
      title: `Update the size of ${loop.path}`,
      why: 'the kernel reads the size of the file only on request',
      risk: 'safe',
      before: [{ kind: 'file-size', file: identityOf(file), size }, shown(loop, file, loop.size)],
      action: { kind: 'run', command: setCapacity(loop.path) },
      after: [{ ...shown(loop, file, deviceInTheEnd(file, to)), pool }],
      final: true,
    }),
  ];
}

/** The size of the device of this part of the pool, once it is extended. */
function deviceInTheEnd({ loop, size }: LoopFile, to: Bytes): Bytes {
  if (loop !== null && loop.size >= to) return loop.size;
  return wholeSectors(bytes(Math.max(size, to)));
}

/** The kernel uses the whole metadata device, up to its limit. */
export function metadataInTheEnd({ files, wanted }: LoopSite): Bytes {
  const device = deviceInTheEnd(files.metadata, wanted.metadata);
  return bytes(Math.min(device, largestMetadata('kernel')));
}

function swapSteps(site: LoopSite, table: ThinPoolTable): readonly Step[] {
  const { wanted, now, chunkSize } = site;
  const metadata = metadataInTheEnd(site);
  const swap: TableSwap = {
    pool: table.name,
    saved: table.line,
    wanted: wanted.data > now.data ? tableWithData(table, wanted.data) : table.line,
    dataBlocks: Math.floor(wanted.data / chunkSize),
    metadataBlocks: Math.floor(metadata / METADATA_BLOCK_BYTES),
  };
  const { pool } = swap;
  const inDockerInfo: Condition = {
    kind: 'engine-pool-size',
    pool,
    data: bytes(swap.dataBlocks * chunkSize),
    metadata: bytes(swap.metadataBlocks * METADATA_BLOCK_BYTES),
  };
  const reload = reloadStep(site, swap);
  return [reload, swapStep(site, swap, inDockerInfo, reload)];
}

const is = (swap: TableSwap, state: SwapState): Condition => ({
  kind: 'pool-table',
  swap,
  is: state,
});

function reloadStep(site: LoopSite, swap: TableSwap): Step {
  const { files, wanted } = site;
  // The kernel accepts a table that is longer than its device.
  const { loop } = files.data;
  const size = deviceInTheEnd(files.data, wanted.data);
  const room = loop === null ? [] : [shown(loop, files.data, size)];
  return makeStep({
    id: 'reload',
    title: `Load the new table of ${swap.pool} beside the live one`,
    why: 'the pool stays in use; the new table is only loaded',
    risk: 'reversible',
    before: [...room, is(swap, 'untouched')],
    action: { kind: 'run', command: reloadTable(swap.pool, swap.wanted) },
    after: [is(swap, 'loaded-or-swapped')],
    undo: [dropTable('undo-reload', site, swap)],
  });
}

const swapAction = ({ files }: LoopSite, swap: TableSwap): Action => ({
  kind: 'swap-table',
  swap,
  resume: resumeTable(swap.pool),
  reload: {
    saved: reloadTable(swap.pool, swap.saved),
    wanted: reloadTable(swap.pool, swap.wanted),
  },
  flush: [files.metadata.path, files.data.path],
});

/** An undone swap leaves the pool live with its previous table, and no second one. */
const loadedAgain = (reload: Step): Step => ({ ...reload, id: 'mend-resume', undo: [] });

/** Makes the pool live, with either of the two tables. */
function dropTable(id: 'undo-reload' | 'undo-resume', site: LoopSite, swap: TableSwap): Step {
  const { pool } = swap;
  const after = [is(swap, 'nothing-waits')];
  return makeStep({
    id,
    title: `Drop the second table of ${pool}`,
    why: 'the pool is live with its previous table',
    risk: 'safe',
    before: [is(swap, 'waits')],
    action: { kind: 'run', command: clearTable(pool) },
    after,
    mend: [
      makeStep({
        id: `mend-${id}`,
        title: `Resume ${pool}`,
        why: 'an interrupted swap left it suspended: all writes hang',
        risk: 'safe',
        before: [is(swap, 'loaded')],
        action: swapAction(site, swap),
        after,
      }),
    ],
  });
}

function swapStep(site: LoopSite, swap: TableSwap, inDockerInfo: Condition, reload: Step): Step {
  return makeStep({
    id: 'resume',
    title: `Make the new table of ${swap.pool} live`,
    why: 'the files are synced, then the kernel suspends, swaps and resumes in one call',
    risk: 'safe',
    before: [is(swap, 'loaded')],
    action: swapAction(site, swap),
    after: [is(swap, 'swapped'), inDockerInfo],
    undo: [dropTable('undo-resume', site, swap)],
    mend: [loadedAgain(reload)],
    final: true,
  });
}
