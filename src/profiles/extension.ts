import type { AutoextendSettings } from '../model/facts/lvm-state.ts';
import { extents, MIB, type Bytes, type Extents } from '../model/units.ts';

/**
 * The input of LVM's automatic extension of a thin pool (lvm2, lib/metadata/lv_manip.c:
 * _adjust_amount and percent_of_extents). An extension is all or nothing: if one extent is missing,
 * nothing is added.
 */
export interface Usage extends AutoextendSettings {
  /** Size of the data or of the metadata volume. */
  readonly sizeExtents: Extents;
  /** Usage in percent, 0 to 100. */
  readonly usedPercent: number;
}

/** DM_PERCENT_1 (libdevmapper.h): LVM counts in millionths of a percent. */
const ONE_PERCENT = 1_000_000;

/** lvm.conf(5): a lower threshold counts as 50. */
const LOWEST_THRESHOLD = 50;

/**
 * Tells whether LVM extends the pool automatically: threshold 100 disables it (lvm.conf(5)), and
 * LVM refuses to extend by 0 percent.
 */
export function extendsItself({ threshold, percent }: AutoextendSettings): boolean {
  return threshold < 100 && percent > 0;
}

/**
 * Returns the extents LVM adds at this usage, or would add first if usage is still below the
 * threshold: enough to get below it again, at least `percent` of the size, rounded up to whole
 * extents. 0: it never extends (see `extendsItself`).
 */
export function nextExtension({ sizeExtents, usedPercent, threshold, percent }: Usage): Extents {
  if (!extendsItself({ threshold, percent })) return extents(0);
  const limit = Math.max(threshold, LOWEST_THRESHOLD);
  const used = Math.round(usedPercent * ONE_PERCENT);
  const hundredth = ONE_PERCENT / 100;
  const whole = Math.floor((Math.floor(used / limit) + hundredth - 1) / hundredth) - 100;
  return percentOfExtents(Math.max(percent, whole), sizeExtents);
}

function percentOfExtents(percent: number, size: Extents): Extents {
  return extents(Math.floor((percent * size + 99) / 100));
}

/**
 * Returns the extents LVM adds to a volume that is full when it checks, which is the most it can
 * add. At threshold 80 this is 25 percent. dmeventd(8) checks every ten seconds, so a fast writer
 * can get there.
 */
export function fullExtension(usage: Omit<Usage, 'usedPercent'>): Extents {
  return nextExtension({ ...usage, usedPercent: 100 });
}

/** Tells whether an extension takes place and fits into the free space. */
export function canServe(step: Extents, free: Extents): boolean {
  return step > 0 && step <= free;
}

/**
 * Returns the threshold for metadata: LVM keeps 4 MiB or, below 16 MiB, a quarter of it free (lvm2,
 * lib/metadata/thin_manip.c: thin_pool_metadata_min_threshold).
 */
export function metadataThreshold(threshold: number, metadataSize: Bytes): number {
  const free = Math.min(25, (4 * MIB * 100) / metadataSize);
  return Math.min(threshold, Math.floor(100 - free));
}

/** Returns the extents of a metadata extension, including the growth of the spare to match. */
export function withSpare(step: Extents, metadata: Extents, spare: Extents): Extents {
  return extents(step + Math.max(0, metadata + step - spare));
}

/** Returns the largest volume that fits into `available` together with its largest extension. */
export function largestWithExtension(available: Extents, settings: AutoextendSettings): Extents {
  const fits = (size: number) =>
    size + fullExtension({ sizeExtents: extents(size), ...settings }) <= available;
  let [low, high] = [0, Number(available)];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle - 1;
  }
  return extents(low);
}
