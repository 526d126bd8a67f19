import type { BlockDevice } from '../lvm/lsblk.ts';
import type { DeviceFacts, Signature } from '../model/device.ts';
import type { Host } from '../model/host.ts';
import { known, mapKnown, unknown, type Known } from '../model/known.ts';
import type { LvmState, PhysicalVolume } from '../model/lvm-state.ts';
import type { Mount } from '../model/mounts.ts';
import { attempt } from './attempt.ts';
import {
  blockDevices,
  firstData,
  identityOf,
  pvOn,
  resolveDevice,
  signaturesOn,
  withChildren,
  type DeviceName,
} from './devices.ts';
import { holdersOf } from './sys-block.ts';

type Usable = Extract<DeviceFacts, { usable: true }>;

/** A device as far as it is known before its content is looked at. */
interface Seen {
  readonly name: DeviceName;
  readonly block: BlockDevice;
  readonly pv: Known<PhysicalVolume | null>;
}

/**
 * The devices named, in their order. Two processes for all of them: lsblk, and wipefs unless every
 * one belongs to a volume group, whose content is LVM's.
 */
export async function deviceFacts(
  host: Host,
  paths: readonly string[],
  lvm: Known<LvmState>,
  mounts: Known<readonly Mount[]>,
): Promise<readonly DeviceFacts[]> {
  if (paths.length === 0) return [];
  const names = await Promise.all(paths.map((path) => attempt(() => resolveDevice(host, path))));
  const resolved = names.flatMap((name) => (name.known ? [name.value] : []));
  const blocks = await blocksOf(host, resolved);
  const seen = await Promise.all(names.map((name) => look(host, name, blocks, lvm)));
  const signatures = await signaturesOf(host, seen);
  const facts: DeviceFacts[] = [];
  // One after the other: two exclusive opens of one disk would take each other for a stranger.
  for (const [index, device] of seen.entries()) {
    const path = paths[index] ?? '';
    facts.push(
      device.known
        ? await usable(host, device.value, signatures, mounts)
        : { path, usable: false, why: device.why },
    );
  }
  return facts;
}

type Blocks = Known<ReadonlyMap<string, BlockDevice>>;

async function blocksOf(host: Host, names: readonly DeviceName[]): Promise<Blocks> {
  if (names.length === 0) return known(new Map());
  const paths = [...new Set(names.map(({ realPath }) => realPath))];
  return attempt(() => blockDevices(host, paths));
}

async function look(
  host: Host,
  name: Known<DeviceName>,
  blocks: Blocks,
  lvm: Known<LvmState>,
): Promise<Known<Seen>> {
  if (!name.known) return name;
  if (!blocks.known) return blocks;
  const { path, majorMinor } = name.value;
  const block = blocks.value.get(majorMinor);
  if (!block) return unknown(`lsblk says nothing of ${path} (${majorMinor})`);
  const pv = lvm.known ? await attempt(() => pvOn(host, lvm.value, majorMinor)) : lvm;
  return known({ name: name.value, block, pv });
}

const vgOf = ({ pv }: Seen): string | null => (pv.known ? (pv.value?.vg ?? null) : null);

async function signaturesOf(
  host: Host,
  seen: readonly Known<Seen>[],
): Promise<Known<readonly Signature[]>> {
  const blocks = seen.flatMap((device) =>
    device.known && vgOf(device.value) === null ? [device.value.block] : [],
  );
  return blocks.length === 0 ? known([]) : attempt(() => signaturesOn(host, blocks));
}

async function usable(
  host: Host,
  seen: Seen,
  signatures: Known<readonly Signature[]>,
  mounts: Known<readonly Mount[]>,
): Promise<DeviceFacts> {
  const { name, block, pv } = seen;
  const { path, realPath, majorMinor } = name;
  const holders = await attempt(() => holdersOf(host, majorMinor));
  if (!holders.known) return { path, usable: false, why: holders.why };
  if (!mounts.known) return { path, usable: false, why: mounts.why };
  const free = await attempt(() => host.canOpenExclusively(realPath));
  return {
    path,
    usable: true,
    identity: identityOf(path, block),
    realPath,
    pv,
    holders: holders.value,
    mountPoints: mountPointsOf(block, mounts.value),
    exclusivelyHeld: mapKnown(free, (is) => !is),
    ...shapeOf(block),
    ...(await contentOf(host, seen, signatures)),
  };
}

function shapeOf(block: BlockDevice) {
  const { kernelPath, type, readOnly, removable, rotational, optimalIoBytes, model } = block;
  const kernelName = kernelPath.slice(kernelPath.lastIndexOf('/') + 1);
  // What stands on two of its children is listed under both.
  const above = new Map(withChildren(block).map((device) => [device.path, device]));
  const children = [...above.values()].filter((device) => device.path !== block.path);
  return {
    ...{ kernelName, type, readOnly, removable, rotational, optimalIoBytes, model },
    children: children.map((child) => ({ path: child.path, type: child.type })),
  };
}

/** Where the device or anything above it is mounted; lsblk before 2.37 knows one place of several. */
function mountPointsOf(block: BlockDevice, mounts: readonly Mount[]): readonly string[] {
  const tree = withChildren(block);
  const numbers = new Set(tree.map(({ majorMinor }) => majorMinor));
  const mounted = mounts.filter(({ device }) => numbers.has(device));
  const places = [...tree.flatMap((d) => d.mountPoints), ...mounted.map((m) => m.mountPoint)];
  return [...new Set(places)].sort();
}

async function contentOf(
  host: Host,
  seen: Seen,
  signatures: Known<readonly Signature[]>,
): Promise<Pick<Usable, 'signatures' | 'firstData'>> {
  const { name, block } = seen;
  const vg = vgOf(seen);
  if (vg !== null) {
    const taken = unknown(`not looked at: ${name.path} belongs to volume group ${vg}`);
    return { signatures: taken, firstData: taken };
  }
  const own = new Set([block, ...block.children].map(({ kernelPath }) => kernelPath));
  return {
    signatures: mapKnown(signatures, (all) => all.filter(({ device }) => own.has(device))),
    firstData: await attempt(() => firstData(host, name.realPath, block.size)),
  };
}
