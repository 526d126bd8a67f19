import type { KeptTree } from './kept-tree.ts';
import { syncAll, syncFileSystem } from '../lvm/layer-device.ts';
import { HostError, type CopiedDifference, type Host } from '../model/host.ts';
import type { ConversionPlace, LayerToConvert } from '../model/plan/conversion.ts';
import { bytes } from '../model/units.ts';
import {
  makeLayerDirectory,
  mustHaveBelow,
  pathsOf,
  writeLayout,
  type LayerPaths,
} from './layout.ts';
import { withPool } from './pool.ts';
import { releaseConversion, releaseDevices } from './release.ts';
import { closing, mustRun, undoing } from './running.ts';
import { closeTree, openTree, type OpenPool } from './tree.ts';
import { ensureMounted } from './volume.ts';

/** Counts of what a conversion copied; all zero: the layer was finished before. */
export type ConvertedLayer = CopiedDifference;

const NOTHING: ConvertedLayer = { entries: 0, bytes: bytes(0), whiteouts: 0, sockets: 0 };

/** Hears of the bytes of content copied so far. */
export type Tell = (bytes: number) => void;

/** Progress of a conversion, and the layer that the one before it left open. */
export interface Copying {
  readonly tell: Tell;
  readonly kept: KeptTree;
}

interface Watched extends Copying {
  /** Called once the files are copied; they are only read from then on. */
  readonly copied: () => void;
}

/** Removes what an interrupted conversion of this layer left. */
async function removeLeftovers(
  host: Host,
  { pool }: ConversionPlace,
  { fresh }: LayerPaths,
  { device, below }: LayerToConvert,
  kept: KeptTree,
): Promise<void> {
  if (kept.deviceId === device.deviceId) await kept.release(host);
  // A pool of dmctl's is there for one layer at a time: all that uses it is left over.
  if (pool.kind === 'loop') await releaseConversion(host, pool);
  const devices = [device, ...(below === null ? [] : [below.device])];
  const ids = devices.map(({ deviceId }) => deviceId);
  await releaseDevices(
    host,
    ids.filter((id) => id !== kept.deviceId),
  );
  if ((await host.lstat(fresh)) !== null) await host.removeTree(fresh);
}

/** Opens the layer's own files, copies what differs from those below, and keeps them open. */
async function copyOver(
  host: Host,
  pool: OpenPool,
  { device }: LayerToConvert,
  between: { readonly below: string | null; readonly to: string },
  { tell, kept, copied }: Watched,
): Promise<CopiedDifference> {
  const tree = await openTree(host, pool, device);
  const all = await undoing(
    () => host.copyDifference({ from: tree.root, ...between }, { tell, copied }),
    () => closeTree(host, tree),
  );
  await kept.keep(host, tree);
  return all;
}

/** Opens the layer's files and those of the layer below, and copies what differs. */
async function copyLayer(
  host: Host,
  pool: OpenPool,
  layer: LayerToConvert,
  to: string,
  copying: Watched,
): Promise<CopiedDifference> {
  const { below } = layer;
  if (below === null) return copyOver(host, pool, layer, { below, to }, copying);
  const under = await copying.kept.take(host, pool, below.device);
  return closing(
    () => copyOver(host, pool, layer, { below: under.root, to }, copying),
    () => closeTree(host, under),
  );
}

/** @throws HostError 'changed' when the files of an image layer are not those of its digest */
async function mustBeProven(host: Host, { proof }: LayerToConvert, diff: string): Promise<void> {
  if (proof === null) return;
  const found = await host.tarSplitDigest(proof.tarSplit, diff);
  if (found === proof.diffId) return;
  const why = `the layer's content is not what its digest says: ${found} instead of ${proof.diffId}`;
  throw new HostError('changed', proof.tarSplit, why);
}

/** coreutils before 8.24 know no options of sync. */
async function syncLayer(host: Host, path: string): Promise<void> {
  const { exitCode, stderr } = await host.run(syncFileSystem(path));
  if (exitCode === 0) return;
  if (stderr.includes('invalid option')) await mustRun(host, syncAll());
  else throw new HostError('cannot-write', path, `sync -f ${path}: ${stderr.trim()}`);
}

/** Copies the layer, compares the copy with its source, and proves it by its digest if it has one. */
async function copyAndProve(
  host: Host,
  { pool, fileSystem }: ConversionPlace,
  layer: LayerToConvert,
  { diff }: LayerPaths,
  copying: Watched,
): Promise<ConvertedLayer> {
  const copied = await withPool(host, pool, async (poolName) => {
    const one = await copyLayer(host, { poolName, fileSystem }, layer, diff, copying);
    // Nothing may use a pool that is about to go.
    if (pool.kind === 'loop') await copying.kept.release(host);
    return one;
  });
  await mustBeProven(host, layer, diff);
  return copied;
}

/** Writes what belongs to a layer beside its files, then syncs all of it. */
async function writeAndSync(
  host: Host,
  place: ConversionPlace,
  { id, below }: LayerToConvert,
  { fresh }: LayerPaths,
): Promise<void> {
  await writeLayout(host, place, id, below?.id ?? null);
  await syncLayer(host, fresh);
}

async function convert(
  host: Host,
  place: ConversionPlace,
  layer: LayerToConvert,
  copying: Copying,
): Promise<ConvertedLayer> {
  const paths = pathsOf(place, layer.id);
  await ensureMounted(host, place);
  if ((await host.lstat(paths.final)) !== null) return NOTHING;
  await mustHaveBelow(host, place, layer.below?.id ?? null);
  await removeLeftovers(host, place, paths, layer, copying.kept);
  await makeLayerDirectory(host, place, paths);
  let synced = Promise.resolve();
  // The disk writes while the copy is read back and proven, which needs the processor.
  const copied = (): void => {
    synced = writeAndSync(host, place, layer, paths);
    // It is awaited at the end, which may be after it has failed.
    synced.catch(() => undefined);
  };
  const done = await closing(
    () => copyAndProve(host, place, layer, paths, { ...copying, copied }),
    () => synced,
  );
  await host.rename(paths.fresh, paths.final);
  return done;
}

/**
 * Converts one layer from its thin device into `place.into`/ID, the layout of overlay2. It has its
 * name only once it is complete, compared with its source, proven by its digest if it has one, and
 * synced; so a layer that has its name is finished, and one that was interrupted is made again.
 *
 * The pool is only read, but for a file system whose log is not clean: that is replayed.
 *
 * @param copying `tell` is called with the bytes of content copied so far, five times a second at most; the
 * layer stays open in `kept`, for the next one
 * @throws HostError that names the layer
 */
export async function convertLayer(
  host: Host,
  place: ConversionPlace,
  layer: LayerToConvert,
  copying: Copying,
): Promise<ConvertedLayer> {
  try {
    return await convert(host, place, layer, copying);
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    const message = `layer ${layer.id}: ${error.message}`;
    throw new HostError(error.kind, error.subject, message, { cause: error });
  }
}
