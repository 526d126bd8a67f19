import { localTime } from './log-lines.ts';
import { counted } from '../changes/step-text.ts';
import type { Style } from '../style.ts';

/** What a look into the logs covered. Times are milliseconds since 1970. */
export interface LogCover {
  readonly since: number;
  /** In words: `the last 24 h`; null: the time says it. */
  readonly span: string | null;
  /** `the journal`, `/var/log/messages`. */
  readonly sources: readonly string[];
  /** Nothing before is on record; null: all of the span is. */
  readonly begins: number | null;
  readonly entries: number;
  readonly leftOut: number;
}

/** Below the lines: what was read, and how to see more. Whole lines. */
export function coverText(cover: LogCover, style: Style): string {
  const { since, span, sources, begins, entries, leftOut } = cover;
  const from = `${localTime(since)}${span === null ? '' : ` (${span})`}`;
  const said = entries === 0 ? 'Nothing was said of the pool' : counted(entries, 'line');
  const lines = [
    `${said} since ${from}, from ${sources.join(' and ')}.`,
    ...(leftOut === 0
      ? []
      : [style.yellow(`${counted(leftOut, 'older line')} left out: these are the newest.`)]),
    ...(begins === null
      ? ['--since 7d looks further back.']
      : [style.yellow(`Nothing from before ${localTime(begins)} is on record here.`)]),
  ];
  return `${lines.join('\n')}\n`;
}
