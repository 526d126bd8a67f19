import { configurationOf } from '../../../docker/engine.ts';
import { DEFAULT_BLOCK_SIZE, sizeOption } from '../../../docker/loop-files.ts';
import type { ThinPoolTable } from '../../../model/facts/dm.ts';
import { METADATA_BLOCK_BYTES } from '../../../model/facts/dm.ts';
import { knownOr, type Known, type Read } from '../../../model/known.ts';
import type { LoopFile, LoopPool } from '../../../model/facts/loop-pool.ts';
import type { Notice } from '../../../model/notice.ts';
import { bytes, sectorsToBytes, type Bytes } from '../../../model/units.ts';
import { kernelFigures, type Part } from '../../../pool/usage.ts';
import type { PoolSizes } from '../../steps/pool-sizes.ts';
import { refusal, unseen } from '../../steps/refusal.ts';
import { wantedSize, type ResizeSite } from '../refusals.ts';

/** The input of the plan for a pool on loop files. */
export interface LoopResizeSite extends ResizeSite {
  /** Files and loop devices of the pool. */
  readonly loop: Known<LoopPool>;
}

/** A loop-lvm pool whose parts are all known, and its new sizes. */
export interface LoopSite {
  /** null if the pool is gone with the Docker that created it, and only its files exist. */
  readonly table: ThinPoolTable | null;
  readonly files: Readonly<Record<Part, LoopFile>>;
  readonly chunkSize: Bytes;
  readonly now: PoolSizes;
  readonly wanted: PoolSizes;
}

export type LoopSight =
  | { readonly ok: true; readonly site: LoopSite }
  | { readonly ok: false; readonly refusals: readonly Notice[] };

const blind = (...refusals: readonly Notice[]): LoopSight => ({ ok: false, refusals });

/** Returns the pool with everything a resize depends on, or why that is unknown. */
export function seeLoopPool(site: LoopResizeSite): LoopSight {
  const { loop, facts } = site;
  if (!loop.known) return blind(unseen("the pool's files", loop.why));
  const { running } = facts.engine.service;
  if (!running.known) {
    return blind(unseen('whether Docker is running', running.why));
  }
  const { data, metadata } = loop.value;
  const astray = strayPool(site, loop.value);
  if (astray !== null) return blind(astray);
  if (!data.ok) return blind(oddFile('data', data));
  if (!metadata.ok) return blind(oddFile('metadata', metadata));
  const files = { data: data.value, metadata: metadata.value };
  return sized(site, loop.value.table, files);
}

function oddFile(part: Part, file: Extract<Read<LoopFile>, { ok: false }>): Notice {
  return odd(`the file with the pool's ${part} cannot be extended safely`, file.why);
}

function odd(message: string, why: string): Notice {
  return refusal('DM060', message, why, ['follow dmctl explain DM060']);
}

/** Refuses a pool that is not Docker's own; null if it is. */
function strayPool({ facts, pool }: ResizeSite, { table, ownName }: LoopPool): Notice | null {
  const isRunning = knownOr(facts.engine.service.running, false);
  if (isRunning && table === null) {
    return odd('Docker is running, but its pool does not exist in the kernel', 'see dmctl verify');
  }
  if (isRunning || table === null || pool.name === ownName) return null;
  const why = `Docker is stopped, and its pool would be named ${ownName ?? 'differently'}`;
  return odd(`pool ${table.name} does not belong to Docker's data root`, why);
}

function sized(
  site: LoopResizeSite,
  table: ThinPoolTable | null,
  files: LoopSite['files'],
): LoopSight {
  const { request } = site;
  const now = table === null ? sizesOfFiles(files) : sizesOfPool(site, table);
  if (now === null) return blind(unseen("the pool's size", 'the kernel reports no status for it'));
  const chunkSize = table?.chunkSize ?? configuredChunk(site);
  const { size, metadataSize } = request;
  const wanted = {
    data: size === null ? now.data : wantedSize(size, now.data, chunkSize),
    metadata:
      metadataSize === null
        ? now.metadata
        : wantedSize(metadataSize, now.metadata, METADATA_BLOCK_BYTES),
  };
  return { ok: true, site: { table, files, chunkSize, now, wanted } };
}

const sizesOfFiles = ({ data, metadata }: LoopSite['files']): PoolSizes => ({
  data: data.size,
  metadata: metadata.size,
});

function sizesOfPool({ pool }: ResizeSite, table: ThinPoolTable): PoolSizes | null {
  const status = knownOr(kernelFigures(pool), null);
  if (status === null) return null;
  const metadata = bytes(status.metadataBlocks * METADATA_BLOCK_BYTES);
  return { data: sectorsToBytes(table.length), metadata };
}

/** dockerd creates the pool with chunks of `dm.blocksize`, 64 KiB by default. */
function configuredChunk({ facts }: ResizeSite): Bytes {
  const given = sizeOption(configurationOf(facts).storageOpts, 'dm.blocksize');
  return given === null || given === 0 ? DEFAULT_BLOCK_SIZE : given;
}
