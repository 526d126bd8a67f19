import type { PoolReport } from '../model/check.ts';
import type { FillRate } from '../model/status.ts';

/** The usage of the data at one moment. */
export interface Sample {
  /** Time in milliseconds of a monotonic clock. */
  readonly at: number;
  readonly usedBytes: number;
  readonly totalBytes: number;
}

/** null: the usage is unknown. */
export function usageSample(at: number, pool: PoolReport | null): Sample | null {
  const { dataBytes = null, dataUsedPercent = null } = pool ?? {};
  if (dataBytes === null || dataUsedPercent === null) return null;
  return { at, usedBytes: (dataBytes * dataUsedPercent) / 100, totalBytes: dataBytes };
}

/** Computes the rate over all samples, oldest first; null: fewer than two. */
export function fillRate(samples: readonly Sample[]): FillRate | null {
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined || last.at <= first.at) return null;
  const bytesPerSecond = ((last.usedBytes - first.usedBytes) * 1000) / (last.at - first.at);
  const left = (last.totalBytes - last.usedBytes) / bytesPerSecond;
  return { bytesPerSecond, secondsLeft: bytesPerSecond > 0 ? left : null };
}
