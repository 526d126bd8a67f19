import type { Known } from '../model/known.ts';
import { canServe } from '../profiles/extension.ts';
import { failed, ok, unsure, warning } from './examination.ts';
import type { ExaminedPool, Examination, Verdict } from './examination.ts';
import type { NamedPool } from '../pool/found-pool.ts';
import { autoextendOf, extensionFigures, thresholdOf } from '../pool/extensions.ts';
import { blocksOf, kernelFigures, percentText, usedPercent, type Part } from '../pool/usage.ts';

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
        ...short.flatMap((part) => moreRoom(pool, part)),
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
  if (used.value >= 100)
    return failed(`the ${part} is full: ${found}`, ...moreRoom(seen.pool, part));
  if (used.value <= threshold.value) return ok(found);
  const step = extensionFigures(seen.facts, seen.pool, part);
  const served = step.known && canServe(step.value.next, step.value.free);
  return warning(
    `the ${part} is above its threshold: ${found}${served ? '; an extension fits, but none was made' : ''}`,
    ...(served ? ['run lvextend --use-policies to extend it now, or to see what prevents it'] : []),
    ...moreRoom(seen.pool, part),
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

function moreRoom(pool: NamedPool, part: Part): readonly string[] {
  if (part === 'metadata') return ['dmctl resize --metadata-size SIZE'];
  const grow = pool.mode === 'direct-lvm' ? '--add DEVICE' : '--size SIZE';
  return [`dmctl resize ${grow}`, 'free space with docker system prune'];
}
