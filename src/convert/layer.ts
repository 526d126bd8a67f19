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
import { mustRun } from './running.ts';
import { withTree, type OpenPool } from './tree.ts';
import { ensureMounted } from './volume.ts';

/** Counts of what a conversion copied; all zero: the layer was finished before. */
export type ConvertedLayer = CopiedDifference;

const NOTHING: ConvertedLayer = { entries: 0, bytes: bytes(0), whiteouts: 0, sockets: 0 };

/** Hears of the bytes of content copied so far. */
export type Tell = (bytes: number) => void;

/** Removes what an interrupted conversion of this layer left. */
async function removeLeftovers(
  host: Host,
  { pool }: ConversionPlace,
  { fresh }: LayerPaths,
  { device, below }: LayerToConvert,
): Promise<void> {
  // A pool of dmctl's is there for one layer at a time: all that uses it is left over.
  if (pool.kind === 'loop') await releaseConversion(host, pool);
  const devices = below === null ? [device] : [device, below.device];
  await releaseDevices(
    host,
    devices.map(({ deviceId }) => deviceId),
  );
  if ((await host.lstat(fresh)) !== null) await host.removeTree(fresh);
}

/** Opens the layer's files and those of the layer below, and copies what differs. */
function copyLayer(
  host: Host,
  pool: OpenPool,
  { device, below }: LayerToConvert,
  to: string,
  tell: Tell,
): Promise<CopiedDifference> {
  return withTree(host, pool, device, (from) => {
    if (below === null) return host.copyDifference({ from, below: null, to }, tell);
    return withTree(host, pool, below.device, (root) =>
      host.copyDifference({ from, below: root, to }, tell),
    );
  });
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

async function convert(
  host: Host,
  place: ConversionPlace,
  layer: LayerToConvert,
  tell: Tell,
): Promise<ConvertedLayer> {
  const paths = pathsOf(place, layer.id);
  await ensureMounted(host, place);
  if ((await host.lstat(paths.final)) !== null) return NOTHING;
  const below = layer.below?.id ?? null;
  await mustHaveBelow(host, place, below);
  await removeLeftovers(host, place, paths, layer);
  await makeLayerDirectory(host, place, paths);
  const { fileSystem } = place;
  const copied = await withPool(host, place.pool, (poolName) =>
    copyLayer(host, { poolName, fileSystem }, layer, paths.diff, tell),
  );
  await mustBeProven(host, layer, paths.diff);
  await writeLayout(host, place, layer.id, below);
  await syncLayer(host, paths.fresh);
  await host.rename(paths.fresh, paths.final);
  return copied;
}

/**
 * Converts one layer from its thin device into `place.into`/ID, the layout of overlay2. It has its
 * name only once it is complete, compared with its source, proven by its digest if it has one, and
 * synced; so a layer that has its name is finished, and one that was interrupted is made again.
 *
 * The pool is only read, but for a file system whose log is not clean: that is replayed.
 *
 * @param tell called with the bytes of content copied so far, five times a second at most
 * @throws HostError that names the layer
 */
export async function convertLayer(
  host: Host,
  place: ConversionPlace,
  layer: LayerToConvert,
  tell: Tell,
): Promise<ConvertedLayer> {
  try {
    return await convert(host, place, layer, tell);
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    const message = `layer ${layer.id}: ${error.message}`;
    throw new HostError(error.kind, error.subject, message, { cause: error });
  }
}
