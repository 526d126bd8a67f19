/**
 * A bar of so many characters, plain ASCII so that a serial console shows it too:
 * `[########------|---]`. `|` is the threshold; both are in percent.
 */
export function bar(percent: number | null, threshold: number | null, width: number): string {
  const place = (value: number): number =>
    Math.min(width, Math.max(0, Math.round((value * width) / 100)));
  const filled = percent === null ? 0 : place(percent);
  const cells = Array.from<unknown, string>({ length: width }, (_, i) => (i < filled ? '#' : '-'));
  if (threshold !== null && threshold < 100) cells[Math.min(width - 1, place(threshold))] = '|';
  return `[${percent === null ? '?'.repeat(width) : cells.join('')}]`;
}
