import type { ThinPoolStatus } from '../model/facts/dm.ts';
import { type Known, knownOr } from '../model/known.ts';
import { autoextendOf, extensionFigures, thresholdOf } from '../pool/extensions.ts';
import { roomCommand } from '../pool/disk-sizes.ts';
import { type NamedPool, poolPath } from '../pool/found-pool.ts';
import { type Part, blocksOf, kernelFigures, percentText, usedPercent } from '../pool/usage.ts';
import {
  type Examination,
  type ExaminedPool,
  type Verdict,
  failed,
  ok,
  unsure,
  warning,
} from './examination.ts';

export const USAGE = [
  {
    id: 'data-use',
    code: 'DM120',
    title: 'the pool has room for data',
    wanted: 'usage below the auto-extension threshold',
    scope: 'active-pool',
    judge: (seen) => judgeUse(seen, 'data'),
  },
  {
    id: 'metadata-use',
    code: 'DM121',
    title: 'the pool has room for metadata',
    wanted: 'usage below the auto-extension threshold',
    scope: 'active-pool',
    judge: (seen) => judgeUse(seen, 'metadata'),
  },
] as const satisfies readonly Examination[];

export const ROOM_FOR_LAYERS = [
  /** Docker's own brake; it looks only when a layer is made (moby, poolHasFreeSpace). */
  {
    id: 'min-free-space',
    code: 'DM122',
    title: 'Docker can still create layers',
    wanted: 'more free blocks than dm.min_free_space requires',
    wakes: 'always',
    scope: 'active-pool',
    judge: ({ facts, pool }) => {
      const figures = kernelFigures(pool);
      if (!figures.known) return unsure(figures.why);
      const least = facts.engine.keepsFree;
      if (!least.known) return unsure(least.why);
      const percent = least.value;
      if (percent === 0) return ok('dm.min_free_space=0%: never limited');
      const parts: readonly Part[] = ['data', 'metadata'];
      const short = parts.filter((part) => {
        const { used, total } = blocksOf(figures.value, part);
        return total - used < Math.max(1, Math.floor((total * percent) / 100));
      });
      if (short.length === 0) return ok(`at least ${String(percent)}% free`);
      return failed(
        `less than ${String(percent)}% of the ${short.join(' and the ')} is free: docker pull and run fail`,
        ...short.flatMap((part) => moreRoom({ facts, pool }, part)),
      );
    },
  },
] as const satisfies readonly Examination[];

/** The documented threshold, used where nothing extends the pool automatically. */
const DOCUMENTED_THRESHOLD = 80;

function judgeUse(seen: ExaminedPool, part: Part): Verdict {
  const used = usedPercent(seen.pool, part);
  if (!used.known) return unsure(used.why);
  const threshold = thresholdFor(seen, part);
  if (!threshold.known) {
    return unsure(
      `${percentText(used.value)} used, but the threshold could not be read: ${threshold.why}`,
    );
  }
  const limit = `threshold ${percentText(threshold.value)}`;
  const found = `${percentText(used.value)} used, ${limit}`;
  if (used.value >= 100) return failed(`the ${part} is full: ${found}`, ...moreRoom(seen, part));
  if (used.value <= threshold.value) return ok(found);
  const step = extensionFigures(seen.facts, seen.pool, part);
  const served = step.known && step.value.fits;
  return warning(
    `the ${part} is above its threshold: ${found}${served ? '; an extension fits, but none was made' : ''}`,
    ...(served ? ['run lvextend --use-policies to extend it now, or to see what prevents it'] : []),
    ...moreRoom(seen, part),
  );
}

/** The threshold that LVM uses, or the documented one where LVM never extends the pool. */
function thresholdFor({ facts, pool }: ExaminedPool, part: Part): Known<number> {
  const documented = { known: true, value: DOCUMENTED_THRESHOLD } as const;
  if (pool.mode === 'loop-lvm') return documented;
  if (!pool.volume.known) return pool.volume;
  if (pool.volume.value === null) return documented;
  const settings = autoextendOf(facts, pool.volume.value);
  if (!settings.known) return settings;
  const value = thresholdOf(settings.value, pool.volume.value, part);
  return value >= 100 ? documented : { known: true, value };
}

function moreRoom({ facts, pool }: ExaminedPool, part: Part): readonly string[] {
  if (part === 'metadata') return ['dmctl resize --metadata-size SIZE'];
  const grow = pool.mode === 'direct-lvm' ? roomCommand(facts, pool) : 'dmctl resize --size SIZE';
  return [grow, 'free space with docker system prune'];
}

export const HEALTH = [
  {
    id: 'pool-writable',
    code: 'DM114',
    title: 'the pool is writable',
    wanted: 'rw',
    wakes: 'always',
    scope: 'active-pool',
    judge: ({ facts, pool }) => {
      const status = kernelStatus(pool);
      if (typeof status === 'string') return unsure(status);
      if (status.state !== 'running') return dead(pool, status.state);
      if (status.mode === 'rw') return ok('rw');
      return status.mode === 'ro' ? readOnly(pool) : outOfSpace({ facts, pool });
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
      if (knownOr(pool.volume, null)?.checkNeeded === true) return needsCheck(pool);
      const status = kernelStatus(pool);
      if (typeof status === 'string') return unsure(status);
      if (status.state !== 'running') return unsure('the pool has failed');
      return status.needsCheck ? needsCheck(pool) : ok('no needs_check flag');
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
    title: 'only the engine creates thin devices in the pool',
    wanted: 'no thin volumes created with LVM',
    scope: 'pool',
    directLvmOnly: true,
    judge: ({ facts, pool }) => {
      if (!facts.lvm.known) return unsure(facts.lvm.why);
      const volume = knownOr(pool.volume, null);
      const thin = facts.lvm.value.lvs
        .filter((lv) => lv.vgUuid === volume?.vgUuid && lv.poolLv === volume.name)
        .map((lv) => `${lv.vg}/${lv.name}`);
      if (thin.length === 0) return ok('none');
      return failed(
        `the pool contains thin volumes created with LVM: ${thin.join(', ')}`,
        'copy their data elsewhere, then lvremove them; create no new ones',
      );
    },
  },
] as const satisfies readonly Examination[];

/** dmctl repairs only a pool of LVM. */
const wayToRepair = ({ mode }: NamedPool): string =>
  mode === 'direct-lvm'
    ? 'stop the containers, then dmctl repair; dmctl repair --dry-run shows what it does'
    : 'stop what uses the pool, change nothing else, and follow dmctl explain DM115';

const dead = (pool: NamedPool, state: 'fail' | 'error'): Verdict =>
  failed(
    `the pool has failed (kernel status ${state === 'fail' ? 'Fail' : 'Error'}): all I/O returns errors`,
    'find the first error with journalctl -k -g "thin|device-mapper", and check the disk',
    wayToRepair(pool),
  );

const readOnly = (pool: NamedPool): Verdict =>
  failed(
    'the pool is read-only: its metadata is full, or a metadata operation failed',
    `extending ${poolPath(pool)} does not help before it is repaired`,
    wayToRepair(pool),
  );

function outOfSpace({ facts, pool }: ExaminedPool): Verdict {
  return failed(
    'the pool is out of data space: writes wait (60 seconds by default), then fail',
    pool.mode === 'direct-lvm' ? roomCommand(facts, pool) : 'dmctl resize --size SIZE',
    'then restart the containers that saw errors; their file systems may need a check',
  );
}

const needsCheck = (pool: NamedPool): Verdict =>
  failed(
    'the pool metadata needs a check (needs_check): it cannot grow, and the next activation makes it read-only',
    wayToRepair(pool),
  );

/** The status line, or why there is none. */
function kernelStatus({ target }: NamedPool): ThinPoolStatus | string {
  if (!target.known) return target.why;
  return target.value === null ? 'the pool is not active' : target.value.status;
}
