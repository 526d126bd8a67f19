import type { PartitionPlace } from '../model/facts/device.ts';
import type { DmDevice } from '../model/facts/dm.ts';
import type { LvmState } from '../model/facts/lvm-state.ts';
import { type Host, HostError } from '../model/host.ts';
import type { Known } from '../model/known.ts';
import { poolVolumes } from '../model/facts/pool-volume.ts';
import { type Bytes, sectors, sectorsToBytes } from '../model/units.ts';
import { attempt } from './attempt.ts';

/** What sysfs says of block devices (Documentation/ABI/stable/sysfs-block). No process. */

const folderOf = (majorMinor: string): string => `/sys/dev/block/${majorMinor}`;

/** Its name in /dev. @throws HostError when there is no such device */
export async function kernelName(host: Host, majorMinor: string): Promise<string> {
  const folder = await host.realPath(folderOf(majorMinor));
  if (folder !== null) return folder.slice(folder.lastIndexOf('/') + 1).replaceAll('!', '/');
  throw new HostError('cannot-read', majorMinor, `device ${majorMinor} does not exist`);
}

/** Kernel names of the devices that hold this one. @throws HostError */
export async function holdersOf(host: Host, majorMinor: string): Promise<readonly string[]> {
  return (await host.list(`${folderOf(majorMinor)}/holders`)) ?? [];
}

/**
 * Names of what holds the block device at this path: device-mapper's own, of others the kernel's.
 * [] where there is no such device. @throws HostError
 */
export async function holderNames(host: Host, path: string): Promise<readonly string[]> {
  const number = (await host.stat(path))?.represents ?? null;
  const holders = number === null ? [] : await holdersOf(host, number);
  const names = holders.map((one) => host.readText(`/sys/class/block/${one}/dm/name`));
  return (await Promise.all(names)).map((name, at) => name?.trim() ?? holders[at] ?? '');
}

/**
 * Kernel names of the disks at the bottom of a device, itself if it stands on nothing.
 * @throws HostError
 */
export async function disksBelow(host: Host, majorMinor: string): Promise<readonly string[]> {
  const folder = await host.realPath(folderOf(majorMinor));
  if (folder === null) return [];
  const slaves = (await host.list(`${folder}/slaves`)) ?? [];
  if (slaves.length === 0) return [await wholeDisk(host, folder)];
  const below = slaves.map(async (slave) => {
    const number = await host.readText(`${folder}/slaves/${slave}/dev`);
    return number === null ? [] : disksBelow(host, number.trim());
  });
  return [...new Set((await Promise.all(below)).flat())].sort();
}

/** A partition's folder lies in its disk's. */
async function wholeDisk(host: Host, folder: string): Promise<string> {
  const isPartition = (await host.lstat(`${folder}/partition`)) !== null;
  const path = isPartition ? folder.slice(0, folder.lastIndexOf('/')) : folder;
  return path.slice(path.lastIndexOf('/') + 1);
}

/** queue/rotational of a disk, by kernel name. @throws HostError */
export async function isRotational(host: Host, disk: string): Promise<boolean> {
  return (await host.readText(`/sys/block/${disk}/queue/rotational`))?.trim() === '1';
}

/** Size of a block device, which sysfs counts in sectors. @throws HostError when it is not there */
export async function blockBytes(host: Host, majorMinor: string): Promise<Bytes> {
  const file = `${folderOf(majorMinor)}/size`;
  const text = (await host.readText(file))?.trim();
  if (text === undefined || !/^\d{1,15}$/.test(text)) {
    throw new HostError('cannot-read', file, `${file}: no number of sectors`);
  }
  return sectorsToBytes(sectors(Number(text)));
}

const SERIALS = ['serial', 'device/serial', 'wwid', 'device/wwid'];

/** What the kernel prints where a driver has no such text (lib/vsprintf.c). */
const NO_TEXT = '(null)';

/** Serial numbers and names for life that the kernel knows of a disk; udev may know more. @throws HostError */
export async function serialsOf(host: Host, majorMinor: string): Promise<readonly string[]> {
  const files = SERIALS.map((file) => host.readText(`${folderOf(majorMinor)}/${file}`));
  const found = (await Promise.all(files)).map((text) => text?.trim() ?? '');
  return found.filter((serial) => serial !== '' && serial !== NO_TEXT);
}

/** A partition's disk, and where on it the partition begins; null: it is none. @throws HostError */
export async function partitionOf(
  host: Host,
  majorMinor: string,
): Promise<{ readonly disk: string; readonly place: PartitionPlace } | null> {
  const folder = await host.realPath(folderOf(majorMinor));
  if (folder === null || (await host.lstat(`${folder}/partition`)) === null) return null;
  const above = folder.slice(0, folder.lastIndexOf('/'));
  const start = (await host.readText(`${folder}/start`))?.trim() ?? '';
  const disk = (await host.readText(`${above}/dev`))?.trim() ?? '';
  if (!/^\d{1,15}$/.test(start) || !/^\d+:\d+$/.test(disk))
    throw new HostError('cannot-read', folder, `${folder}: no place of a partition`);
  const diskSerials = await serialsOf(host, disk);
  return { disk, place: { start: Number(start), diskSerials } };
}

/** A partition is a folder in its disk's, with a file of that name. @throws HostError */
export async function hasPartitions(host: Host, majorMinor: string): Promise<boolean> {
  const folder = folderOf(majorMinor);
  const entries = (await host.list(folder)) ?? [];
  const numbers = entries.map((entry) => host.lstat(`${folder}/${entry}/partition`));
  return (await Promise.all(numbers)).some((found) => found !== null);
}

/** The file a loop device shows, as the kernel names it; null: it shows none. @throws HostError */
export async function backingFile(host: Host, majorMinor: string): Promise<string | null> {
  const text = await host.readText(`${folderOf(majorMinor)}/loop/backing_file`);
  return text === null ? null : text.replace(/\n$/, '');
}

/**
 * Kernel names of the loop devices that show one of these block devices. The kernel counts them
 * neither as holders nor as exclusive openers. @throws HostError
 */
export async function loopsOn(
  host: Host,
  majorMinors: ReadonlySet<string>,
): Promise<readonly string[]> {
  const loops = ((await host.list('/sys/block')) ?? []).filter((name) => name.startsWith('loop'));
  const shown = loops.map(async (name) => {
    const text = await host.readText(`/sys/block/${name}/loop/backing_file`);
    // A device node that udev made anew counts as deleted; it is the same device.
    const file = text?.replace(/( \(deleted\))?\n?$/, '') ?? '';
    if (!file.startsWith('/')) return [];
    const number = (await host.stat(file))?.represents ?? null;
    return number !== null && majorMinors.has(number) ? [name] : [];
  });
  return (await Promise.all(shown)).flat();
}

async function dmFolders(host: Host): Promise<readonly string[]> {
  const devices = (await host.list('/sys/block')) ?? [];
  return devices.filter((name) => name.startsWith('dm-')).map((name) => `/sys/block/${name}/dm`);
}

const isMarkedSuspended = async (host: Host, folder: string): Promise<boolean> =>
  (await host.readText(`${folder}/suspended`))?.trim() === '1';

/** Names of all device-mapper devices. @throws HostError */
export async function dmNames(host: Host): Promise<readonly string[]> {
  const names = (await dmFolders(host)).map((folder) => host.readText(`${folder}/name`));
  return (await Promise.all(names)).flatMap((name) => (name === null ? [] : [name.trim()]));
}

/**
 * Is the device-mapper device of this name suspended? null: there is none.
 * (Documentation/ABI/testing/sysfs-block-dm) @throws HostError
 */
export async function isSuspended(host: Host, name: string): Promise<boolean | null> {
  for (const folder of await dmFolders(host)) {
    const found = await host.readText(`${folder}/name`);
    if (found?.trim() === name) return isMarkedSuspended(host, folder);
  }
  return null;
}

/** Is a device-mapper device suspended? (Documentation/ABI/testing/sysfs-block-dm) @throws HostError */
export async function isAnySuspended(host: Host): Promise<boolean> {
  const states = (await dmFolders(host)).map((folder) => isMarkedSuspended(host, folder));
  return (await Promise.all(states)).includes(true);
}

/**
 * Kernel names of the rotating disks below a pool: those of its volume group, or for a pool that
 * LVM does not know those below its device.
 * @param pool device-mapper name; null: no pool
 */
export function rotationalDisks(
  host: Host,
  pool: string | null,
  lvm: Known<LvmState>,
  dm: Known<readonly DmDevice[]>,
): Promise<Known<readonly string[]>> {
  return attempt(async () => {
    if (pool === null) return [];
    if (!lvm.known || !dm.known) throw new HostError('cannot-read', pool, 'the pool was not seen');
    const starts = await devicesUnder(host, pool, lvm.value, dm.value);
    const disks = (await Promise.all(starts.map((start) => disksBelow(host, start)))).flat();
    const rotating = await Promise.all(disks.map((disk) => isRotational(host, disk)));
    return [...new Set(disks.filter((_, index) => rotating[index]))].sort();
  });
}

async function devicesUnder(
  host: Host,
  pool: string,
  lvm: LvmState,
  dm: readonly DmDevice[],
): Promise<readonly string[]> {
  const device = dm.find(({ name }) => name === pool) ?? null;
  const vg = poolVolumes(lvm.lvs, device, pool)[0]?.vgUuid;
  if (vg === undefined) {
    return dm.filter(({ name }) => name === pool).map(({ majorMinor }) => majorMinor);
  }
  const pvs = lvm.pvs.filter((pv) => pv.vgUuid === vg && pv.device.startsWith('/'));
  const found = await Promise.all(pvs.map((pv) => host.stat(pv.device)));
  return found.flatMap((stat) => (stat?.represents ? [stat.represents] : []));
}
