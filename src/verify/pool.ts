import { knownOr } from '../model/known.ts';
import type { DockerState } from '../model/facts/docker-state.ts';
import { failed, note, ok, unsure, warning } from './examination.ts';
import type { Examination, Verdict } from './examination.ts';
import { poolPath, type NamedPool } from '../pool/found-pool.ts';

export const poolExists: Examination = {
  id: 'pool-exists',
  code: 'DM110',
  title: 'the pool exists',
  wanted: 'the thin pool that Docker is configured for',
  scope: 'host',
  judge: ({ pool, facts }) => {
    if (pool.kind === 'unknown') return unsure(pool.why);
    if (pool.kind === 'none')
      return failed('no pool is configured', 'dmctl setup direct-lvm DEVICE');
    return pool.mode === 'direct-lvm'
      ? volumeThere(pool)
      : loopPoolThere(pool, facts.engine.service.running);
  },
};

function volumeThere(pool: NamedPool): Verdict {
  if (!pool.volume.known) return unsure(pool.volume.why);
  const volume = pool.volume.value;
  if (volume === null && knownOr(pool.device, null) !== null) {
    return warning(
      `${String(pool.name)} is a device, but no logical volume of LVM: only part of it can be checked`,
      'dmctl looks after pools that are logical volumes; grow and watch this one with dmsetup',
    );
  }
  if (volume === null) {
    return failed(
      `LVM knows no volume ${poolPath(pool)} (device ${String(pool.name)})`,
      'pvs and vgs show whether its disk is there',
      'if the name is wrong: mend dm.thinpooldev in daemon.json; dmsetup ls shows the names',
    );
  }
  if (volume.segmentType === 'thin-pool') return ok(`thin pool ${poolPath(pool)}`);
  return failed(
    `${poolPath(pool)} is a ${volume.segmentType} volume, not a thin pool`,
    'a set-up was cut off, or dm.thinpooldev names the wrong volume: dmctl history, lvs -a',
  );
}

/** With Docker stopped its loop pool is gone, as it should be (moby removes it at a clean stop). */
function loopPoolThere(pool: NamedPool, running: DockerState['running']): Verdict {
  if (pool.name === null && running.known && !running.value) {
    return note('Docker makes the pool on its loop files when it starts');
  }
  if (pool.name === null) return unsure('docker info does not name the pool');
  if (!pool.device.known) return unsure(pool.device.why);
  if (pool.device.value !== null) return ok(`pool ${pool.name} on loop files`);
  return failed(`no device ${pool.name}`, 'systemctl restart docker.service');
}

export const poolActive: Examination = {
  id: 'pool-active',
  code: 'DM111',
  title: 'the pool is active',
  wanted: 'the device is there',
  scope: 'pool',
  judge: ({ pool }) => {
    if (!pool.device.known) return unsure(pool.device.why);
    if (pool.device.value !== null) return ok(`/dev/mapper/${pool.device.value.name}`);
    return failed(
      'not active, so Docker says "Non existing device"; what only an active pool shows was not checked',
      `lvchange -ay ${poolPath(pool)} (or: dmctl activate)`,
    );
  },
};

/** The name alone proves nothing: another device may bear it. */
export const poolTarget: Examination = {
  id: 'pool-target',
  code: 'DM112',
  title: 'the device is this thin pool',
  wanted: 'target thin-pool, made by LVM for this volume',
  scope: 'active-pool',
  judge: ({ pool }) => {
    if (!pool.device.known) return unsure(pool.device.why);
    const device = pool.device.value;
    if (device === null) return unsure('the pool is not active');
    if (!pool.target.known) return unsure(pool.target.why);
    if (pool.target.value === null) {
      return failed(
        `/dev/mapper/${device.name} is not a thin-pool target`,
        `dmsetup table ${device.name} shows what it is`,
        'a thin volume that LVM made in this pool moves the pool to another device',
      );
    }
    const volume = knownOr(pool.volume, null);
    if (volume !== null && !device.uuid.includes(volume.uuid.replaceAll('-', ''))) {
      return failed(
        `/dev/mapper/${device.name} was not made by LVM for ${poolPath(pool)}`,
        `dmsetup info ${device.name} and lvs -o+lv_uuid show both identities`,
      );
    }
    return ok('thin-pool');
  },
};

export const poolTable: Examination = {
  id: 'pool-table',
  code: 'DM113',
  title: 'the pool has one live table',
  wanted: 'live, not suspended, no second table waiting',
  scope: 'active-pool',
  judge: ({ pool }) => {
    if (!pool.device.known) return unsure(pool.device.why);
    const device = pool.device.value;
    if (device === null) return unsure('the pool is not active');
    const { name } = device;
    if (device.suspended && device.inactiveTable) {
      return failed(
        'suspended with a new table waiting: a change was cut off, and every writer hangs',
        `dmctl resume (or by hand: dmsetup resume ${name}, which switches to the new table)`,
      );
    }
    if (device.suspended) {
      return failed('suspended: every writer hangs', `dmsetup resume ${name}`);
    }
    if (!device.liveTable) return failed('no live table: the device cannot be used', RELOAD);
    if (device.inactiveTable) {
      return failed(
        'live, but a second table was loaded and never switched to',
        `dmctl resume (or drop it by hand: dmsetup clear ${name})`,
      );
    }
    return ok('one live table');
  },
};

const RELOAD = 'stop Docker; dmctl explain DM113 shows what to look at';
