import type { DmDevice } from '../model/facts/dm.ts';
import type { Facts } from '../model/facts/facts.ts';
import { plainUuid } from '../model/names.ts';
import { knownOr, type Known } from '../model/known.ts';
import type { VolumeGroup } from '../model/facts/lvm-state.ts';
import { failed, note, ok, unsure, warning } from './examination.ts';
import type { ExaminedPool, Examination, Verdict } from './examination.ts';
import { poolPath, type NamedPool } from '../pool/found-pool.ts';

export const POOL = [
  {
    id: 'pool-exists',
    code: 'DM110',
    title: 'the pool exists',
    wanted: 'the thin pool that the engine is configured for',
    wakes: 'always',
    cause: true,
    scope: 'host',
    judge: ({ pool, facts }) => {
      if (pool.kind === 'unknown') return unsure(pool.why);
      if (pool.kind === 'none')
        return failed('no pool is configured', 'dmctl setup direct-lvm DEVICE');
      return pool.mode === 'direct-lvm'
        ? volumeThere(pool, facts)
        : loopPoolThere(pool, facts.engine.service.running);
    },
  },
  {
    id: 'pool-active',
    code: 'DM111',
    title: 'the pool is active',
    wanted: 'an active device-mapper device',
    wakes: 'always',
    cause: true,
    scope: 'pool',
    judge: ({ pool, facts }) => {
      const isDockers = facts.engine.engine === 'docker';
      if (!pool.device.known) return unsure(pool.device.why);
      if (pool.device.value !== null) return ok(`/dev/mapper/${pool.device.value.name}`);
      if (knownOr(pool.volume, null)?.active === true) {
        return failed(
          `there is no device ${String(pool.name)}, though LVM has ${poolPath(pool)} active`,
          `correct ${isDockers ? 'dm.thinpooldev in daemon.json' : `pool_name in ${facts.engine.configFile}`}; dmsetup ls --target thin-pool lists the names`,
        );
      }
      return failed(
        `the pool is not active: ${isDockers ? 'Docker reports "Non existing device"' : 'the plugin of containerd fails when it starts'}; checks of an active pool were skipped`,
        `lvchange -ay ${poolPath(pool)} (or: dmctl activate)`,
      );
    },
  },
  {
    id: 'pool-identity',
    code: 'DM119',
    title: 'the volume group and its disks are there once',
    wanted: 'one group of this name, and each of its physical volumes on one device',
    wakes: 'always',
    cause: true,
    scope: 'pool',
    directLvmOnly: true,
    judge: ({ facts, pool }) => {
      if (!facts.lvm.known) return unsure(facts.lvm.why);
      const { vgs } = facts.lvm.value;
      const group = knownOr(pool.group, null) ?? vgs.find(({ name }) => name === groupName(pool));
      if (group === undefined) return unsure('LVM does not report the volume group');
      return onlyOnce(group);
    },
  },
  /** The name alone proves nothing: another device may have it. */
  {
    id: 'pool-target',
    code: 'DM112',
    title: 'the device is this thin pool',
    wanted: 'target thin-pool, created by LVM for this volume',
    wakes: 'always',
    cause: true,
    scope: 'active-pool',
    judge: ofDevice((device, pool) => {
      if (!pool.target.known) return unsure(pool.target.why);
      if (pool.target.value === null) {
        return failed(
          `/dev/mapper/${device.name} is not a thin-pool target`,
          `dmsetup table ${device.name} shows what it is`,
          'a thin volume created with LVM in this pool moves the pool to another device',
        );
      }
      const volume = knownOr(pool.volume, null);
      if (volume !== null && !device.uuid.includes(plainUuid(volume.uuid))) {
        return failed(
          `/dev/mapper/${device.name} was not created by LVM for ${poolPath(pool)}`,
          `dmsetup info ${device.name} and lvs -o+lv_uuid show both identities`,
        );
      }
      return ok('thin-pool');
    }),
  },
  {
    id: 'pool-table',
    code: 'DM113',
    title: 'the pool has one live table',
    wanted: 'live, not suspended, no second table waiting',
    wakes: 'always',
    scope: 'active-pool',
    judge: ofDevice((device) => {
      const { name } = device;
      if (device.suspended && device.inactiveTable) {
        return failed(
          'the pool is suspended with a new table loaded: a change was interrupted, and all writes hang',
          `dmctl resume (or by hand: dmsetup resume ${name}, which switches to the new table)`,
        );
      }
      if (device.suspended) {
        return failed('the pool is suspended: all writes hang', `dmsetup resume ${name}`);
      }
      if (!device.liveTable)
        return failed('the pool has no live table: the device cannot be used', RELOAD);
      if (device.inactiveTable) {
        return failed(
          'the pool has a second table that was loaded but never made live',
          `dmctl resume (or drop it by hand: dmsetup clear ${name})`,
        );
      }
      return ok('one live table');
    }),
  },
] as const satisfies readonly Examination[];

/** Judges a pool by its device; without one there is nothing to judge. */
function ofDevice(judge: (device: DmDevice, pool: NamedPool) => Verdict) {
  return ({ pool }: ExaminedPool): Verdict => {
    if (!pool.device.known) return unsure(pool.device.why);
    const device = pool.device.value;
    return device === null ? unsure('the pool is not active') : judge(device, pool);
  };
}

const groupName = (pool: NamedPool): string => poolPath(pool).split('/')[0] ?? '';

function onlyOnce({ name, uuid, namesakes, copies }: VolumeGroup): Verdict {
  if (namesakes.length > 0) {
    return failed(
      `two volume groups are named ${name}, so LVM changes neither: ${[uuid, ...namesakes].join(', ')}`,
      'vgs -o vg_name,vg_uuid,pv_name shows which disks each is on; detach the one that does not belong here',
      `or rename it: vgrename ${namesakes[0] ?? 'UUID'} NEWNAME`,
    );
  }
  if (copies.length === 0) return ok('once');
  return failed(
    `${copies.join(', ')} carries a copy of a disk of the pool, so LVM changes nothing in ${name}`,
    'detach the copy; pvs -a -o pv_name,pv_uuid,pv_duplicate shows both',
    `or, if it is needed here: vgimportclone ${copies.join(' ')}`,
  );
}

function volumeThere(pool: NamedPool, facts: Facts): Verdict {
  if (pool.name === null) {
    const { files } = knownOr(facts.engine.configuredFor, null) ?? { files: [] };
    return note(`Docker will create the pool from ${files.join(' and ')} when it starts`);
  }
  if (!pool.volume.known) return unsure(pool.volume.why);
  const volume = pool.volume.value;
  const device = knownOr(pool.device, null);
  if (volume === null && device?.uuid.startsWith('LVM-') === true) return unseenByLvm(pool, facts);
  if (volume === null && device !== null) {
    return warning(
      `${pool.name} is not an LVM logical volume: only some checks apply`,
      'dmctl manages only pools that are logical volumes; extend and monitor this one with dmsetup',
    );
  }
  if (volume === null) {
    return failed(
      `logical volume ${poolPath(pool)} does not exist (device ${pool.name})`,
      'check with pvs and vgs whether its disk is present',
      'if the name is wrong, fix dm.thinpooldev in daemon.json; dmsetup ls lists the names',
    );
  }
  if (volume.segmentType === 'thin-pool') return ok(`thin pool ${poolPath(pool)}`);
  return failed(
    `${poolPath(pool)} is a ${volume.segmentType} volume, not a thin pool`,
    'a setup was interrupted, or dm.thinpooldev names the wrong volume: see dmctl history and lvs -a',
  );
}

/** LVM made the device, so the volume exists: it is LVM that does not see the disks (lvm.conf(5), devices). */
function unseenByLvm(pool: NamedPool, { lvmSettings, lvmAccess }: Facts): Verdict {
  const disks = knownOr(lvmAccess.disksBelow, []).map((disk) => `/dev/${disk}`);
  const hiding = knownOr(lvmSettings, null)?.hiding ?? [];
  const where = disks.length === 0 ? 'its disks' : disks.join(', ');
  const by = hiding.length === 0 ? '' : `: ${hiding.join(', ')}`;
  return failed(
    `LVM does not see ${where}, on which ${poolPath(pool)} is active${by}`,
    hiding.length === 0
      ? 'pvs -a lists the disks that LVM sees; lvmconfig --typeconfig diff shows what is set'
      : 'correct the setting in the devices section of /etc/lvm/lvm.conf (or lvmlocal.conf)',
    'until then LVM neither extends the pool nor activates it after a reboot',
  );
}

/** Docker removes its loop pool at a clean stop, so a stopped Docker has none. */
function loopPoolThere(pool: NamedPool, running: Known<boolean>): Verdict {
  if (pool.name === null && running.known && !running.value) {
    return note('Docker will create the loop-lvm pool when it starts');
  }
  if (pool.name === null) return unsure('docker info does not name the pool');
  if (!pool.device.known) return unsure(pool.device.why);
  if (pool.device.value !== null) return ok(`pool ${pool.name} on loop files`);
  return failed(`device ${pool.name} does not exist`, 'systemctl restart docker.service');
}

const RELOAD = 'stop Docker, then follow dmctl explain DM113';
