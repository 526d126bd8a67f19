import { activateVolume, createLogicalVolume } from '../../lvm/logical-volume.ts';
import { LAYER_LV, LAYER_VG, makeFileSystem } from '../../lvm/layer-volume.ts';
import { DEFAULT_PLACING, extentsOn } from '../../lvm/placing.ts';
import { EXIT } from '../../model/exit-codes.ts';
import type { LvmState, VolumeGroup } from '../../model/facts/lvm-state.ts';
import { dmName } from '../../model/names.ts';
import type { Notice } from '../../model/notice.ts';
import type { Condition } from '../../model/plan/condition.ts';
import type { LayerVolume } from '../../model/plan/conversion.ts';
import type { VolumeRequest } from '../../model/plan/journal.ts';
import { makeStep, type Step } from '../../model/plan/plan.ts';
import {
  bytes,
  extents,
  extentsFor,
  extentsToBytes,
  formatBytes,
  type Bytes,
  type Extents,
} from '../../model/units.ts';
import type { ListedAs } from '../../pool/lvm-limits.ts';
import { diskRefusals } from '../steps/disk-refusals.ts';
import { blankEndStep } from '../steps/lvm-removal.ts';
import {
  activationRefusals,
  bootRefusals,
  changeRefusals,
  creationRefusals,
} from '../steps/lvm-refusals.ts';
import { TAG } from '../steps/names.ts';
import { pvSteps, uuidOf } from '../steps/physical-volume.ts';
import { groupRefusals, no, type Grown } from '../steps/pool-in-use.ts';
import { removeLv } from '../steps/pool-volumes.ts';
import { refusal, unseen } from '../steps/refusal.ts';
import { mapperRefusals, pathRefusals } from '../steps/taken-names.ts';
import { vgPresent, vgStep, type GroupSite } from '../steps/volumes.ts';
import type { Carrier, MigrateSite } from './site.ts';

const CONSENT = { wipeSignatures: false, confirmed: [] } as const;

/** Reads from the request which volume carries the layers; null: none was asked for. */
export function carrierOf(site: MigrateSite): Grown<Carrier | null> {
  const { on } = site.request;
  if (on === null) return { ok: true, value: null };
  const { lvm } = site.facts;
  if (!lvm.known) return no(unseen("LVM's state", lvm.why));
  const fileSystem = site.ground.makes;
  if (fileSystem === null) return no(noMaker());
  return on.kind === 'disk'
    ? onDisk(site, lvm.value, fileSystem)
    : inGroup(site, lvm.value, on, fileSystem);
}

const noMaker = (): Notice =>
  refusal(
    'DM004',
    'neither mkfs.xfs nor mkfs.ext4 is there',
    'the volume needs a file system',
    ['install xfsprogs or e2fsprogs'],
    EXIT.toolMissing,
  );

function onDisk(
  { facts, nonce }: MigrateSite,
  lvm: LvmState,
  fileSystem: LayerVolume['fileSystem'],
): Grown<Carrier> {
  const refusals = [
    ...diskRefusals(facts.devices, lvm.vgs, { ...CONSENT, carry: 'volume' }),
    ...nameRefusals(facts, lvm),
    ...named(creationRefusals(facts, { vg: LAYER_VG, pool: LAYER_LV, tags: [TAG] }), LAYER_VG),
    ...named(bootRefusals(facts, listedAs({ name: LAYER_VG, tags: [TAG] }), null), LAYER_VG),
  ];
  const [disk] = facts.devices;
  if (refusals.length > 0 || disk?.usable !== true) return no(...refusals);
  const { extentSize } = DEFAULT_PLACING;
  const total = extentsOn(disk.identity.size, disk.optimalIoBytes);
  const made = { vg: LAYER_VG, devices: [disk], nonce, extentSize, total };
  return {
    ok: true,
    value: {
      volume: { vg: LAYER_VG, lv: LAYER_LV, fileSystem },
      size: extentsToBytes(total, extentSize),
      extents: total,
      group: { made },
    },
  };
}

/** The group's name is dmctl's choice, so a person can only make it free, or use the group that has it. */
function nameRefusals(facts: MigrateSite['facts'], { vgs }: LvmState): readonly Notice[] {
  if (vgs.some(({ name }) => name === LAYER_VG)) {
    const fix = [`dmctl migrate overlay2 --on-vg ${LAYER_VG} --size SIZE makes the volume in it`];
    return [refusal('DM030', `volume group ${LAYER_VG} exists`, 'dmctl would create it', fix)];
  }
  return [
    ...pathRefusals(facts, LAYER_VG, (path) => `see ls -ld ${path}, and rename it`),
    ...mapperRefusals(facts, dmName(LAYER_VG, LAYER_LV)),
  ];
}

function inGroup(
  { facts }: MigrateSite,
  lvm: LvmState,
  { vg, size }: Extract<VolumeRequest, { kind: 'group' }>,
  fileSystem: LayerVolume['fileSystem'],
): Grown<Carrier> {
  const group = lvm.vgs.find(({ name }) => name === vg);
  if (group === undefined) {
    const fix = ['vgs lists the groups of this host'];
    return no(refusal('DM116', `there is no volume group ${vg}`, 'LVM does not report it', fix));
  }
  const wanted = extentsFor(size, group.extentSize);
  const refusals = [
    ...groupRefusals(group),
    ...changeRefusals(facts, group),
    ...named(activationRefusals(facts, listedAs(group)), vg),
    ...named(bootRefusals(facts, listedAs(group), group), vg),
    ...volumeRefusals(facts, lvm, group),
    ...freeRefusals(group, wanted),
  ];
  if (refusals.length > 0) return no(...refusals);
  const pvUuids = lvm.pvs.filter((pv) => pv.vgUuid === group.uuid).map(({ uuid }) => uuid);
  return {
    ok: true,
    value: {
      volume: { vg, lv: LAYER_LV, fileSystem },
      size: extentsToBytes(wanted, group.extentSize),
      extents: wanted,
      group: {
        found: { kind: 'vg-present', vg, tag: null, pvUuids, minExtents: extents(0) },
      },
    },
  };
}

const listedAs = (group: ListedAs['group']): ListedAs => ({
  volume: { vg: group.name, name: LAYER_LV, tags: [TAG] },
  group,
});

/** LVM's limits are worded for the pool. */
const named = (notices: readonly Notice[], vg: string): readonly Notice[] =>
  notices.map((one) => ({ ...one, message: one.message.replace('the pool', `${vg}/${LAYER_LV}`) }));

function volumeRefusals(
  facts: MigrateSite['facts'],
  { lvs }: LvmState,
  { name: vg, uuid }: VolumeGroup,
): readonly Notice[] {
  if (lvs.some((lv) => lv.vgUuid === uuid && lv.name === LAYER_LV)) {
    const why = 'dmctl would create it for the layers';
    const fix = [`rename it: lvrename ${vg} ${LAYER_LV} NEWNAME; or choose another group`];
    return [refusal('DM030', `volume ${vg}/${LAYER_LV} exists`, why, fix)];
  }
  return mapperRefusals(facts, dmName(vg, LAYER_LV));
}

function freeRefusals({ name, freeExtents, extentSize }: VolumeGroup, wanted: Extents) {
  if (wanted <= freeExtents) return [];
  const [free, needed] = [freeExtents, wanted].map((n) =>
    formatBytes(extentsToBytes(n, extentSize)),
  );
  const message = `volume group ${name} has ${String(free)} free, and the volume would take ${String(needed)}`;
  return [
    refusal(
      'DM252',
      message,
      'the pool is kept until the migration is accepted',
      ['ask for less with --size, or add a disk to the group: vgextend'],
      EXIT.noSpace,
    ),
  ];
}

/** mke2fs(8): bytes for each inode, where mke2fs.conf does not say otherwise. */
const EXT4_BYTES_PER_INODE = 16_384;
/** Journal and metadata of a new file system take less. */
const FILE_SYSTEM_SHARE = 0.04;

/** Returns the room that a new file system on the volume has for layers, and its inodes (null: no limit). */
export function roomOn({ volume, size }: Carrier): {
  readonly free: Bytes;
  readonly inodes: number | null;
} {
  const free = bytes(Math.floor(size * (1 - FILE_SYSTEM_SHARE)));
  const inodes = volume.fileSystem === 'ext4' ? Math.floor(size / EXT4_BYTES_PER_INODE) : null;
  return { free, inodes };
}

/** Makes the volume and its file system. Their undo removes them, and leaves a blank disk blank. */
export function carrierSteps(carrier: Carrier): readonly Step[] {
  const { volume, group } = carrier;
  return [
    ...('made' in group ? groupSteps(group.made) : []),
    lvStep(carrier),
    activateStep(volume),
    makeStep({
      id: 'make-file-system',
      title: `Make an ${volume.fileSystem} file system on ${volume.vg}/${volume.lv}`,
      why: 'overlay2 needs to see the type of each directory entry (xfs: ftype=1)',
      risk: 'safe',
      before: [linear(carrier), { kind: 'volume-mounted', volume, at: [] }],
      action: { kind: 'run', command: makeFileSystem(volume) },
      after: [{ kind: 'volume-formatted', volume }],
      unseen: true,
    }),
  ];
}

/** An interrupted lvcreate or lvremove leaves it inactive, and so may a reboot. */
export const activateStep = (volume: LayerVolume): Step =>
  makeStep({
    id: 'activate-layers',
    title: `Activate ${volume.vg}/${volume.lv}`,
    why: 'only an active volume can be mounted',
    risk: 'safe',
    before: [],
    action: { kind: 'run', command: activateVolume(volume.vg, volume.lv) },
    after: [{ kind: 'volume-active', volume }],
  });

function groupSteps(site: GroupSite): readonly Step[] {
  const { vg, nonce } = site;
  const pvs = pvSteps({ nonce, consent: CONSENT }, site.devices, { vg, seenWith: LOOKER });
  const group = vgStep(site);
  const why = 'the volume gets a group of its own, tagged as created by dmctl';
  return [
    ...pvs.map((step): Step => ({ ...step, documented: null })),
    // The file system may have written to the end of the disk, which is to be blank again.
    { ...group, documented: null, why, undo: [...group.undo, ...endsBlanked(site)] },
  ];
}

const endsBlanked = ({ devices, nonce }: GroupSite): readonly Step[] =>
  devices.map(({ identity: device }) => {
    const end = blankEndStep({ device, uuid: uuidOf(nonce, device), wasBlank: true });
    return { ...end, id: `undo-${end.id}` as Step['id'] };
  });

/** The step whose look shows whether the physical volume is in its group. */
const LOOKER = 'lvcreate-layers';

const linear = ({ volume: { vg, lv }, size }: Carrier): Condition => ({
  kind: 'lv-linear',
  ...{ vg, lv, size, tag: TAG },
});

function lvStep(carrier: Carrier): Step {
  const { volume, group } = carrier;
  const { vg, lv } = volume;
  const present = 'made' in group ? vgPresent(group.made) : group.found;
  const removal = removeLv('undo-lvcreate-layers', vg, lv, [linear(carrier)]);
  return makeStep({
    id: 'lvcreate-layers',
    title: `Create logical volume ${vg}/${lv} (${formatBytes(carrier.size)})`,
    why: 'it carries the layers of overlay2',
    risk: 'reversible',
    before: [present, { kind: 'lv-absent', vg, lv }],
    action: { kind: 'run', command: createLogicalVolume(vg, lv, carrier.extents, TAG) },
    after: [linear(carrier)],
    undo: [{ ...removal, why: 'this run created it; the layers are still in the pool' }],
  });
}
