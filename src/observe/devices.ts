import { lsblk, parseLsblk, type BlockDevice } from '../lvm/lsblk.ts';
import { parseSignatures, probeSignatures } from '../lvm/wipefs.ts';
import type { DeviceIdentity, Signature } from '../model/device.ts';
import { HostError, type Host } from '../model/host.ts';
import type { PhysicalVolume, WrittenLvm } from '../model/lvm-state.ts';
import { bytes, MIB, type Bytes } from '../model/units.ts';
import { answerOf } from './attempt.ts';

/** A name that leads to a block device. */
export interface DeviceName {
  readonly path: string;
  readonly realPath: string;
  readonly majorMinor: string;
}

/** @throws HostError 'cannot-read' when the name leads to no block device */
export async function resolveDevice(host: Host, path: string): Promise<DeviceName> {
  const realPath = await host.realPath(path);
  if (realPath === null) throw new HostError('cannot-read', path, `there is no ${path}`);
  const found = await host.stat(realPath);
  if (found?.kind !== 'block' || found.represents === null) {
    throw new HostError('cannot-read', path, `${path} is no block device`);
  }
  return { path, realPath, majorMinor: found.represents };
}

/**
 * lsblk's view of devices, by device number, in one process.
 * @throws HostError or ParseError
 */
export async function blockDevices(
  host: Host,
  realPaths: readonly string[],
): Promise<ReadonlyMap<string, BlockDevice>> {
  const all = parseLsblk(await answerOf(host, lsblk(realPaths))).flatMap(withChildren);
  return new Map(all.map((device) => [device.majorMinor, device]));
}

/** A device and everything above it. */
export const withChildren = (device: BlockDevice): readonly BlockDevice[] => [
  device,
  ...device.children.flatMap(withChildren),
];

/** What makes a disk this disk. */
export function identityOf(path: string, device: BlockDevice): DeviceIdentity {
  const { majorMinor, size, serial, wwn } = device;
  return { path, majorMinor, size, serial: serial ?? wwn };
}

/**
 * Signatures on devices and their partitions, in one process; each by its kernel path.
 * @throws HostError or ParseError, also when one of them cannot be read
 */
export async function signaturesOn(
  host: Host,
  devices: readonly BlockDevice[],
): Promise<readonly Signature[]> {
  const whole = devices.flatMap((device) => [
    device,
    ...device.children.filter(({ type }) => type === 'part'),
  ]);
  const byName = new Map(whole.map(({ kernelPath }) => [lastPart(kernelPath), kernelPath]));
  const found = parseSignatures(await host.run(probeSignatures([...byName.values()])));
  return found.map((signature) => ({
    ...signature,
    device: byName.get(lastPart(signature.device)) ?? signature.device,
  }));
}

const lastPart = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/**
 * Offset of the first byte that is not zero at the beginning or the end of a device, or null.
 * @param reach how far from both
 * @throws HostError
 */
export async function firstData(
  host: Host,
  device: string,
  size: Bytes,
  reach: Bytes = bytes(MIB),
): Promise<Bytes | null> {
  const span = bytes(Math.min(reach, size));
  const atStart = await host.firstNonZero(device, bytes(0), span);
  return atStart ?? host.firstNonZero(device, bytes(size - span), span);
}

/**
 * The physical volume on a device, compared by device number, or null.
 * @throws HostError
 */
export async function pvOn(
  host: Host,
  lvm: Pick<WrittenLvm, 'pvs'>,
  majorMinor: string,
): Promise<PhysicalVolume | null> {
  for (const pv of lvm.pvs) {
    if (!pv.device.startsWith('/')) continue;
    if ((await host.stat(pv.device))?.represents === majorMinor) return pv;
  }
  return null;
}
