import { dmName } from '../model/names.ts';
import { MANAGED_POOL } from './managed.ts';
import { splitStorageOption } from './storage-options.ts';

/** moby names the pool it creates on loop files `docker-MAJ:MIN-INODE-pool` after its data root. */
const LOOP_POOL = /^docker-\d+:\d+-\d+-pool$/;

/** Tells whether this is the device-mapper name of a pool that Docker creates on loop files. */
export function isLoopPoolName(name: string): boolean {
  return LOOP_POOL.test(name);
}

/** Docker's thin devices are also named after its data root: `-base`, or the id of a layer. */
const DOCKERS_DEVICE = /^docker-\d+:\d+-\d+-/;

/** Tells whether this is the device-mapper name of a thin device that Docker created. */
export function isDockersDevice(name: string): boolean {
  return DOCKERS_DEVICE.test(name);
}

/** Returns the device-mapper name of the pool that `dm.*` options name, or null. */
export function poolInOptions(options: readonly string[]): string | null {
  const device = lastValue(options, 'dm.thinpooldev');
  if (device !== null && device !== '') return deviceMapperName(device);
  return lastValue(options, 'dm.directlvm_device') === null ? null : MANAGED_POOL;
}

/**
 * Returns the options that name devices of which Docker makes its pool by itself at each start, as
 * `dm.datadev=/dev/sdb`; empty: there are none.
 */
export function devicesInOptions(options: readonly string[]): readonly string[] {
  return ['dm.datadev', 'dm.metadatadev'].flatMap((key) => {
    const value = lastValue(options, key) ?? '';
    return value === '' ? [] : [`${key}=${value}`];
  });
}

/** Returns the value of the last option with that key, split as dockerd does, or null. */
export function lastValue(options: readonly string[], key: string): string | null {
  const read = options.map(splitStorageOption);
  const last = read.findLast((option) => option.ok && option.value.key === key);
  return last?.ok === true ? last.value.value : null;
}

/**
 * Converts a path to a device-mapper name: `/dev/mapper/NAME` and `NAME` name it, `/dev/VG/LV` is
 * LVM's link to it. dockerd itself strips `/dev/mapper/` and nothing else.
 */
function deviceMapperName(path: string): string {
  const link = /^\/dev\/([^/]+)\/([^/]+)$/.exec(path);
  const [, folder = '', name = ''] = link ?? [];
  if (link === null) return path;
  return folder === 'mapper' ? name : dmName(folder, name);
}

/** Tells whether dockerd finds the pool by this value, `/dev/mapper/NAME` or `NAME`. */
export function isPlainPoolName(value: string): boolean {
  return !value.replace(/^\/dev\/mapper\//, '').includes('/');
}
