import { eraseDevice } from '../../lvm/wipefs.ts';
import { deactivateVolume, removeLogicalVolume } from '../../lvm/logical-volume.ts';
import type { EngineName } from '../../model/engine.ts';
import type { Condition } from '../../model/plan/condition.ts';
import type { DeviceIdentity, UsableDevice } from '../../model/facts/device.ts';
import { knownOr } from '../../model/known.ts';
import type { VolumeGroup } from '../../model/facts/lvm-state.ts';
import { makeStep, type Step } from '../../model/plan/plan.ts';
import { bytes, endsOf, extents, MIB } from '../../model/units.ts';
import { activatePool, releasePool, type MadePool } from './thin-pool.ts';
import { removeVg } from './volumes.ts';
import { TAG } from './names.ts';
import { orphanOf, removePv, renewPv, wordOf, zeroLabel } from './physical-volume.ts';
import type { TeardownSite } from './teardown-site.ts';
import { groupOf } from './pool-group.ts';

/** The tag by which a volume group is known to be dmctl's; null if others created it. */
const tagOf = ({ record, foreign }: TeardownSite): string | null =>
  record.managed === null && foreign !== true && record.inGroup !== true ? TAG : null;

/** A disk of dmctl's, and the UUID of its physical volume, which proves it. */
export interface OwnDisk {
  readonly device: DeviceIdentity;
  readonly uuid: string;
  /** When dmctl took it. */
  readonly wasBlank: boolean;
}

/** An undo is possible only before the first of these: a removed volume cannot be restored. */
export const FINAL = { final: true, undo: [] } as const;

/**
 * Removes pool, volume group, physical volumes and labels, so that the disks are blank. An earlier
 * teardown that was given up may have left disks only. In a group of others the pool alone is removed.
 */
export function lvmRemovalSteps(site: TeardownSite): readonly Step[] {
  if (site.record.pool === null) return [];
  const group = groupOf(site);
  if (site.record.inGroup === true) return group === null ? [] : poolSteps(site, group);
  return [
    ...(group === null ? [] : [...poolSteps(site, group), removeGroup(group.name, tagOf(site))]),
    ...ownDisks(site).flatMap((disk) => [
      ...(site.request.erase ? [eraseStep(disk)] : []),
      ...blankingSteps(disk),
    ]),
  ];
}

/** Makes a disk blank that is in no volume group any more. */
export const blankingSteps = (disk: OwnDisk): readonly Step[] => [
  blankEndStep(disk),
  pvStep(disk),
  blankStep(disk),
];

/** The disks among the devices whose physical volume dmctl created. */
export function ownDisks({
  facts,
  ownPvs,
}: Pick<TeardownSite, 'facts' | 'ownPvs'>): readonly OwnDisk[] {
  return facts.devices
    .filter((disk): disk is UsableDevice => disk.usable)
    .flatMap(({ identity: device, pv }) => {
      const uuid = knownOr(pv, null)?.uuid ?? '';
      const wasBlank = ownPvs.get(uuid);
      return wasBlank === undefined ? [] : [{ device, uuid, wasBlank }];
    });
}

/** Removes the pool alone. */
export function poolSteps(site: TeardownSite, group: VolumeGroup): readonly Step[] {
  const { facts, record } = site;
  const { pool } = record;
  const { pvs, lvs } = knownOr(facts.lvm, { pvs: [], lvs: [] });
  const volume = lvs.find((lv) => lv.vg === pool?.vg && lv.name === pool.lv);
  if (pool === null || volume?.chunkSize == null) return [];
  const { size, chunkSize } = volume;
  const made: MadePool = { kind: 'thin-pool', ...pool, size, chunkSize };
  const ours: Condition = {
    kind: 'vg-present',
    vg: group.name,
    tag: tagOf(site),
    pvUuids: pvs.filter(({ vg }) => vg === group.name).map(({ uuid }) => uuid),
    minExtents: extents(0),
  };
  const off = deactivation(made, ours, 'deactivate-pool');
  return [
    releaseStep(pool, facts.engine.engine),
    ...(volume.active ? [off] : []),
    removalStep(made, ours),
  ];
}

type PoolName = NonNullable<TeardownSite['record']['pool']>;

/** An engine leaves devices active that it could not deactivate when it stopped. */
function releaseStep({ vg, lv }: PoolName, engine: EngineName): Step {
  return {
    ...releasePool(vg, lv),
    id: 'release-pool',
    title: `Remove what is left active on ${vg}/${lv}`,
    why: 'a device that is open is not removed, and stops the run',
    risk: 'safe',
    before: [{ kind: 'pool-holders', vg, lv, are: engine }],
    after: [{ kind: 'pool-holders', vg, lv, are: 'none' }],
  };
}

/** LVM does not deactivate an open pool: the last check before its removal. */
function deactivation(
  made: MadePool,
  ours: Condition,
  id: 'deactivate-pool' | 'mend-lvremove',
): Step {
  const { vg, lv } = made;
  return makeStep({
    id,
    title: `Deactivate ${vg}/${lv}`,
    why: 'LVM refuses while anything has the pool open',
    risk: 'reversible',
    before: [ours, { ...made, active: true }, { kind: 'pool-holders', vg, lv, are: 'none' }],
    action: { kind: 'run', command: deactivateVolume(vg, lv) },
    after: [{ ...made, active: false }],
    undo: [activatePool(made, 'undo-deactivate-pool')],
  });
}

/** A reboot activates the pool again. */
function removalStep(made: MadePool, ours: Condition): Step {
  const { vg, lv } = made;
  return makeStep({
    ...FINAL,
    id: 'lvremove',
    title: `Remove the thin pool ${vg}/${lv}`,
    why: 'every image and container in it is destroyed; from here on nothing can be undone',
    risk: 'destroys-data',
    before: [ours, { ...made, active: false }, { kind: 'pool-holders', vg, lv, are: 'none' }],
    action: { kind: 'run', command: removeLogicalVolume(vg, lv) },
    after: [{ kind: 'thin-pool-absent', vg, lv }],
    mend: [{ ...deactivation(made, ours, 'mend-lvremove'), proven: true, undo: [] }],
  });
}

/** Removes a group that is empty; nothing undoes it. */
export const removeGroup = (vg: string, tag: string | null): Step => ({
  ...removeVg(vg, tag),
  ...FINAL,
  id: 'vgremove',
});

/**
 * Zeros the end of the disk while its UUID still proves it to be dmctl's: what the pool held there may look
 * like a foreign signature once the label is gone. An interrupted vgremove leaves physical volumes that
 * are marked as used.
 */
export function blankEndStep({ device, uuid }: OwnDisk): Step {
  const [, end] = endsOf(device.size);
  return makeStep({
    ...FINAL,
    id: `blank-end-${wordOf(device)}`,
    title: `Zero the last MiB of ${device.path}`,
    why: 'what the pool held there must not be taken for a signature',
    risk: 'destroys-data',
    before: [orphanOf(uuid, device)],
    action: { kind: 'zero-range', device, ...end, proof: { kind: 'label', uuid } },
    after: [orphanOf(uuid, device), { kind: 'device-end-blank', device }],
    mend: [{ ...renewPv(uuid, device, 'mend-blank-end'), proven: true }],
  });
}

const pvStep = ({ device, uuid }: OwnDisk): Step => ({
  ...removePv(device, uuid),
  ...FINAL,
  id: `pvremove-${wordOf(device)}`,
  why: 'it has the UUID that dmctl gave it',
});

/** pvremove leaves the text of LVM's metadata. */
const blankStep = ({ device, uuid, wasBlank }: OwnDisk): Step => ({
  ...zeroLabel(device, { kind: 'leftover', uuid, wasBlank }, 'blank'),
  ...FINAL,
  title: `Zero the first MiB of ${device.path}`,
  why: 'setup accepts only a blank disk',
  risk: 'destroys-data',
});

/** All but the first MiB: LVM's label in it proves that the disk is ours for as long as the erasing takes. */
const eraseStep = ({ device, uuid }: OwnDisk): Step =>
  makeStep({
    ...FINAL,
    id: `erase-${wordOf(device)}`,
    title: `Zero all of ${device.path} but its first MiB`,
    why: 'what images and containers wrote must not be readable any more',
    risk: 'destroys-data',
    before: [orphanOf(uuid, device)],
    action: { kind: 'run', command: eraseDevice(device.path, bytes(MIB)) },
    after: [orphanOf(uuid, device), { kind: 'device-end-blank', device }],
    mend: [{ ...renewPv(uuid, device, 'mend-erase'), proven: true }],
    unseen: true,
  });
