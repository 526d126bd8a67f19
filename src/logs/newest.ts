import type { LogEntry } from '../model/log-entry.ts';

/** A limit beyond what anyone reads, at a few megabytes. */
export const MOST_ENTRIES = 20_000;

/** Keeps the newest of any number of entries: the request may cover years of a log. */
export class Newest {
  /** The number of older entries left out. */
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

  /** Returns the entries by time; those with the same time in the order they were added. */
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
