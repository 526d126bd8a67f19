import { eraseDevice } from '../../lvm/blkdiscard.ts';
import { deactivate, removeLogicalVolume } from '../../lvm/logical-volume.ts';
import type { Condition } from '../../model/plan/condition.ts';
import type { DeviceIdentity, UsableDevice } from '../../model/facts/device.ts';
import { knownOr } from '../../model/known.ts';
import type { VolumeGroup } from '../../model/facts/lvm-state.ts';
import { dmName } from '../../model/names.ts';
import type { Step } from '../../model/plan/plan.ts';
import { endsOf, extents } from '../../model/units.ts';
import { activatePool, type MadePool } from '../steps/thin-pool.ts';
import { removeVg } from '../steps/volumes.ts';
import { TAG } from '../steps/names.ts';
import { orphanOf, removePv, renewPv, wordOf, zeroLabel } from '../steps/physical-volume.ts';
import { groupOf, type TeardownSite } from './site.ts';

/** A disk of the pool's volume group, and the UUID that proves it to be ours. */
interface OwnDisk {
  readonly device: DeviceIdentity;
  readonly uuid: string;
}

/** The way back ends at the first of these: nobody makes a removed pool again. */
const FINAL = { documented: null, final: true, undo: [] } as const;

/**
 * Pool, volume group, physical volumes and labels go, the disks are blank again. An earlier teardown
 * that was given up may have left no more than disks.
 */
export function lvmRemovalSteps(site: TeardownSite): readonly Step[] {
  if (site.record.pool === null) return [];
  const group = groupOf(site);
  return [
    ...(group === null
      ? []
      : [...poolSteps(site, group), vgStep(group, site.record.managed === null ? TAG : null)]),
    ...ownDisks(site).flatMap((disk) => [
      blankEndStep(disk),
      pvStep(disk),
      blankStep(disk, site.request.erase),
    ]),
  ];
}

function ownDisks({ facts, ownPvs }: TeardownSite): readonly OwnDisk[] {
  return facts.devices
    .filter((disk): disk is UsableDevice => disk.usable)
    .flatMap(({ identity: device, pv }) => {
      const uuid = knownOr(pv, null)?.uuid;
      return uuid !== undefined && ownPvs.has(uuid) ? [{ device, uuid }] : [];
    });
}

function poolSteps({ facts, record }: TeardownSite, group: VolumeGroup): readonly Step[] {
  const { pool } = record;
  const { pvs, lvs } = knownOr(facts.lvm, { pvs: [], lvs: [] });
  const volume = lvs.find((lv) => lv.vg === pool?.vg && lv.name === pool.lv);
  if (pool === null || volume?.chunkSize == null) return [];
  const { size, chunkSize } = volume;
  const made: MadePool = { kind: 'thin-pool', ...pool, size, chunkSize };
  const ours: Condition = {
    kind: 'vg-present',
    vg: group.name,
    tag: record.managed === null ? TAG : null,
    pvUuids: pvs.filter(({ vg }) => vg === group.name).map(({ uuid }) => uuid),
    minExtents: extents(0),
  };
  const off = deactivation(made, ours, 'deactivate-pool');
  return [releaseStep(pool), ...(volume.active ? [off] : []), removalStep(made, ours)];
}

type PoolName = NonNullable<TeardownSite['record']['pool']>;

/** Docker leaves devices active that it could not put away when it stopped. */
function releaseStep({ vg, lv }: PoolName): Step {
  return {
    id: 'release-pool',
    title: `Remove what Docker left active on ${vg}/${lv}`,
    why: 'a device that somebody has open stays, and stops the run',
    documented: null,
    risk: 'safe',
    before: [{ kind: 'pool-holders', vg, lv, are: 'dockers' }],
    action: { kind: 'remove-holders', device: `/dev/mapper/${dmName(vg, lv)}` },
    after: [{ kind: 'pool-holders', vg, lv, are: 'none' }],
    undo: [],
  };
}

/** LVM does not deactivate what somebody has open: the last thing that can stop the removal. */
function deactivation(made: MadePool, ours: Condition, id: string): Step {
  const { vg, lv } = made;
  return {
    id,
    title: `Deactivate ${vg}/${lv}`,
    why: 'LVM refuses while anything has the pool open',
    documented: null,
    risk: 'reversible',
    before: [ours, { ...made, active: true }, { kind: 'pool-holders', vg, lv, are: 'none' }],
    action: { kind: 'run', command: deactivate(vg, lv) },
    after: [{ ...made, active: false }],
    undo: [activatePool(made, `undo-${id}`)],
  };
}

/** A reboot activates the pool again. */
function removalStep(made: MadePool, ours: Condition): Step {
  const { vg, lv } = made;
  return {
    ...FINAL,
    id: 'lvremove',
    title: `Remove the thin pool ${vg}/${lv}`,
    why: 'with every image and container in it; from here on there is no way back',
    risk: 'destroys-data',
    before: [ours, { ...made, active: false }, { kind: 'pool-holders', vg, lv, are: 'none' }],
    action: { kind: 'run', command: removeLogicalVolume(vg, lv) },
    after: [{ kind: 'thin-pool-absent', vg, lv }],
    mend: [{ ...deactivation(made, ours, 'mend-lvremove'), proven: true, undo: [] }],
  };
}

const vgStep = ({ name }: VolumeGroup, tag: string | null): Step => ({
  ...removeVg(name, tag),
  ...FINAL,
  id: 'vgremove',
});

/**
 * Proven to be ours by its UUID for the last time: what the pool held at the disk's end may look like
 * a signature of somebody else's once the label is gone. A vgremove that was cut off leaves physical
 * volumes that say they are used.
 */
function blankEndStep({ device, uuid }: OwnDisk): Step {
  const [, end] = endsOf(device.size);
  return {
    ...FINAL,
    id: `blank-end-${wordOf(device)}`,
    title: `Blank the last MiB of ${device.path}`,
    why: 'what the pool held there is not to be taken for a signature',
    risk: 'destroys-data',
    before: [orphanOf(uuid, device)],
    action: { kind: 'zero-range', device: device.path, ...end },
    after: [orphanOf(uuid, device), { kind: 'device-end-blank', device }],
    mend: [{ ...renewPv(uuid, device, 'mend-blank-end'), proven: true }],
  };
}

const pvStep = ({ device, uuid }: OwnDisk): Step => ({
  ...removePv(device, uuid),
  ...FINAL,
  id: `pvremove-${wordOf(device)}`,
  why: 'its UUID is the one dmctl gave it',
});

/** pvremove leaves the text of LVM's metadata. */
function blankStep({ device }: OwnDisk, erase: boolean): Step {
  const step: Step = {
    ...zeroLabel(device, 'blank'),
    ...FINAL,
    title: `Blank the first MiB of ${device.path}`,
    why: 'a set-up takes only a disk that is blank',
    risk: 'destroys-data',
  };
  if (!erase) return step;
  const title = `Write zeros over all of ${device.path}`;
  return { ...step, title, action: { kind: 'run', command: eraseDevice(device.path) } };
}
