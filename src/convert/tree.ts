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
import { closing, mustRun } from './running.ts';

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

/** Does work while the thin device exists under dmctl's name for it. */
async function withDevice<T>(
  host: Host,
  pool: OpenPool,
  device: ThinDevice,
  readOnly: boolean,
  work: (path: string) => Promise<T>,
): Promise<T> {
  const name = layerDevice(device.deviceId);
  await mustRun(host, openThin({ ...device, poolName: pool.poolName }, readOnly));
  return await closing(
    () => work(mapperPath(name)),
    async () => {
      await mustRun(host, closeDevice(name));
    },
  );
}

/** The directory of a layer's files: Docker keeps `id` beside it (moby, devmapper Driver.Get). */
async function rootOf(host: Host, mountPoint: string): Promise<string> {
  const root = `${mountPoint}/rootfs`;
  if ((await host.lstat(root))?.kind === 'directory') return root;
  throw new HostError('cannot-read', root, 'the thin device holds no directory rootfs');
}

/** Runs the work on a mounted layer and unmounts it. */
const whileMounted = <T>(host: Host, at: string, work: (root: string) => Promise<T>): Promise<T> =>
  closing(
    async () => work(await rootOf(host, at)),
    async () => {
      await mustRun(host, unmount(at));
    },
  );

/**
 * Mounts a layer's thin device read-only and does work with the root of its files. A file system
 * whose log is not clean is mounted from a writable device: the kernel then replays the log, as it
 * does whenever Docker mounts the device. Without its log, files would be missing.
 * @throws HostError
 */
export async function withTree<T>(
  host: Host,
  pool: OpenPool,
  device: ThinDevice,
  work: (root: string) => Promise<T>,
): Promise<T> {
  const at = await makeMountPoint(host, device.deviceId);
  const attempt = await withDevice(host, pool, device, true, async (path) => {
    const call = mountLayer(pool.fileSystem, path, at);
    const outcome = await host.run(call);
    if (needsReplay(outcome)) return null;
    if (outcome.exitCode !== 0) {
      throw new HostError('cannot-read', path, `cannot mount ${path}: ${outcome.stderr.trim()}`);
    }
    return { result: await whileMounted(host, at, work) };
  });
  if (attempt !== null) return attempt.result;
  await mustNotBeInUse(host, pool, device);
  return await withDevice(host, pool, device, false, async (path) => {
    await mustRun(host, mountLayer(pool.fileSystem, path, at));
    return await whileMounted(host, at, work);
  });
}
