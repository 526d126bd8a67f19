import { knownOr } from '../model/known.ts';
import type { ThinPoolStatus } from '../model/facts/dm.ts';
import { failed, ok, unsure } from './examination.ts';
import type { Examination, Verdict } from './examination.ts';
import { poolPath, type NamedPool } from '../pool/found-pool.ts';

export const HEALTH = [
  {
    id: 'pool-writable',
    code: 'DM114',
    title: 'the pool is writable',
    wanted: 'rw',
    wakes: 'always',
    scope: 'active-pool',
    judge: ({ pool }) => {
      const status = kernelStatus(pool);
      if (typeof status === 'string') return unsure(status);
      if (status.state !== 'running') return dead(status.state);
      if (status.mode === 'rw') return ok('rw');
      return status.mode === 'ro' ? readOnly(pool) : outOfSpace(pool);
    },
  },
  {
    id: 'pool-needs-check',
    code: 'DM115',
    title: 'the metadata needs no check',
    wanted: 'no needs_check flag',
    wakes: 'always',
    scope: 'active-pool',
    judge: ({ pool }) => {
      if (knownOr(pool.volume, null)?.checkNeeded === true) return needsCheck;
      const status = kernelStatus(pool);
      if (typeof status === 'string') return unsure(status);
      if (status.state !== 'running') return unsure('the pool has failed');
      return status.needsCheck ? needsCheck : ok('no needs_check flag');
    },
  },
  {
    id: 'volume-health',
    code: 'DM116',
    title: 'LVM reports the volume as healthy',
    wanted: 'no health problem, no disk of the volume group missing',
    wakes: 'always',
    scope: 'pool',
    directLvmOnly: true,
    judge: ({ pool }) => {
      if (!pool.volume.known) return unsure(pool.volume.why);
      if (!pool.group.known) return unsure(pool.group.why);
      const [volume, group] = [pool.volume.value, pool.group.value];
      if (volume === null || group === null) return unsure('LVM does not report it');
      if (group.missingPvs > 0) {
        return failed(
          `volume group ${group.name} is missing ${String(group.missingPvs)} disk(s)`,
          'find it with pvs, and bring the disk back before anything else',
          `then: vgextend --restoremissing ${group.name} DEVICE`,
        );
      }
      if (group.exported || group.foreign) {
        const why = group.exported ? 'exported' : 'owned by another host (system ID)';
        return failed(`volume group ${group.name} is ${why}`, 'vgs -o+vg_systemid,vg_exported');
      }
      if (volume.health === '') return ok('healthy');
      return failed(
        `LVM reports the volume as "${volume.health}"`,
        `lvs -a -o+lv_health_status ${group.name}`,
      );
    },
  },
  /** Docker moves the kernel's transaction id, LVM counts its own: two owners damage a pool. */
  {
    id: 'pool-owner',
    code: 'DM117',
    title: 'only Docker creates thin devices in the pool',
    wanted: 'no thin volumes created with LVM',
    scope: 'pool',
    directLvmOnly: true,
    judge: ({ facts, pool }) => {
      if (!facts.lvm.known) return unsure(facts.lvm.why);
      const volume = knownOr(pool.volume, null);
      const thin = facts.lvm.value.lvs
        .filter((lv) => lv.vg === volume?.vg && lv.poolLv === volume.name)
        .map((lv) => `${lv.vg}/${lv.name}`);
      if (thin.length === 0) return ok('none');
      return failed(
        `Docker's pool contains thin volumes created with LVM: ${thin.join(', ')}`,
        'copy their data elsewhere, then lvremove them; create no new ones',
      );
    },
  },
] as const satisfies readonly Examination[];

const dead = (state: 'fail' | 'error'): Verdict =>
  failed(
    `the pool has failed (kernel status ${state === 'fail' ? 'Fail' : 'Error'}): all I/O returns errors`,
    'find the first error with journalctl -k -g "thin|device-mapper", and check the disk',
    'stop Docker, change nothing else, and follow dmctl explain DM115',
  );

const readOnly = (pool: NamedPool): Verdict =>
  failed(
    'the pool is read-only: its metadata is full, or a metadata operation failed',
    `stop Docker; extending ${poolPath(pool)} does not help before it is repaired`,
    'follow the repair steps of dmctl explain DM115',
  );

function outOfSpace(pool: NamedPool): Verdict {
  return failed(
    'the pool is out of data space: writes wait (60 seconds by default), then fail',
    pool.mode === 'direct-lvm' ? 'dmctl resize --add DEVICE' : 'dmctl resize --size SIZE',
    'then restart the containers that saw errors; their file systems may need a check',
  );
}

const needsCheck: Verdict = failed(
  'the pool metadata needs a check (needs_check): it cannot grow, and the next activation makes it read-only',
  'stop Docker, change nothing else, and follow dmctl explain DM115',
);

/** The status line, or why there is none. */
function kernelStatus({ target }: NamedPool): ThinPoolStatus | string {
  if (!target.known) return target.why;
  return target.value === null ? 'the pool is not active' : target.value.status;
}
