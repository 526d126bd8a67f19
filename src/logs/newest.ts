import type { LogEntry } from '../model/log-entry.ts';

/** More than anybody reads, and a few megabytes. */
export const MOST_ENTRIES = 20_000;

/** Keeps the newest entries of any number: what is asked for may be years of a log. */
export class Newest {
  /** How many older ones were left out. */
  leftOut = 0;
  private kept: LogEntry[] = [];
  private readonly most: number;

  constructor(most: number = MOST_ENTRIES) {
    this.most = most;
  }

  add(entry: LogEntry): void {
    this.kept.push(entry);
    if (this.kept.length >= 2 * this.most) this.cut();
  }

  /** By time; those of one moment as they were added. */
  entries(): readonly LogEntry[] {
    this.cut();
    return this.kept;
  }

  private cut(): void {
    // Array.prototype.sort is stable.
    const sorted = this.kept.sort((a, b) => a.at - b.at);
    this.kept = sorted.slice(-this.most);
    this.leftOut += sorted.length - this.kept.length;
  }
}
