import { closeToOthers, mountVolume, volumeNode } from '../lvm/layer-volume.ts';
import { unmount } from '../lvm/layer-device.ts';
import { HostError, type Host } from '../model/host.ts';
import type { ConversionPlace } from '../model/plan/conversion.ts';
import type { ActionOf } from '../model/plan/plan.ts';
import { placesOf } from '../observe/mounts.ts';
import { mustRun } from './running.ts';

const PRIVATE = { uid: 0, gid: 0, mode: 0o700 };

/** @throws HostError when a directory for a mount holds something */
async function removeMountPoint(host: Host, path: string): Promise<void> {
  if ((await host.lstat(path)) !== null) await host.removeDirectory(path);
}

/** A Docker whose driver was changed by hand keeps something in its own directory. */
async function removeIfEmpty(host: Host, path: string): Promise<void> {
  if ((await host.list(path))?.length === 0) await host.removeDirectory(path);
}

/** Mounts the volume in one of its two directories, and nowhere else. Doing it again changes nothing. */
export async function mountLayerVolume(
  host: Host,
  { volume, places, at }: ActionOf<'mount-volume'>,
): Promise<void> {
  const here = places[at];
  const mounted = await placesOf(host, volumeNode(volume));
  for (const place of mounted.filter((one) => one !== here)) await mustRun(host, unmount(place));
  if (at === 'final') await removeMountPoint(host, places.building);
  else await removeIfEmpty(host, places.final);
  if (!mounted.includes(here)) {
    await removeMountPoint(host, here);
    await host.makeDirectory(here, PRIVATE, null);
    await mustRun(host, mountVolume(volume, here));
  }
  await mustRun(host, closeToOthers(here));
}

/** Unmounts the volume, and removes the directories it was mounted in. Doing it again changes nothing. */
export async function unmountLayerVolume(
  host: Host,
  { volume, places }: ActionOf<'unmount-volume'>,
): Promise<void> {
  for (const place of await placesOf(host, volumeNode(volume))) await mustRun(host, unmount(place));
  await removeMountPoint(host, places.building);
  await removeIfEmpty(host, places.final);
}

/**
 * Mounts the volume that is to carry the layers unless it is: a Docker on overlay2 that was stopped meanwhile has
 * unmounted it.
 * @throws HostError when layers would be written beside it
 */
export async function ensureMounted(host: Host, { volume, into }: ConversionPlace): Promise<void> {
  if (volume === undefined) return;
  const mounted = await placesOf(host, volumeNode(volume));
  if (mounted.includes(into)) return;
  if (mounted.length > 0 || (await host.list(into))?.length !== 0) {
    const name = `${volume.vg}/${volume.lv}`;
    throw new HostError('changed', into, `${name} is not mounted at ${into}, and cannot be`);
  }
  await mustRun(host, mountVolume(volume, into));
  await mustRun(host, closeToOthers(into));
}
