import type { AutoextendSettings } from '../model/facts/lvm-state.ts';
import { extents, MIB, type Bytes, type Extents } from '../model/units.ts';

/**
 * What LVM asks the volume group for when it extends a thin pool by itself
 * (lvm2, lib/metadata/lv_manip.c: _adjust_amount and percent_of_extents). It is all or nothing:
 * where one extent of the step is missing, nothing is added.
 */
export interface Usage extends AutoextendSettings {
  /** Size of the data or of the metadata volume. */
  readonly sizeExtents: Extents;
  /** Percent of it in use, 0 to 100. */
  readonly usedPercent: number;
}

/** DM_PERCENT_1 (libdevmapper.h): LVM counts in millionths of a percent. */
const ONE_PERCENT = 1_000_000;

/** lvm.conf(5): a lower threshold is taken for 50. */
const LOWEST_THRESHOLD = 50;

/** lvm.conf(5): threshold 100 turns it off; LVM refuses to extend by 0 percent. */
export function extendsItself({ threshold, percent }: AutoextendSettings): boolean {
  return threshold < 100 && percent > 0;
}

/**
 * The step LVM takes at this usage, or would take first where the usage has not passed the
 * threshold yet: enough to get below the threshold again, at least `percent` of the size, rounded
 * up to whole extents. 0: it never extends (see `extendsItself`).
 */
export function nextStep({ sizeExtents, usedPercent, threshold, percent }: Usage): Extents {
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
 * The step for a volume that is full when LVM looks: the most it can ask for. At threshold 80 this
 * is 25 percent. dmeventd(8) looks every ten seconds, so a fast writer gets there.
 */
export function fullStep(usage: Omit<Usage, 'usedPercent'>): Extents {
  return nextStep({ ...usage, usedPercent: 100 });
}

/** Is there such a step, and room for all of it? */
export function canServe(step: Extents, free: Extents): boolean {
  return step > 0 && step <= free;
}

/**
 * The metadata's own threshold: LVM wants 4 MiB or, below 16 MiB, a quarter of it free
 * (lvm2, lib/metadata/thin_manip.c: thin_pool_metadata_min_threshold).
 */
export function metadataThreshold(threshold: number, metadataSize: Bytes): number {
  const free = Math.min(25, (4 * MIB * 100) / metadataSize);
  return Math.min(threshold, Math.floor(100 - free));
}

/** What a metadata step takes from the group: the step, and its spare brought to the same size. */
export function withSpare(step: Extents, metadata: Extents, spare: Extents): Extents {
  return extents(step + Math.max(0, metadata + step - spare));
}

/** The largest volume that fits into `available` together with its own full step. */
export function largestWithStep(available: Extents, settings: AutoextendSettings): Extents {
  const fits = (size: number) =>
    size + fullStep({ sizeExtents: extents(size), ...settings }) <= available;
  let [low, high] = [0, Number(available)];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle - 1;
  }
  return extents(low);
}
