import { read, unreadable, type Read } from './known.ts';

/**
 * The range outside which a figure raises an alarm, or inside which with `inside`; both ends are
 * included (monitoring-plugins.org, Development Guidelines, "Threshold and Ranges").
 */
export interface PluginRange {
  readonly start: number;
  readonly end: number;
  readonly inside: boolean;
  /** The range as it was typed; performance data repeats it. */
  readonly text: string;
}

const NUMBER = String.raw`-?\d+(?:\.\d+)?`;
const RANGE = new RegExp(`^(@?)(?:(~|${NUMBER})?:)?(${NUMBER})?$`);

/** Reads `10`, `10:`, `~:10`, `10:20`, `@10:20`: `[@][start:][end]`. */
export function parseRange(text: string): Read<PluginRange> {
  const [, at, from, to] = RANGE.exec(text) ?? [];
  const isBounded = to !== undefined || (from !== undefined && from !== '~');
  if (!isBounded)
    return unreadable(`'${text}' is not a range: [@][START:][END], such as 80 or 20:80`);
  const start = from === '~' ? -Infinity : Number(from ?? 0);
  const end = to === undefined ? Infinity : Number(to);
  if (start > end) return unreadable(`'${text}' starts above its end`);
  return read({ start, end, inside: at === '@', text });
}

/** Makes the range that raises an alarm above `end`. */
export const above = (end: number): PluginRange => ({
  start: 0,
  end,
  inside: false,
  text: String(end),
});

/** Tells whether this figure raises an alarm. */
export function alarms({ start, end, inside }: PluginRange, figure: number): boolean {
  const within = figure >= start && figure <= end;
  return inside ? within : !within;
}

/** One figure of a plugin's performance data. */
export interface PluginFigure {
  readonly label: string;
  readonly percent: number;
  readonly warning: PluginRange;
  readonly critical: PluginRange;
}
