import { reads, writes, type Command } from '../model/command.ts';
import { SECTOR_BYTES, sectors, type Bytes } from '../model/units.ts';

/** Every device-mapper device that a conversion creates has a name that begins so. */
const LAYER_DEVICES = 'dmctl-layer-';

/** Is this the device-mapper name of a device that a conversion made? */
export const isLayerDevice = (name: string): boolean => name.startsWith(LAYER_DEVICES);

/** Where layers are mounted: each at its device id. */
export const LAYER_MOUNTS = '/run/dmctl/layers';

/** The pool that a conversion creates on Docker's loop files. */
export const LOOP_POOL = `${LAYER_DEVICES}pool`;

/** Returns the device-mapper name under which a conversion opens a thin device. */
export const layerDevice = (deviceId: number): string => `${LAYER_DEVICES}${String(deviceId)}`;

/** Returns the path of a device-mapper device. */
export const mapperPath = (dmName: string): string => `/dev/mapper/${dmName}`;

const sectorsOf = (size: Bytes): string => String(sectors(size / SECTOR_BYTES));

/** A thin device to be opened (thin-provisioning.rst). */
export interface ThinTarget {
  readonly poolName: string;
  readonly deviceId: number;
  /** Virtual size. */
  readonly size: Bytes;
}

/** Creates a device-mapper device for a thin device that the pool has already. */
export function openThin({ poolName, deviceId, size }: ThinTarget, readOnly: boolean): Command {
  const table = `0 ${sectorsOf(size)} thin ${mapperPath(poolName)} ${String(deviceId)}`;
  const how = readOnly ? ['--readonly'] : [];
  return writes('dmsetup', ['create', layerDevice(deviceId), ...how, '--table', table]);
}

/** A thin pool on two devices. */
export interface PoolTarget {
  readonly data: string;
  readonly dataSize: Bytes;
  readonly metadata: string;
  readonly chunkSize: Bytes;
}

/** Docker's own (moby, devmapper.CreatePool): free chunks at which the kernel sends an event. */
const LOW_WATER_CHUNKS = 32_768;

/** Creates the pool of loop-lvm with the table that Docker gives it. */
export function openLoopPool({ data, dataSize, metadata, chunkSize }: PoolTarget): Command {
  const target = `thin-pool ${metadata} ${data} ${sectorsOf(chunkSize)} ${String(LOW_WATER_CHUNKS)}`;
  const table = `0 ${sectorsOf(dataSize)} ${target} 1 skip_block_zeroing`;
  return writes('dmsetup', ['create', LOOP_POOL, '--table', table]);
}

/**
 * Removes a device-mapper device. A rule of udev may have it open for a moment after it was created
 * or unmounted; dmsetup(8) then tries again for some seconds.
 */
export const closeDevice = (dmName: string): Command =>
  writes('dmsetup', ['remove', '--retry', dmName]);

/** Attaches a file to a free loop device and prints its path (losetup(8)). */
export const attachLoop = (file: string): Command => writes('losetup', ['--find', '--show', file]);

export const detachLoop = (loop: string): Command => writes('losetup', ['--detach', loop]);

/** Options of every mount: a layer's programs and device nodes are data here. */
const MOUNT_OPTIONS = ['ro', 'nosuid', 'nodev', 'noexec'];

/** Mounts a layer read-only. A snapshot has the UUID of its origin, which XFS refuses to mount twice. */
export function mountLayer(fileSystem: 'xfs' | 'ext4', device: string, at: string): Command {
  const options = fileSystem === 'xfs' ? [...MOUNT_OPTIONS, 'nouuid'] : MOUNT_OPTIONS;
  return writes('mount', ['-t', fileSystem, '-o', options.join(','), device, at]);
}

export const unmount = (at: string): Command => writes('umount', [at]);

/** Syncs the file system that holds a path; coreutils has the option since 8.24. */
export const syncFileSystem = (path: string): Command => writes('sync', ['-f', path]);

/** Syncs every file system. */
export const syncAll = (): Command => writes('sync', []);

/** Asks for the type of the file system on a device (blkid(8), low-level probing). */
export const fileSystemOn = (device: string): Command =>
  reads('blkid', ['-p', '-s', 'TYPE', '-o', 'value', device]);

/** Mounts read-only without replaying the journal, which may not be empty after a crash. */
export function mountUnrecovered(fileSystem: string, device: string, at: string): Command {
  const more =
    fileSystem === 'xfs' ? ['norecovery', 'nouuid'] : fileSystem === 'ext4' ? ['noload'] : [];
  return writes('mount', [
    '-t',
    fileSystem,
    '-o',
    [...MOUNT_OPTIONS, ...more].join(','),
    device,
    at,
  ]);
}
