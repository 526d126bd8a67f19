import { lsblkPairs, parseLsblkPairs } from '../lvm/lsblk-pairs.ts';
import { lsblk, parseLsblk, type BlockDevice } from '../lvm/lsblk.ts';
import { isUnknownOption } from '../lvm/unknown-option.ts';
import { parseWipefsVersion, wipefsVersion } from '../lvm/version.ts';
import { compareVersions } from '../model/version.ts';
import { listSignatures, parseSignatureList } from '../lvm/wipefs-list.ts';
import { isSilent, LISTS_NOTHING, parseSignatures, probeSignatures } from '../lvm/wipefs.ts';
import type { DeviceIdentity, Signature } from '../model/facts/device.ts';
import { ParseError } from '../model/errors.ts';
import { HostError, type FileKind, type Host } from '../model/host.ts';
import type { LvmState, PhysicalVolume } from '../model/facts/lvm-state.ts';
import { bytes, endsOf, KIB, type Bytes } from '../model/units.ts';
import { answerOf, once } from './attempt.ts';
import { sha256Of } from '../model/sha256.ts';
import { eitherForm } from './two-forms.ts';

/** A name that leads to a block device. */
export interface DeviceName {
  readonly path: string;
  readonly realPath: string;
  readonly majorMinor: string;
}

/** @throws HostError 'cannot-read' when the name leads to no block device */
export async function resolveDevice(host: Host, path: string): Promise<DeviceName> {
  const realPath = await host.realPath(path);
  if (realPath === null) {
    const isThere = (await host.lstat(path)) !== null;
    const why = isThere ? `${path} is a dangling symbolic link` : `${path} does not exist`;
    throw new HostError('cannot-read', path, why);
  }
  const found = await host.stat(realPath);
  if (found?.kind !== 'block' || found.represents === null) {
    const is = found === null ? '' : `, it is ${KINDS[found.kind]}`;
    throw new HostError('cannot-read', path, `${path} is not a block device${is}`);
  }
  return { path, realPath, majorMinor: found.represents };
}

const KINDS: Record<FileKind, string> = {
  file: 'a file',
  directory: 'a directory',
  symlink: 'a symbolic link',
  block: 'a block device without a number',
  character: 'a character device',
  fifo: 'a FIFO',
  socket: 'a socket',
};

/** lsblk's view of devices, by device number, in one process. @throws HostError or ParseError */
export async function blockDevices(
  host: Host,
  realPaths: readonly string[],
): Promise<ReadonlyMap<string, BlockDevice>> {
  const trees = await eitherForm(
    host,
    { command: lsblk(realPaths), option: '-J', parse: parseLsblk },
    { command: lsblkPairs(realPaths), parse: parseLsblkPairs },
  );
  return new Map(trees.flatMap(withChildren).map((device) => [device.majorMinor, device]));
}

/** A device and everything above it. */
export const withChildren = (device: BlockDevice): readonly BlockDevice[] => [
  device,
  ...device.children.flatMap(withChildren),
];

/** Numbers of a device and of everything above it. */
export const numbersOf = (device: BlockDevice): ReadonlySet<string> =>
  new Set(withChildren(device).map(({ majorMinor }) => majorMinor));

/** What makes a disk this disk. */
export function identityOf(
  { path, realPath }: Pick<DeviceName, 'path' | 'realPath'>,
  { majorMinor, size, serial, wwn }: BlockDevice,
): DeviceIdentity {
  const link = realPath === path ? {} : { realPath };
  return { path, ...link, majorMinor, size, serial: serial ?? wwn };
}

/** Tells that the name of a disk leads to another device than it did; null: to the same. */
export function leadsElsewhere(planned: DeviceIdentity, now: DeviceName): string | null {
  if (now.majorMinor !== planned.majorMinor) return `it is device ${now.majorMinor} now`;
  const { realPath = now.realPath } = planned;
  return now.realPath === realPath ? null : `it leads to ${now.realPath} now`;
}

/**
 * Signatures on devices and their partitions; each by its kernel path.
 * @throws HostError or ParseError, also when one of them cannot be read
 */
export function signaturesOn(
  host: Host,
  devices: readonly BlockDevice[],
): Promise<readonly Signature[]> {
  const whole = devices.flatMap((device) => [
    device,
    ...device.children.filter(({ type }) => type === 'part'),
  ]);
  return signaturesAt(host, [...new Set(whole.map(({ kernelPath }) => kernelPath))]);
}

/**
 * Signatures on these devices, whose last parts differ: in one process, or one for each device where
 * wipefs prints no JSON.
 * @throws HostError or ParseError, also when one of them cannot be read
 */
export async function signaturesAt(
  host: Host,
  paths: readonly string[],
): Promise<readonly Signature[]> {
  const outcome = await host.run(probeSignatures(paths));
  if (isUnknownOption(outcome, '--json')) return signaturesOneByOne(host, paths);
  if (isSilent(outcome) && (await isOldWipefs(host))) return [];
  const byName = new Map(paths.map((path) => [lastPart(path), path]));
  return parseSignatures(outcome).map((signature) => ({
    ...signature,
    device: byName.get(lastPart(signature.device)) ?? signature.device,
  }));
}

async function signaturesOneByOne(
  host: Host,
  paths: readonly string[],
): Promise<readonly Signature[]> {
  const isOld = once(() => isOldWipefs(host));
  const found: Signature[] = [];
  for (const path of paths) {
    const outcome = await host.run(listSignatures(path));
    if (isSilent(outcome) && !(await isOld())) throw new ParseError('wipefs -p', 'a list', '');
    found.push(...parseSignatureList(path, outcome));
  }
  return found;
}

async function isOldWipefs(host: Host): Promise<boolean> {
  const version = parseWipefsVersion(await answerOf(host, wipefsVersion()));
  return compareVersions(version, LISTS_NOTHING) < 0;
}

const lastPart = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/**
 * Offset of the first byte that is not zero at the beginning or the end of a device, or null.
 * Everything that says what a disk is for lies there. The rest is not read: it takes hours, and a
 * disk that was given up (its pool removed, both its ends zeroed) keeps what it held in between.
 * @param reach how far from both, a MiB if not said
 * @throws HostError
 */
export async function firstData(
  host: Host,
  device: string,
  size: Bytes,
  reach?: Bytes,
): Promise<Bytes | null> {
  for (const { offset, length } of endsOf(size, reach)) {
    const at = await host.firstNonZero(device, offset, length);
    if (at !== null) return at;
  }
  return null;
}

/**
 * Hash of a part of the first MiB: the signatures that wipefs(8) erases lie before it (at 512 KiB the
 * last, LUKS2 and UDF), pvcreate(8) writes up to 8 KiB, and vgcreate(8) right behind that.
 * @throws HostError
 */
export async function sampleOf(host: Host, device: string): Promise<string> {
  return sha256Of(await host.readRange(device, bytes(640 * KIB), bytes(16 * KIB)));
}

/** The physical volume on a device, compared by device number, or null. @throws HostError */
export async function pvOn(
  host: Host,
  lvm: Pick<LvmState, 'pvs'>,
  majorMinor: string,
): Promise<PhysicalVolume | null> {
  for (const pv of lvm.pvs) {
    if (!pv.device.startsWith('/')) continue;
    if ((await host.stat(pv.device))?.represents === majorMinor) return pv;
  }
  return null;
}
