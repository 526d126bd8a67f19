import {
  closeDevice,
  layerDevice,
  mapperPath,
  mountLayer,
  openThin,
  unmount,
} from '../lvm/layer-device.ts';
import { parseThinTables, thinTables } from '../lvm/thin-device.ts';
import type { Outcome } from '../model/command.ts';
import { HostError, type Host } from '../model/host.ts';
import type { ConversionPlace, ThinDevice } from '../model/plan/conversion.ts';
import { makeMountPoint } from './places.ts';
import { mapperDevices } from './pool.ts';
import { mustRun, undoing } from './running.ts';

/** A pool that is active, and the file system of its thin devices. */
export interface OpenPool {
  readonly poolName: string;
  readonly fileSystem: ConversionPlace['fileSystem'];
}

/** mount(8): the mount failed. */
const MOUNT_FAILED = 32;

/**
 * Tells whether a file system has to replay its log and cannot, since the device is read-only: mount
 * says `cannot mount DEVICE read-only`.
 */
const needsReplay = ({ exitCode, stderr }: Outcome): boolean =>
  exitCode === MOUNT_FAILED && /read-only|write access/i.test(stderr);

/** @throws HostError 'busy' when something else has the thin device open: two must not replay a log */
async function mustNotBeInUse(
  host: Host,
  { poolName }: OpenPool,
  { deviceId }: ThinDevice,
): Promise<void> {
  const devices = await mapperDevices(host);
  const pool = devices.find(({ name }) => name === poolName);
  if (pool === undefined) throw new HostError('changed', poolName, `${poolName} is not active`);
  const tables = parseThinTables(await mustRun(host, thinTables()));
  const others = tables.filter(
    (table) => table.pool === pool.majorMinor && table.deviceId === deviceId,
  );
  const openNow = devices.find(
    ({ name, openCount }) => openCount > 0 && others.some((table) => table.name === name),
  );
  if (openNow === undefined) return;
  throw new HostError('busy', openNow.name, `${openNow.name} is in use, and its log is not clean`);
}

/** A layer that is mounted read-only. */
export interface OpenTree {
  readonly deviceId: number;
  /** Where its file system is mounted. */
  readonly at: string;
  /** The directory of its files, below that. */
  readonly root: string;
}

/** The directory of a layer's files: Docker keeps `id` beside it (moby, devmapper Driver.Get). */
async function rootOf(host: Host, mountPoint: string): Promise<string> {
  const root = `${mountPoint}/rootfs`;
  if ((await host.lstat(root))?.kind === 'directory') return root;
  throw new HostError('cannot-read', root, 'the thin device holds no directory rootfs');
}

/** Opens the thin device under dmctl's name for it and mounts it; null: its log has to be replayed. */
async function mounted(
  host: Host,
  { poolName, fileSystem }: OpenPool,
  device: ThinDevice,
  readOnly: boolean,
): Promise<OpenTree | null> {
  const { deviceId } = device;
  const at = await makeMountPoint(host, deviceId);
  const path = mapperPath(layerDevice(deviceId));
  await mustRun(host, openThin({ ...device, poolName }, readOnly));
  const close = () => mustRun(host, closeDevice(layerDevice(deviceId)));
  const outcome = await undoing(() => host.run(mountLayer(fileSystem, path, at)), close);
  if (outcome.exitCode === 0) {
    const closeAll = () => closeTree(host, { deviceId, at });
    return undoing(async () => ({ deviceId, at, root: await rootOf(host, at) }), closeAll);
  }
  await close();
  if (readOnly && needsReplay(outcome)) return null;
  throw new HostError('cannot-read', path, `cannot mount ${path}: ${outcome.stderr.trim()}`);
}

/**
 * Mounts a layer's thin device read-only. A file system whose log is not clean is mounted from a writable
 * device: the kernel then replays the log, as it does whenever Docker mounts the device. Without its log,
 * files would be missing.
 * @throws HostError, with nothing left open
 */
export async function openTree(host: Host, pool: OpenPool, device: ThinDevice): Promise<OpenTree> {
  const tree = await mounted(host, pool, device, true);
  if (tree !== null) return tree;
  await mustNotBeInUse(host, pool, device);
  const replayed = await mounted(host, pool, device, false);
  if (replayed !== null) return replayed;
  throw new Error('a mount of a writable device says that the device is read-only');
}

/** Unmounts a layer and removes its device. @throws HostError */
export async function closeTree(
  host: Host,
  { at, deviceId }: Pick<OpenTree, 'at' | 'deviceId'>,
): Promise<void> {
  await mustRun(host, unmount(at));
  await mustRun(host, closeDevice(layerDevice(deviceId)));
}
