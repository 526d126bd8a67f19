import type { LogEntry } from '../../model/log-entry.ts';
import type { Style } from '../style.ts';
import { counted, printable } from '../text.ts';

const SOURCE_WIDTH = 12;
/** As wide as `2026-11-27 02:28:48  kernel    `. */
const MARGIN = ' '.repeat(19 + 2 + SOURCE_WIDTH);

/** Number of different lines that can repeat as one group: dmeventd fails with three lines. */
const GROUP = 4;

/** Repeated lines up to this number are shown as they are. */
const FEW = 3;

/** A note is not repeated while it is among the last notes that were shown. */
const NOTES_IN_SIGHT = 6;

/** How the lines of a log are written. */
export interface LogLineOptions {
  readonly style: Style;
  /** Shows every line, however often it is repeated. */
  readonly all: boolean;
}

/**
 * Writes the entries of a log one after another, in local time, a known message with its note below
 * it, unless the same note stands a few lines above. Lines that differ from one of the last few in
 * nothing but numbers are held back; of more than three the last is shown, after a line that counts
 * the others.
 */
export class LogLines {
  private readonly style: Style;
  private readonly all: boolean;
  private boot: string | null = null;
  /** Shapes of the last different lines. */
  private group: readonly string[] = [];
  /** The last of those that are held back. */
  private held: readonly LogEntry[] = [];
  private count = 0;
  /** The last notes that were written. */
  private notes: readonly string[] = [];

  constructor({ style, all }: LogLineOptions) {
    this.style = style;
    this.all = all;
  }

  /** True while a line is held back to see whether it is repeated. */
  get isHolding(): boolean {
    return this.count > 0;
  }

  /** Takes an entry, and returns what can be written now: whole lines, or ''. */
  add(entry: LogEntry): string {
    const shape = shapeOf(entry);
    const isOfThisBoot = this.boot === null || entry.boot === null || entry.boot === this.boot;
    if (!this.all && isOfThisBoot && this.group.includes(shape)) {
      this.held = [...this.held, entry].slice(-FEW);
      this.count += 1;
      return '';
    }
    const before = this.end();
    this.group = before === '' && isOfThisBoot ? [...this.group, shape].slice(-GROUP) : [shape];
    const mark = isOfThisBoot ? '' : `${this.style.dim('--- reboot')}\n`;
    this.boot = entry.boot;
    return before + mark + this.written(entry);
  }

  /** Returns what was held back: whole lines, or ''. */
  end(): string {
    const { held, count } = this;
    this.held = [];
    this.count = 0;
    if (count <= FEW) return held.map((entry) => this.written(entry)).join('');
    const others = this.style.dim(`... ${String(count - 1)} more like these (-v shows them)`);
    return `${MARGIN}${others}\n${held
      .slice(-1)
      .map((entry) => this.written(entry))
      .join('')}`;
  }

  private written(entry: LogEntry): string {
    const { style } = this;
    const source = style.bold(entry.source.padEnd(SOURCE_WIDTH));
    const lines = printable(entry.text).split('\n');
    const said = lines.join(`\n${MARGIN}`);
    return `${style.dim(localTime(entry.at))}  ${source}${said}\n${this.noteOf(entry)}`;
  }

  private noteOf({ note, code }: LogEntry): string {
    if (note === null || (!this.all && this.notes.includes(note))) return '';
    this.notes = [...this.notes, note].slice(-NOTES_IN_SIGHT);
    const explained = code === null ? '' : `  ${this.style.bold(`dmctl explain ${code}`)}`;
    return `${MARGIN}${this.style.cyan(`^ ${note}`)}${explained}\n`;
  }
}

/** A line with its numbers replaced: `dm-#: writeback error on inode #, offset #, sector #`. */
const shapeOf = ({ source, text }: LogEntry): string =>
  `${source} ${text.replaceAll(/\d+(?:\.\d+)?/g, '#')}`;

/** `2026-11-27 02:28:48`, in the time zone of whoever reads it. */
export function localTime(at: number): string {
  const time = new Date(at);
  const two = (n: number): string => String(n).padStart(2, '0');
  const date = [time.getFullYear(), two(time.getMonth() + 1), two(time.getDate())].join('-');
  const clock = [time.getHours(), time.getMinutes(), time.getSeconds()].map(two).join(':');
  return `${date} ${clock}`;
}

/** The part of the logs that was read. Times are milliseconds since 1970. */
interface LogCover {
  readonly since: number;
  /** In words, `the last 24 h`; null if a time was given. */
  readonly span: string | null;
  /** `the journal`, `/var/log/messages`. */
  readonly sources: readonly string[];
  /** Start of the logs if they do not cover all of the span; else null. */
  readonly begins: number | null;
  readonly entries: number;
  readonly leftOut: number;
  readonly unread: number;
}

/** Says what was read, and how to see more. Whole lines. */
export function coverText(cover: LogCover, style: Style): string {
  const { since, span, sources, begins, entries, leftOut, unread } = cover;
  const from = `${localTime(since)}${span === null ? '' : ` (${span})`}`;
  const said = entries === 0 ? 'No log lines about the pool' : counted(entries, 'line');
  const lines = [
    `${said} since ${from}, from ${sources.join(' and ')}.`,
    ...(leftOut === 0
      ? []
      : [style.yellow(`${counted(leftOut, 'older line')} left out: these are the newest.`)]),
    ...(unread === 0
      ? []
      : [style.yellow(`${counted(unread, 'line')} of the journal could not be read.`)]),
    ...(begins === null
      ? ['Use --since 7d to look further back.']
      : [style.yellow(`The logs on this host begin at ${localTime(begins)}.`)]),
  ];
  return `${lines.join('\n')}\n`;
}
