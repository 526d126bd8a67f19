import { dmName } from '../model/names.ts';
import { MANAGED_POOL } from './managed.ts';
import { splitStorageOption } from './storage-options.ts';

/** moby calls the pool it makes on loop files `docker-MAJ:MIN-INODE-pool`, after its data root. */
const LOOP_POOL = /^docker-\d+:\d+-\d+-pool$/;

/** Is this the device-mapper name of a pool that Docker makes on loop files? */
export function isLoopPoolName(name: string): boolean {
  return LOOP_POOL.test(name);
}

/** Thin devices of Docker's are called after its data root too: `-base`, or the id of a layer. */
const DOCKERS_DEVICE = /^docker-\d+:\d+-\d+-/;

/** Is this the device-mapper name of a thin device that Docker made? */
export function isDockersDevice(name: string): boolean {
  return DOCKERS_DEVICE.test(name);
}

/** The pool that `dm.*` options lead to, as a device-mapper name, or null. */
export function poolInOptions(options: readonly string[]): string | null {
  const device = lastValue(options, 'dm.thinpooldev');
  if (device !== null && device !== '') return deviceMapperName(device);
  return lastValue(options, 'dm.directlvm_device') === null ? null : MANAGED_POOL;
}

/** The value of the last option with that key, as dockerd splits options, or null. */
export function lastValue(options: readonly string[], key: string): string | null {
  const read = options.map(splitStorageOption);
  const last = read.findLast((option) => option.ok && option.value.key === key);
  return last?.ok === true ? last.value.value : null;
}

/**
 * What a path to the pool means: `/dev/mapper/NAME` and `NAME` name it, `/dev/VG/LV` is LVM's link
 * to it. dockerd itself strips `/dev/mapper/` and nothing else.
 */
function deviceMapperName(path: string): string {
  const link = /^\/dev\/([^/]+)\/([^/]+)$/.exec(path);
  const [, folder = '', name = ''] = link ?? [];
  if (link === null) return path;
  return folder === 'mapper' ? name : dmName(folder, name);
}

/** Does dockerd find the pool under this value, `/dev/mapper/NAME` or `NAME`? */
export function isPlainPoolName(value: string): boolean {
  return !value.replace(/^\/dev\/mapper\//, '').includes('/');
}
