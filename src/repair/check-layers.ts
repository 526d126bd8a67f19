import { closing, mustRun } from '../convert/running.ts';
import { makeMountPoint } from '../convert/places.ts';
import { releaseDevices } from '../convert/release.ts';
import {
  closeDevice,
  fileSystemOn,
  layerDevice,
  LAYER_MOUNTS,
  mapperPath,
  mountUnrecovered,
  openThin,
  unmount,
} from '../lvm/layer-device.ts';
import { HostError, type Host } from '../model/host.ts';
import type { ActionOf } from '../model/plan/plan.ts';
import type { LayerToLookAt } from '../model/plan/repair-action.ts';
import { attempt } from '../observe/attempt.ts';

const MOST_NAMED = 5;

/**
 * Opens each thin device read-only and mounts its file system without replaying its journal: nothing is written.
 * @throws HostError with the layers whose file system is not found or not readable
 */
export async function checkLayers(
  host: Host,
  { pool, layers }: ActionOf<'check-layers'>,
): Promise<void> {
  await releaseDevices(
    host,
    layers.map(({ deviceId }) => deviceId),
  );
  const failed: string[] = [];
  for (const layer of layers) {
    const looked = await attempt(() => lookAt(host, pool, layer));
    if (!looked.known) failed.push(`${layer.name}: ${looked.why}`);
  }
  if ((await host.lstat(LAYER_MOUNTS)) !== null) await host.removeTree(LAYER_MOUNTS);
  if (failed.length === 0) return;
  const more = failed.length > MOST_NAMED ? [`and ${String(failed.length - MOST_NAMED)} more`] : [];
  const words = [...failed.slice(0, MOST_NAMED), ...more].join('; ');
  throw new HostError('cannot-read', pool, `file systems cannot be read: ${words}`);
}

async function lookAt(host: Host, pool: string, { deviceId, size }: LayerToLookAt): Promise<void> {
  const device = layerDevice(deviceId);
  await mustRun(host, openThin({ poolName: pool, deviceId, size }, true));
  await closing(
    () => mountOnce(host, mapperPath(device), deviceId),
    async () => {
      await mustRun(host, closeDevice(device));
    },
  );
}

async function mountOnce(host: Host, device: string, deviceId: number): Promise<void> {
  const type = (await mustRun(host, fileSystemOn(device))).trim();
  const at = await makeMountPoint(host, deviceId);
  await mustRun(host, mountUnrecovered(type, device, at));
  await mustRun(host, unmount(at));
}
