/** Milliseconds. */
export type Times = number[];

function median(times: Times): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Prints the median of what was measured, and its ratio to that of something else. */
export function row(what: string, times: Times, against: Times, goal = ''): void {
  const ratio = (median(times) / median(against)).toFixed(2);
  const milliseconds = median(times);
  const time =
    milliseconds < 1000
      ? `${milliseconds.toFixed(0)} ms`
      : `${(milliseconds / 1000).toFixed(2)} s `;
  console.log(`${what.padEnd(38)} ${time.padStart(9)}  x ${ratio.padStart(5)}   ${goal}`.trimEnd());
}

/** Writes a size in whole MiB. */
export const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MiB`;
