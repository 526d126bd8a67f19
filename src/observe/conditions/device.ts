import type { BlockDevice } from '../../lvm/lsblk.ts';
import type { DeviceIdentity, Signature } from '../../model/facts/device.ts';
import { type Condition, type Finding, fails, holds } from '../../model/plan/condition.ts';
import { MIB, bytes, endsOf } from '../../model/units.ts';
import { attempt } from '../attempt.ts';
import {
  firstData,
  identityOf,
  leadsElsewhere,
  numbersOf,
  resolveDevice,
  sampleOf,
  withChildren,
} from '../devices.ts';
import { proofFault } from '../disk-proof.ts';
import { mountsOf } from '../mounts.ts';
import {
  blockBytes,
  hasPartitions,
  holdersOf,
  loopsOn,
  partitionOf,
  serialsOf,
} from '../sys-block.ts';
import type { Probes } from './probes.ts';

/**
 * Twice as far from both ends as libblkid looks: the last place at the beginning is 4 MiB (LUKS2's
 * last second header), at the end 1.5 MiB (Promise RAID, 3087 sectors). Zeros have no signature.
 */
const REACH = bytes(8 * MIB);

/**
 * Is it shown without a program that this is still the planned disk, blank and in nobody's use?
 * `false` is no answer: lsblk and wipefs tell then.
 * @throws HostError
 */
export async function isShownBlank(probes: Probes, planned: DeviceIdentity): Promise<boolean> {
  const { host } = probes;
  const name = await resolveDevice(host, planned.path);
  if (leadsElsewhere(planned, name) !== null) return false;
  const { realPath, majorMinor } = name;
  if ((await blockBytes(host, majorMinor)) !== planned.size) return false;
  const serials = await serialsOf(host, majorMinor);
  const isSame = planned.serial === null ? serials.length === 0 : serials.includes(planned.serial);
  if (!isSame || (await hasPartitions(host, majorMinor))) return false;
  if ((await otherPlace(host, planned)) !== null) return false;
  const holders = [
    ...(await holdersOf(host, majorMinor)),
    ...(await loopsOn(host, new Set([majorMinor]))),
  ];
  if (holders.length > 0) return false;
  if ((await mountsOf(host)).some(({ device }) => device === majorMinor)) return false;
  if (!(await probes.canOpenExclusively(realPath))) return false;
  return (await firstData(host, realPath, planned.size, REACH)) === null;
}

type DeviceCondition = Extract<Condition, { kind: `device-${string}` }>;

/** The rules of a device, in the order that makes the first thing found the one to tell. */
export async function checkDevice(probes: Probes, condition: DeviceCondition): Promise<Finding> {
  const { device, kind } = condition;
  if (kind === 'device-blank') {
    const shown = await attempt(() => isShownBlank(probes, device));
    if (shown.known && shown.value) return holds;
  }
  const rules = {
    'device-as-seen': [otherDisk, use, otherSignature(condition), otherContent(condition)],
    'device-unsigned': [otherDisk, use, signature, otherContent(condition)],
    'device-blank': [otherDisk, use, signature, data],
    'device-leftover': [otherDisk, use, signature, strange(condition)],
    'device-end-blank': [otherDisk, dataAtEnd],
  }[kind];
  for (const rule of rules) {
    const found = await rule(probes, device);
    if (found !== null) return fails(found);
  }
  return holds;
}

type Rule = (probes: Probes, device: DeviceIdentity) => Promise<string | null>;

async function lookUp(probes: Probes, path: string) {
  const name = await resolveDevice(probes.host, path);
  const block = (await probes.blockDevices()).get(name.majorMinor) ?? null;
  return { ...name, block };
}

/** Another disk has the name, by number, size or serial number. */
export const otherDisk: Rule = async (probes, planned) => {
  const { block, ...name } = await lookUp(probes, planned.path);
  if (block === null) return `lsblk does not report ${name.majorMinor}`;
  const elsewhere = leadsElsewhere(planned, name);
  if (elsewhere !== null) return elsewhere;
  const now = identityOf(name, block);
  if (now.size !== planned.size) return `it has ${String(now.size)} bytes now`;
  if (now.serial !== planned.serial) return `its serial number is ${String(now.serial)} now`;
  return otherPlace(probes.host, planned);
};

/** Another partition has the number and the size of the planned one. */
async function otherPlace(
  host: Probes['host'],
  { partition, majorMinor }: DeviceIdentity,
): Promise<string | null> {
  if (partition === undefined) return null;
  const now = (await partitionOf(host, majorMinor))?.place;
  if (now === undefined) return 'it is no partition now';
  if (now.start !== partition.start) return `it begins at sector ${String(now.start)} now`;
  const serials = now.diskSerials.join(', ');
  return serials === partition.diskSerials.join(', ')
    ? null
    : `it is on another disk now, ${serials}`;
}

const use: Rule = async (probes, { path }) => {
  const { block, majorMinor, realPath } = await lookUp(probes, path);
  const tree = block === null ? [] : withChildren(block);
  const above = tree.find((other) => other !== block && other.type !== 'part');
  if (above) return `${above.path} is on top of it`;
  const numbers = block === null ? new Set<string>() : numbersOf(block);
  const { host } = probes;
  const [holder] = [...(await holdersOf(host, majorMinor)), ...(await loopsOn(host, numbers))];
  if (holder !== undefined) return `${holder} uses it`;
  const mounted = (await mountsOf(probes.host)).find(({ device }) => numbers.has(device));
  if (mounted) return `it is mounted on ${mounted.mountPoint}`;
  const [place] = tree.flatMap(({ mountPoints }) => mountPoints);
  if (place !== undefined) return `it is in use: ${place}`;
  return (await probes.canOpenExclusively(realPath))
    ? null
    : 'another process has it open exclusively';
};

const signature: Rule = async (probes, { path }) => {
  const { block } = await lookUp(probes, path);
  const tree = block === null ? [] : withChildren(block);
  const partition = tree.find((part) => part !== block);
  if (partition) return `it has a partition, ${partition.path}`;
  const [found] = await signaturesIn(probes, [block]);
  return found ? `it has ${found.type} at byte ${String(found.offset)}` : null;
};

/** A disk without a serial number is told from another one by what was seen on it. */
const otherContent =
  (condition: DeviceCondition): Rule =>
  async ({ host }, { path }) => {
    if (!('sample' in condition)) return null;
    const { realPath } = await resolveDevice(host, path);
    const isSame = (await sampleOf(host, realPath)) === condition.sample;
    return isSame ? null : 'it holds different data than before';
  };

const otherSignature =
  (condition: DeviceCondition): Rule =>
  async (probes, { path }) => {
    if (condition.kind !== 'device-as-seen') return null;
    const { block } = await lookUp(probes, path);
    const tree = block === null ? [] : withChildren(block);
    const strange = (await signaturesIn(probes, tree)).find(
      (found) => !condition.signatures.some((seen) => isSame(found, seen)),
    );
    if (strange === undefined) return null;
    return `it has ${strange.type} at byte ${String(strange.offset)}, which it did not have before`;
  };

async function signaturesIn(
  probes: Probes,
  tree: readonly (BlockDevice | null)[],
): Promise<readonly Signature[]> {
  const paths = tree.map((block) => block?.kernelPath);
  return (await probes.signatures()).filter(({ device }) => paths.includes(device));
}

const isSame = (a: Signature, b: Signature): boolean =>
  a.device === b.device && a.offset === b.offset && a.type === b.type && a.uuid === b.uuid;

const data: Rule = async (probes, { path, size }) => {
  const { realPath } = await resolveDevice(probes.host, path);
  const at = await firstData(probes.host, realPath, size);
  return at === null ? null : `byte ${String(at)} is not zero`;
};

const strange =
  (condition: DeviceCondition): Rule =>
  ({ host }, { path }) =>
    condition.kind === 'device-leftover'
      ? proofFault(host, path, condition.proof)
      : Promise.resolve(null);

const dataAtEnd: Rule = async ({ host }, { path, size }) => {
  const { realPath } = await resolveDevice(host, path);
  const [, { offset, length }] = endsOf(size);
  const at = await host.firstNonZero(realPath, offset, length);
  return at === null ? null : `byte ${String(at)} is not zero`;
};
