import {
  closeDevice,
  detachLoop,
  isLayerDevice,
  LAYER_MOUNTS,
  layerDevice,
  LOOP_POOL,
  unmount,
} from '../lvm/layer-device.ts';
import type { Host } from '../model/host.ts';
import type { LayerPool } from '../model/plan/conversion.ts';
import { mountPointsIn } from '../observe/docker/data-root.ts';
import { loopDevicesOf } from '../observe/loop-devices.ts';
import { dmNames } from '../observe/sys-block.ts';
import { layerMount, RUN_FOLDER } from './places.ts';
import { mustRun } from './running.ts';

async function unmountAll(host: Host, below: string): Promise<void> {
  const points = await mountPointsIn(host, below);
  for (const point of [...points].reverse()) await mustRun(host, unmount(point));
}

/** Thin devices before the pool below them. */
async function removeDevices(host: Host, isLeft: (name: string) => boolean): Promise<void> {
  const names = (await dmNames(host)).filter(isLeft);
  const thin = names.filter((name) => name !== LOOP_POOL);
  for (const name of thin) await mustRun(host, closeDevice(name));
  if (names.includes(LOOP_POOL)) await mustRun(host, closeDevice(LOOP_POOL));
}

/** Docker's own pool uses loop devices of the same files: while it exists, they are not dmctl's. */
async function detachLoops(host: Host, pool: Extract<LayerPool, { kind: 'loop' }>): Promise<void> {
  if ((await dmNames(host)).includes(pool.dmName)) return;
  const files = [pool.data, pool.metadata];
  for (const { path, file } of await loopDevicesOf(host)) {
    if (files.includes(file.path)) await mustRun(host, detachLoop(path));
  }
}

/** Unmounts and removes what an interrupted conversion left of these thin devices. @throws HostError */
export async function releaseDevices(host: Host, deviceIds: readonly number[]): Promise<void> {
  for (const id of deviceIds) await unmountAll(host, layerMount(id));
  const names = deviceIds.map(layerDevice);
  await removeDevices(host, (name) => names.includes(name));
}

/**
 * Unmounts and removes everything that conversions may have left: mounts, devices of dmctl's names,
 * and its pool on Docker's loop files with their loop devices, and the mount points. Doing it again changes
 * nothing.
 * @throws HostError or ParseError
 */
export async function releaseConversion(host: Host, pool: LayerPool): Promise<void> {
  await unmountAll(host, LAYER_MOUNTS);
  await removeDevices(host, isLayerDevice);
  if (pool.kind === 'loop') await detachLoops(host, pool);
  if ((await host.lstat(LAYER_MOUNTS)) !== null) await host.removeTree(LAYER_MOUNTS);
  if ((await host.list(RUN_FOLDER))?.length === 0) await host.removeDirectory(RUN_FOLDER);
}
