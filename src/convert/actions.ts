import type { ActionOf } from '../model/plan/plan.ts';
import { HostError, type Host } from '../model/host.ts';
import { sha256Of } from '../model/sha256.ts';
import { driversOfContainers } from '../observe/docker/migration/conditions.ts';
import { BESIDE_LAYERS, recordedLayers } from '../observe/docker/migration/complete.ts';
import { holdState, markText } from '../observe/docker/migration/hold.ts';
import { placeNow } from '../observe/docker/migration/places.ts';
import { treeDifference } from '../observe/docker/migration/same-tree.ts';
import { copyBeside, copyOf } from '../lvm/copy.ts';
import { syncAll } from '../lvm/layer-device.ts';
import { convertLayer, type Copying } from './layer.ts';
import { releaseConversion } from './release.ts';
import { mustRun } from './running.ts';

/**
 * Converts one layer, unless Docker has removed it since the plan was made.
 * @throws HostError
 */
export async function convertOne(
  host: Host,
  { places, place, layer, record }: ActionOf<'convert-layer'>,
  copying: Copying,
): Promise<void> {
  if ((await host.lstat(record)) === null) return;
  await convertLayer(host, { ...place, into: await placeNow(host, places) }, layer, copying);
}

/** Converts what is missing, drops what is gone, and closes what conversions had open. @throws HostError */
export async function convertRest(
  host: Host,
  { places, place, dataRoot }: ActionOf<'convert-rest'>,
  copying: Copying,
): Promise<void> {
  const into = await placeNow(host, places);
  const due = await recordedLayers(host, dataRoot);
  for (const { layer } of due) await convertLayer(host, { ...place, into }, layer, copying);
  await dropOthers(host, into, new Set(due.map(({ layer }) => layer.id)));
  await copying.kept.release(host);
  await releaseConversion(host, place.pool);
}

/**
 * Removes the layers that are not among these, and their short names. The short name of a layer that
 * was interrupted already leads to where the finished one would be.
 */
async function dropOthers(host: Host, into: string, kept: ReadonlySet<string>): Promise<void> {
  for (const name of (await host.list(into)) ?? []) {
    if (BESIDE_LAYERS.has(name) || kept.has(name)) continue;
    const finished = `${into}/${name.replace(/\.new$/, '')}`;
    const isShadowed = finished !== `${into}/${name}` && (await host.lstat(finished)) !== null;
    const link = isShadowed ? null : await host.readText(`${into}/${name}/link`);
    if (link !== null) await host.removeLink(`${into}/l/${link}`, `${finished}/diff`);
    await host.removeTree(`${into}/${name}`);
  }
}

/**
 * Marks that Docker has stopped. What was converted of containers is dropped unless Docker has not run
 * since, for it may have changed.
 * @throws HostError
 */
export async function holdLayers(
  host: Host,
  { places, dataRoot, hold }: ActionOf<'hold-layers'>,
): Promise<void> {
  if ((await holdState(host, hold)) !== 'lost') return;
  const layers = await recordedLayers(host, dataRoot);
  const images = layers.filter(({ containerId }) => containerId === null);
  await dropOthers(
    host,
    await placeNow(host, places),
    new Set(images.map(({ layer }) => layer.id)),
  );
  await writeMark(host, hold.mark);
}

/** Docker makes its directory for temporary files as it starts; one that never started has none. */
async function writeMark(host: Host, mark: string): Promise<void> {
  const folder = mark.slice(0, mark.lastIndexOf('/'));
  const owner = { uid: 0, gid: 0, mode: 0o700 };
  if ((await host.lstat(folder)) === null) await host.makeDirectory(folder, owner, null);
  await host.publishFile(mark, Buffer.from(await markText(host)), { ...owner, mode: 0o600 });
}

/** Copies a tree under another name, compares it, and gives it its name. @throws HostError */
export async function copyTree(host: Host, { from, to }: ActionOf<'copy-tree'>): Promise<void> {
  const copy = copyBeside(to);
  for (const path of [copy, to]) if ((await host.lstat(path)) !== null) await host.removeTree(path);
  await mustRun(host, copyOf(from, copy));
  await mustRun(host, syncAll());
  const difference = await treeDifference(host, from, copy);
  if (difference !== null) throw new HostError('cannot-write', copy, difference);
  await host.rename(copy, to);
}

/** Changes one word in the configuration of each container; the rest stays to the byte. @throws HostError */
export async function setContainerDriver(
  host: Host,
  { dataRoot, from, to }: ActionOf<'set-container-driver'>,
): Promise<void> {
  for (const { path, text, driver } of await driversOfContainers(host, dataRoot)) {
    if (driver === to) continue;
    const parts = text.split(`"Driver":"${from}"`);
    const [head = '', tail = ''] = parts;
    const changed = `${head}"Driver":"${to}"${tail}`;
    if (driver !== from || parts.length !== 2)
      throw new HostError('cannot-write', path, `${path} does not name its driver as Docker does`);
    await host.replaceFile(path, Buffer.from(changed), sha256Of(text), {
      uid: 0,
      gid: 0,
      mode: 0o600,
    });
  }
}

/** Removes what an interrupted write left beside the configurations. @throws HostError or ParseError */
export async function settleContainerDriver(
  host: Host,
  { dataRoot }: ActionOf<'set-container-driver'>,
): Promise<void> {
  for (const { path } of await driversOfContainers(host, dataRoot)) await host.removeLeftover(path);
}
