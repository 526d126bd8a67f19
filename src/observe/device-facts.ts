import type { BlockDevice } from '../lvm/lsblk.ts';
import type { DeviceFacts, Signature } from '../model/facts/device.ts';
import type { Host } from '../model/host.ts';
import { known, knownOr, mapKnown, unknown, type Known } from '../model/known.ts';
import type { LvmState, PhysicalVolume } from '../model/facts/lvm-state.ts';
import type { Mount } from '../model/facts/mounts.ts';
import { attempt } from './attempt.ts';
import {
  blockDevices,
  firstData,
  identityOf,
  numbersOf,
  pvOn,
  resolveDevice,
  sampleOf,
  signaturesOn,
  withChildren,
  type DeviceName,
} from './devices.ts';
import { blockBytes, holdersOf, loopsOn, partitionOf } from './sys-block.ts';

type Usable = Extract<DeviceFacts, { usable: true }>;
type Unusable = Extract<DeviceFacts, { usable: false }>;

/** Facts that the devices are compared with. */
interface Around {
  readonly lvm: Known<LvmState>;
  readonly mounts: Known<readonly Mount[]>;
}

/** A device as far as it is known before its content is looked at. */
interface Seen {
  readonly name: DeviceName;
  readonly block: BlockDevice;
  readonly pv: Usable['pv'];
  readonly partitionPvs: Usable['partitionPvs'];
  /** null: it is no partition. */
  readonly partition: Known<Awaited<ReturnType<typeof partitionOf>>>;
}

/**
 * The devices named, in their order. Two processes for all of them: lsblk, and wipefs unless every
 * one belongs to a volume group, whose content is LVM's; more where util-linux prints no JSON.
 */
export async function deviceFacts(
  host: Host,
  paths: readonly string[],
  lvm: Known<LvmState>,
  mounts: Known<readonly Mount[]>,
): Promise<readonly DeviceFacts[]> {
  if (paths.length === 0) return [];
  const names = await Promise.all(paths.map((path) => nameOf(host, path)));
  const resolved = names.flatMap((name) => ('usable' in name ? [] : [name]));
  const blocks = await blocksOf(host, resolved);
  const seen = await Promise.all(
    names.map(async (name) => ('usable' in name ? name : look(host, name, blocks, lvm))),
  );
  const signatures = await signaturesOf(host, seen);
  const facts: DeviceFacts[] = [];
  // One after the other: two exclusive opens of one disk would take each other for a stranger.
  for (const device of seen) {
    facts.push(
      'usable' in device ? device : await usable(host, device, signatures, { lvm, mounts }),
    );
  }
  return facts;
}

type Blocks = Known<ReadonlyMap<string, BlockDevice>>;

async function nameOf(host: Host, path: string): Promise<DeviceName | Unusable> {
  const name = await attempt(() => resolveDevice(host, path));
  return name.known ? name.value : { path, usable: false, is: 'no-device', why: name.why };
}

async function blocksOf(host: Host, names: readonly DeviceName[]): Promise<Blocks> {
  if (names.length === 0) return known(new Map());
  const paths = [...new Set(names.map(({ realPath }) => realPath))];
  return attempt(() => blockDevices(host, paths));
}

async function look(
  host: Host,
  name: DeviceName,
  blocks: Blocks,
  lvm: Known<LvmState>,
): Promise<Seen | Unusable> {
  const { path, majorMinor } = name;
  const block = blocks.known ? blocks.value.get(majorMinor) : undefined;
  if (!block) {
    const why = blocks.known ? `lsblk does not report ${path} (${majorMinor})` : blocks.why;
    return unseenDevice(host, name, why);
  }
  const pv = await pvAt(host, lvm, majorMinor);
  const partitionPvs = lvm.known ? await attempt(() => pvsOn(host, lvm.value, block)) : lvm;
  const isPartition = block.type === 'part';
  const partition = isPartition ? await attempt(() => partitionOf(host, majorMinor)) : known(null);
  return { name, block, pv, partitionPvs, partition };
}

const pvAt = async (
  host: Host,
  lvm: Known<LvmState>,
  majorMinor: string,
): Promise<Known<PhysicalVolume | null>> =>
  lvm.known ? attempt(() => pvOn(host, lvm.value, majorMinor)) : lvm;

/** lsblk leaves devices without a size out, and fails when it is asked for nothing else. */
async function unseenDevice(
  host: Host,
  { path, majorMinor }: DeviceName,
  why: string,
): Promise<Unusable> {
  const size = await attempt(() => blockBytes(host, majorMinor));
  if (size.known && size.value === 0) {
    return { path, usable: false, is: 'empty', why: 'it has no size' };
  }
  return { path, usable: false, is: 'unread', why };
}

async function pvsOn(
  host: Host,
  lvm: LvmState,
  { children }: BlockDevice,
): Promise<readonly PhysicalVolume[]> {
  const partitions = children.filter(({ type }) => type === 'part');
  const found = partitions.map(({ majorMinor }) => pvOn(host, lvm, majorMinor));
  return (await Promise.all(found)).filter((pv) => pv !== null);
}

const vgOf = ({ pv }: Seen): string | null => (pv.known ? (pv.value?.vg ?? null) : null);

async function signaturesOf(
  host: Host,
  seen: readonly (Seen | Unusable)[],
): Promise<Known<readonly Signature[]>> {
  const blocks = seen.flatMap((device) =>
    !('usable' in device) && vgOf(device) === null ? [device.block] : [],
  );
  return blocks.length === 0 ? known([]) : attempt(() => signaturesOn(host, blocks));
}

async function usable(
  host: Host,
  seen: Seen,
  signatures: Known<readonly Signature[]>,
  { lvm, mounts }: Around,
): Promise<DeviceFacts> {
  const { name, block, pv, partitionPvs, partition } = seen;
  const { path, realPath, majorMinor } = name;
  const holders = await attempt(async () => [
    ...(await holdersOf(host, majorMinor)),
    ...(await loopsOn(host, numbersOf(block))),
  ]);
  const unread = { path, usable: false, is: 'unread' } as const;
  if (!holders.known) return { ...unread, why: holders.why };
  if (!mounts.known) return { ...unread, why: mounts.why };
  if (!partition.known) return { ...unread, why: partition.why };
  const place = partition.value;
  const shown = new Set(withChildren(block).map(kernelNameOf));
  const free = await attempt(() => host.canOpenExclusively(realPath));
  return {
    path,
    usable: true,
    identity: { ...identityOf(name, block), ...(place !== null && { partition: place.place }) },
    pv,
    partitionPvs,
    ...(place !== null && { diskPv: await pvAt(host, lvm, place.disk) }),
    holders: holders.value.filter((name) => !shown.has(name)),
    mountPoints: mountPointsOf(block, mounts.value),
    exclusivelyHeld: mapKnown(free, (is) => !is),
    ...shapeOf(block),
    ...(await contentOf(host, seen, signatures)),
  };
}

const kernelNameOf = ({ kernelPath }: BlockDevice): string =>
  kernelPath.slice(kernelPath.lastIndexOf('/') + 1);

function shapeOf(block: BlockDevice) {
  const { type, readOnly, removable, rotational, optimalIoBytes, model } = block;
  // What stands on two of its children is listed under both.
  const above = new Map(withChildren(block).map((device) => [device.path, device]));
  const children = [...above.values()].filter((device) => device.path !== block.path);
  return {
    ...{
      kernelName: kernelNameOf(block),
      type,
      readOnly,
      removable,
      rotational,
      optimalIoBytes,
      model,
    },
    children: children.map((child) => ({ path: child.path, type: child.type })),
  };
}

/** Where the device or anything above it is mounted; lsblk before 2.37 knows one place of several. */
function mountPointsOf(block: BlockDevice, mounts: readonly Mount[]): readonly string[] {
  const tree = withChildren(block);
  const numbers = numbersOf(block);
  const mounted = mounts.filter(({ device }) => numbers.has(device));
  const places = [...tree.flatMap((d) => d.mountPoints), ...mounted.map((m) => m.mountPoint)];
  return [...new Set(places)].sort();
}

async function contentOf(
  host: Host,
  seen: Seen,
  signatures: Known<readonly Signature[]>,
): Promise<Pick<Usable, 'signatures' | 'firstData' | 'sample'>> {
  const { name, block } = seen;
  const vg = vgOf(seen);
  if (vg !== null) {
    const taken = unknown(`not examined: ${name.path} belongs to volume group ${vg}`);
    return { signatures: taken, firstData: taken, sample: taken };
  }
  const paths = new Set([block, ...block.children].map(({ kernelPath }) => kernelPath));
  const own = mapKnown(signatures, (all) => all.filter(({ device }) => paths.has(device)));
  const at = await attempt(() => firstData(host, name.realPath, block.size));
  const isBlank = at.known && at.value === null && knownOr(own, []).length === 0;
  return {
    signatures: own,
    firstData: at,
    sample: isBlank ? unknown('blank') : await attempt(() => sampleOf(host, name.realPath)),
  };
}
