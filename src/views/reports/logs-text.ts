import { localTime } from './log-lines.ts';
import type { Style } from '../style.ts';
import { counted } from '../text.ts';

/** The part of the logs that was read. Times are milliseconds since 1970. */
export interface LogCover {
  readonly since: number;
  /** In words, `the last 24 h`; null if a time was given. */
  readonly span: string | null;
  /** `the journal`, `/var/log/messages`. */
  readonly sources: readonly string[];
  /** Start of the logs if they do not cover all of the span; else null. */
  readonly begins: number | null;
  readonly entries: number;
  readonly leftOut: number;
}

/** Says what was read, and how to see more. Whole lines. */
export function coverText(cover: LogCover, style: Style): string {
  const { since, span, sources, begins, entries, leftOut } = cover;
  const from = `${localTime(since)}${span === null ? '' : ` (${span})`}`;
  const said = entries === 0 ? 'No log lines about the pool' : counted(entries, 'line');
  const lines = [
    `${said} since ${from}, from ${sources.join(' and ')}.`,
    ...(leftOut === 0
      ? []
      : [style.yellow(`${counted(leftOut, 'older line')} left out: these are the newest.`)]),
    ...(begins === null
      ? ['Use --since 7d to look further back.']
      : [style.yellow(`The logs on this host begin at ${localTime(begins)}.`)]),
  ];
  return `${lines.join('\n')}\n`;
}
