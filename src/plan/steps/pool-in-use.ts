import { MAX_METADATA } from '../../lvm/thin-pool.ts';
import { METADATA_BLOCK_BYTES } from '../../model/facts/dm.ts';
import type { Facts } from '../../model/facts/facts.ts';
import type {
  AutoextendSettings,
  LogicalVolume,
  LvmState,
  VolumeGroup,
} from '../../model/facts/lvm-state.ts';
import { knownOr } from '../../model/known.ts';
import type { Notice } from '../../model/notice.ts';
import {
  bytes,
  extents,
  extentsFor,
  formatBytes,
  sectorsToBytes,
  type Bytes,
  type Extents,
} from '../../model/units.ts';
import { poolPath, type NamedPool } from '../../pool/found-pool.ts';
import { autoextendOf, spareOf } from '../../pool/extensions.ts';
import { kernelFigures } from '../../pool/usage.ts';
import { activationRefusals, changeRefusals } from './lvm-refusals.ts';
import { refusal, unseen } from './refusal.ts';

/** A direct-lvm pool whose sizes are the same for LVM and the kernel. */
export interface GrowingPool {
  /** Device-mapper name, as docker info prints it. */
  readonly name: string;
  readonly lvm: LvmState;
  readonly volume: LogicalVolume;
  readonly group: VolumeGroup;
  readonly chunkSize: Bytes;
  readonly data: Extents;
  readonly metadata: Extents;
  readonly spare: Extents;
  readonly settings: AutoextendSettings;
}

export type Grown<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusals: readonly Notice[] };

/** Refuses, for these reasons. */
export const no = (...refusals: readonly Notice[]): Grown<never> => ({ ok: false, refusals });

/** Returns the pool as LVM has it, or the reasons why it is none that LVM could change. */
export function poolOfLvm(
  facts: Facts,
  pool: NamedPool,
): Grown<Pick<GrowingPool, 'lvm' | 'volume' | 'group'>> {
  if (!facts.lvm.known) return no(unseen("LVM's state", facts.lvm.why));
  const identity = poolIdentity(pool);
  if (identity.length > 0) return no(...identity);
  const [volume, group] = [knownOr(pool.volume, null), knownOr(pool.group, null)];
  if (volume === null || group === null) return no(noVolume(pool));
  if (volume.segmentType !== 'thin-pool') return no(noThinPool(pool));
  return { ok: true, value: { lvm: facts.lvm.value, volume, group } };
}

/** Returns the pool as its plan needs it, or the reasons why it is not extended. */
export function growingPool(facts: Facts, pool: NamedPool): Grown<GrowingPool> {
  const found = poolOfLvm(facts, pool);
  if (!found.ok) return found;
  const { lvm, volume, group } = found.value;
  const { chunkSize, metadataSize } = volume;
  if (chunkSize === null || metadataSize === null) {
    return no(unseen(`the parts of ${poolPath(pool)}`, 'LVM does not report their sizes'));
  }
  const settings = autoextendOf(facts, volume);
  if (!settings.known) return no(unseen('the auto-extension settings', settings.why));
  const unfit = [
    ...groupRefusals(group),
    ...changeRefusals(facts, group),
    ...activationRefusals(facts, { volume, group }),
    ...disagreements(pool, volume.size, metadataSize),
  ];
  if (unfit.length > 0) return no(...unfit);
  const { extentSize } = group;
  const spare = spareOf(lvm, group.name);
  return {
    ok: true,
    value: {
      ...{ name: String(pool.name), lvm, volume, group, chunkSize },
      data: extentsFor(volume.size, extentSize),
      metadata: extentsFor(metadataSize, extentSize),
      spare: spare === null ? extents(0) : extentsFor(spare, extentSize),
      settings: settings.value,
    },
  };
}

/** Refuses a pool that LVM does not have: one of Docker's own making, or none at all. */
export function noVolume(pool: NamedPool): Notice {
  if (pool.name === null) {
    const why = 'its configuration has dm.datadev or dm.metadatadev: LVM has no such pool';
    return refusal('DM110', 'Docker creates its pool itself when it starts', why, [ONLY_LVM]);
  }
  const device = knownOr(pool.device, null);
  if (device === null || device.uuid.startsWith('LVM-')) return notReported(pool);
  const why = `it is device ${device.majorMinor}, which Docker or somebody else created with dmsetup`;
  return refusal('DM110', `pool ${device.name} is not a logical volume`, why, [ONLY_LVM]);
}

const ONLY_LVM = 'only a pool of LVM can be extended, adopted or activated: see dmctl verify';

const notReported = (pool: NamedPool): Notice =>
  refusal('DM110', `pool ${poolPath(pool)} does not exist`, 'LVM does not report it', [
    'run dmctl verify to see what is wrong',
  ]);

export const noThinPool = (pool: NamedPool): Notice =>
  refusal(
    'DM112',
    `${poolPath(pool)} is not a thin pool`,
    'LVM has a volume of another type there',
    ['see lvs -a -o+segtype'],
  );

/** Refuses a pool whose group, or a disk of it, is there twice. */
export function poolIdentity({ group }: NamedPool): readonly Notice[] {
  const found = knownOr(group, null);
  return found === null ? [] : identityRefusals(found);
}

/** Refuses a group of which there is more than one, or a disk of which is there twice. */
export function identityRefusals({
  name,
  uuid,
  namesakes,
  copies,
}: VolumeGroup): readonly Notice[] {
  if (namesakes.length > 0) {
    const why = `LVM finds ${[uuid, ...namesakes].join(' and ')}, and changes neither by its name`;
    const fix = [
      'see which is which: vgs -o vg_name,vg_uuid,pv_name',
      'detach the disks of the other group, or rename it: vgrename UUID NEWNAME',
    ];
    return [refusal('DM119', `there are two volume groups named ${name}`, why, fix)];
  }
  if (copies.length === 0) return [];
  const why = `LVM changes nothing in volume group ${name} while a disk of it is there twice`;
  return [
    refusal('DM119', `${copies.join(', ')} carries a copy of a disk of the pool`, why, [
      'see both: pvs -a -o pv_name,pv_uuid,pv_duplicate',
      `detach the copy; or give it UUIDs of its own: vgimportclone ${copies.join(' ')}`,
    ]),
  ];
}

/** Lists why a volume group cannot be changed; empty if it can. */
export function groupRefusals(group: VolumeGroup): readonly Notice[] {
  const identity = identityRefusals(group);
  return identity.length > 0 ? identity : stateRefusals(group);
}

function stateRefusals({
  name,
  missingPvs,
  exported,
  foreign,
  readOnly,
}: VolumeGroup): readonly Notice[] {
  const no = (why: string, fix: string): readonly Notice[] => [
    refusal('DM116', `volume group ${name} cannot be changed`, why, [fix]),
  ];
  if (missingPvs > 0) {
    return no(
      `${String(missingPvs)} of its disks are missing`,
      'find them with pvs -o+pv_missing, and bring them back before anything else',
    );
  }
  if (exported) return no('it is exported', `vgimport ${name}`);
  if (foreign) return no('it belongs to another host', 'see vgs -o+vg_systemid');
  return readOnly
    ? no(
        'it is read-only',
        `its metadata says so: see vgs -o+vg_permissions, and the status in vgcfgbackup -f FILE ${name}`,
      )
    : [];
}

/** Refuses a pool whose size LVM has changed but the kernel has not: it must not be extended further. */
function disagreements(pool: NamedPool, data: Bytes, metadata: Bytes): readonly Notice[] {
  const figures = kernelFigures(pool);
  const target = pool.target.known ? pool.target.value : null;
  if (!figures.known || target === null) return [];
  const pairs = [
    { part: 'data', lvm: data, kernel: sectorsToBytes(target.length), most: Infinity },
    {
      part: 'metadata',
      lvm: metadata,
      kernel: bytes(figures.value.metadataBlocks * METADATA_BLOCK_BYTES),
      // Of a larger volume the kernel uses no more.
      most: MAX_METADATA,
    },
  ];
  const wrong = pairs.find(({ lvm, kernel, most }) => kernel < Math.min(lvm, most));
  if (wrong === undefined) return [];
  const why =
    `the ${wrong.part} has ${formatBytes(wrong.lvm)} for LVM and ` +
    `${formatBytes(wrong.kernel)} for the kernel: a resize was interrupted`;
  return [
    refusal('DM160', `LVM and the kernel disagree on the size of ${poolPath(pool)}`, why, [
      `lvchange --refresh ${poolPath(pool)}, then rerun the command`,
    ]),
  ];
}
