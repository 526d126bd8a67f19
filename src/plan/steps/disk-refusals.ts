import {
  deviceNode,
  type DeviceFacts,
  type Signature,
  type UsableDevice,
} from '../../model/facts/device.ts';
import type { VolumeGroup } from '../../model/facts/lvm-state.ts';
import type { Notice } from '../../model/notice.ts';
import { GIB, KIB, formatBytes } from '../../model/units.ts';
import { lvmRefusals } from './disk-lvm-refusals.ts';
import { firstRefusals, refusal, unseen, whenKnown } from './refusal.ts';

/** Docker's 10 GB base device makes no sense in a pool smaller than this. */
const SMALLEST = GIB;

/** Names the devices whose signatures may be wiped, if any may. */
export interface WipeConsent {
  readonly wipeSignatures: boolean;
  readonly confirmed: readonly string[];
}

/** Adds the use of the devices to the consent; without `carry` they are for a pool. */
interface DiskTerms extends WipeConsent {
  /** The command of a plain volume has no flags that wipe. */
  readonly carry?: 'volume';
}

/**
 * Lists every reason why these devices cannot be used.
 * @param groups the volume groups of the host
 * @param isMember devices that are in the pool's volume group already
 */
export function diskRefusals(
  devices: readonly DeviceFacts[],
  groups: readonly VolumeGroup[],
  terms: DiskTerms,
  isMember: (device: DeviceFacts) => boolean = () => false,
): readonly Notice[] {
  return [
    ...sameDiskTwice(devices),
    ...strayConfirmations(devices, terms),
    ...devices
      .filter((device) => !isMember(device))
      .flatMap((device) => deviceRefusals(device, groups, terms)),
  ];
}

/** True if the device has contents whose destruction was requested and confirmed. */
export function isToBeWiped(device: UsableDevice, consent: WipeConsent): boolean {
  return consent.wipeSignatures && consent.confirmed.includes(device.path) && hasSignature(device);
}

const hasSignature = ({ signatures }: UsableDevice): boolean =>
  signatures.known && signatures.value.length > 0;

function deviceRefusals(
  device: DeviceFacts,
  groups: readonly VolumeGroup[],
  terms: DiskTerms,
): readonly Notice[] {
  if (!device.usable) {
    return [unusable(device)];
  }
  return firstRefusals(
    () => shapeRefusals(device),
    () => useRefusals(device),
    () => lvmRefusals(device, groups),
    () => contentRefusals(device, terms),
  );
}

function unusable({ path, is, why }: Extract<DeviceFacts, { usable: false }>): Notice {
  if (is === 'unread') return unseen(path, why);
  if (is === 'empty') return cannotCarry(path, why);
  return refusal('DM024', `${path} cannot be used`, why, [
    'list the devices of this host with lsblk',
  ]);
}

const cannotCarry = (path: string, why: string): Notice =>
  refusal('DM023', `${path} cannot carry a physical volume`, why, [
    'name a disk or a partition; list them with lsblk',
  ]);

/** What the kernel shows of an extended partition: two sectors, so that nobody writes to it. */
const EXTENDED = KIB;

function shapeRefusals(device: UsableDevice): readonly Notice[] {
  const { path, identity, type } = device;
  const no = (why: string): readonly Notice[] => [cannotCarry(path, why)];
  if (!CARRIERS.has(type)) return no(`it is of type ${type}`);
  if (type === 'part' && identity.size <= EXTENDED)
    return no('it is an extended partition, which only holds others');
  if (device.readOnly) return no('it is read-only');
  if (device.removable) return no('it is removable');
  if (/^(zram|ram|fd|sr)\d/.test(device.kernelName))
    return no(`${device.kernelName} is not a disk`);
  if (identity.size < SMALLEST)
    return no(`it has ${formatBytes(identity.size)}; the minimum is 1 GiB`);
  return [];
}

/** lsblk(8) TYPE: whole disks, partitions, and what storage people put under a PV on purpose. */
const CARRIERS = new Set([
  'disk',
  'part',
  'mpath',
  'loop',
  'raid0',
  'raid1',
  'raid4',
  'raid5',
  'raid6',
  'raid10',
  'crypt',
]);

function useRefusals(device: UsableDevice): readonly Notice[] {
  const uses = [
    ...device.mountPoints.map((where) =>
      where === '[SWAP]' ? 'it is in use as swap' : `it is mounted on ${where}`,
    ),
    ...device.children
      .filter(({ type }) => type !== 'part')
      .map(({ path }) => `${path} is a device on top of it`),
    ...device.holders.map((name) => `device ${name} uses it`),
  ];
  if (uses.length === 0) {
    return whenKnown(`whether ${device.path} is in use`, device.exclusivelyHeld, (held) =>
      held ? [inUse(device.path, 'another program or the kernel has it open exclusively')] : [],
    );
  }
  return [inUse(device.path, uses.join('; '))];
}

function inUse(path: string, why: string): Notice {
  return refusal('DM021', `${path} is in use`, why, [
    `choose another device; lsblk ${path} shows what uses it`,
    'no flag overrides this',
  ]);
}

function contentRefusals(device: UsableDevice, terms: DiskTerms): readonly Notice[] {
  if (!device.signatures.known) {
    return [unseen(`what is on ${device.path}`, device.signatures.why)];
  }
  if (!device.firstData.known)
    return [unseen(`the content of ${device.path}`, device.firstData.why)];
  const found = contentOf(device, device.signatures.value, device.firstData.value);
  if (found === null) return [];
  const { code, message, why } = found;
  const nested = device.signatures.value.find((one) => isNested(device, one));
  if (nested !== undefined) return [nestedTable(device.path, nested)];
  if (!terms.wipeSignatures) return [refusal(code, message, why, wipeAdvice(device.path, terms))];
  if (terms.confirmed.includes(device.path)) return [];
  const fix = [`add --confirm ${device.path} if all of its contents may be destroyed`];
  return [refusal('DM027', `${message}, and wiping it is not confirmed`, why, fix, 21)];
}

/** Types of partition tables, as libblkid names them. wipefs(8) erases none of them from a partition by itself. */
const TABLES = new Set([
  ...['aix', 'atari', 'bsd', 'dos', 'gpt', 'mac', 'minix', 'PMBR', 'sgi', 'solaris_x86', 'sun'],
  ...['ultrix', 'unixware'],
]);

const isNested = ({ type: is }: UsableDevice, { type }: Signature): boolean =>
  is === 'part' && TABLES.has(type);

function nestedTable(path: string, { type }: Signature): Notice {
  const message = `${path} carries a partition table of its own (${type})`;
  const why = 'it is a partition itself; wipefs erases no table within one unless it is forced';
  return refusal('DM020', message, why, [
    `choose another device, or make sure nobody needs it: wipefs --force -a -t ${type} ${path}`,
  ]);
}

function wipeAdvice(path: string, { carry }: DiskTerms): readonly string[] {
  if (carry === 'volume')
    return [`choose another device, or make sure nobody needs what is on ${path}, and blank it`];
  return [`choose another device, or add --wipe-signatures --confirm ${path}`];
}

/** ZFS alone has a hundred of them on a disk; wipefs(8) shows them all. */
const MOST_SHOWN = 5;

type Content = Pick<Notice, 'message' | 'why'> & { readonly code: 'DM020' | 'DM026' };

function contentOf(
  device: UsableDevice,
  signatures: readonly Signature[],
  firstData: number | null,
): Content | null {
  const why = 'it would be destroyed';
  if (signatures.length > 0) {
    const words = signatures.map((one) => signatureWords(deviceNode(device.identity), one));
    const more = words.length - MOST_SHOWN;
    const rest = more > 0 ? [`${String(more)} more`] : [];
    const list = [...words.slice(0, MOST_SHOWN), ...rest].join(', ');
    return { code: 'DM020', message: `${device.path} carries ${list}`, why };
  }
  const partition = device.children.find(({ type }) => type === 'part');
  if (partition !== undefined) {
    return { code: 'DM020', message: `${device.path} has a partition, ${partition.path}`, why };
  }
  if (firstData === null) return null;
  const message = `${device.path} is not blank: data at byte ${String(firstData)}`;
  return { code: 'DM026', message, why: 'it has no known signature, but it holds data' };
}

/** `ext4 ("data") at 0x438`, with `of /dev/xvdf1` where it is not on the disk itself. */
function signatureWords(disk: string, { device, type, label, offset }: Signature): string {
  const name = label === null || label === '' ? '' : ` (${JSON.stringify(label)})`;
  const part = device === disk ? '' : ` of ${device}`;
  return `${type}${name} at 0x${offset.toString(16)}${part}`;
}

function sameDiskTwice(devices: readonly DeviceFacts[]): readonly Notice[] {
  const seen = new Map<string, string>();
  return devices.flatMap((device) => {
    if (!device.usable) return [];
    const { path, identity } = device;
    const earlier = seen.get(identity.majorMinor);
    seen.set(identity.majorMinor, path);
    if (earlier === undefined) return [];
    const message = `${earlier} and ${path} are the same disk`;
    const why = `both are device ${identity.majorMinor}`;
    return [refusal('DM025', message, why, ['name every disk once'])];
  });
}

function strayConfirmations(
  devices: readonly DeviceFacts[],
  { confirmed }: WipeConsent,
): readonly Notice[] {
  const named = new Set(devices.map(({ path }) => path));
  return confirmed
    .filter((path) => !named.has(path))
    .map((path) => {
      const why = 'only a device of this command can be confirmed, by the same name';
      return refusal(
        'DM027',
        `--confirm ${path} does not match any device of this command`,
        why,
        [`remove it, or use the name of a device as given: ${[...named].join(' ')}`],
        21,
      );
    });
}
