import { deviceNode, type DeviceIdentity, type SavedRange } from '../model/facts/device.ts';
import { HostError, type Host } from '../model/host.ts';
import type { ActionOf } from '../model/plan/plan.ts';
import { bytes, SECTOR_BYTES } from '../model/units.ts';
import { leadsElsewhere, resolveDevice } from '../observe/devices.ts';
import { hasPartitions } from '../observe/sys-block.ts';
import { runCommand, type Performed } from './run-command.ts';

type Wipe = ActionOf<'wipe-device'>;

/**
 * Saves the bytes of a device, each copy on disk before the first byte is erased, and erases its
 * signatures. util-linux before 2.25 leaves the protective MBR of a GPT, with which pvcreate(8) takes no
 * disk, and partitions in the kernel: then the first sector is zeroed, and the kernel reads it again.
 * @throws HostError 'changed' before anything was erased: the name leads to another device, or a file
 * is no copy of it
 */
export async function wipeDevice(host: Host, action: Wipe): Promise<Performed> {
  await mustBe(host, action.device);
  for (const range of action.saved) await save(host, action.device, range);
  const wiped = await runCommand(host, action.wipe);
  if (!wiped.ok || !(await isTableLeft(host, action.device))) return wiped;
  try {
    await dropTable(host, action);
    return await runCommand(host, action.reread);
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    throw new HostError('cannot-write', error.subject, error.message, { cause: error });
  }
}

async function mustBe(host: Host, device: DeviceIdentity): Promise<void> {
  const why = leadsElsewhere(device, await resolveDevice(host, device.path));
  if (why !== null) throw new HostError('changed', device.path, `${device.path}: ${why}`);
}

const ROOTS_ALONE = { uid: 0, gid: 0 };

async function save(
  host: Host,
  device: DeviceIdentity,
  { path, offset, length }: SavedRange,
): Promise<void> {
  const found = await host.lstat(path);
  if (found?.kind === 'file' && found.size === length) return;
  if (found !== null) {
    throw new HostError('changed', path, `${path} is not the copy that was to be made there`);
  }
  const folder = path.slice(0, path.lastIndexOf('/'));
  if ((await host.lstat(folder)) === null)
    await host.makeDirectory(folder, { ...ROOTS_ALONE, mode: 0o700 }, null);
  const content = await host.readRange(deviceNode(device), offset, length);
  await host.replaceFile(path, content, null, { ...ROOTS_ALONE, mode: 0o600 });
}

/** The last two bytes of a boot sector, which a partition table has as well. */
const BOOT_SECTOR = Buffer.from([0x55, 0xaa]);

/** A partition has no table of its own, and that of its disk is never read again. */
async function isTableLeft(host: Host, device: DeviceIdentity): Promise<boolean> {
  if (device.partition !== undefined) return false;
  if (await hasPartitions(host, device.majorMinor)) return true;
  const at = bytes(SECTOR_BYTES - BOOT_SECTOR.length);
  return BOOT_SECTOR.equals(
    await host.readRange(deviceNode(device), at, bytes(BOOT_SECTOR.length)),
  );
}

/** Zeroes the first sector, if the opened device holds what was saved of it, or zeros. */
async function dropTable(host: Host, { device, saved }: Wipe): Promise<void> {
  const path = saved.find(({ offset }) => offset === 0)?.path ?? '';
  const copy = await host.readBytes(path);
  if (copy === null) throw new HostError('cannot-read', path, `${path} does not exist`);
  const sector = { offset: bytes(0), length: bytes(SECTOR_BYTES) };
  const node = { path: deviceNode(device), majorMinor: device.majorMinor };
  await host.zeroRange(node, sector, (firstMiB) => {
    const strange = firstMiB.findIndex((byte, at) => byte !== 0 && byte !== copy[at]);
    return strange === -1 ? null : `byte ${String(strange)} is not what was saved of it`;
  });
}
