import type { LogEntry } from '../model/log-entry.ts';

/** Limits beyond what anyone reads, at a few megabytes of usual lines. */
export const MOST_ENTRIES = 20_000;
const MOST_CHARACTERS = 32 * 1024 * 1024;

/** Keeps the newest of any number of entries: the request may cover years of a log. */
export class Newest {
  /** The number of older entries left out. */
  leftOut = 0;
  private kept: LogEntry[] = [];
  private characters = 0;
  private readonly most: number;
  private readonly mostCharacters: number;

  constructor(most: number = MOST_ENTRIES, mostCharacters: number = MOST_CHARACTERS) {
    this.most = most;
    this.mostCharacters = mostCharacters;
  }

  add(entry: LogEntry): void {
    this.kept.push(entry);
    this.characters += entry.text.length;
    if (this.kept.length >= 2 * this.most || this.characters >= 2 * this.mostCharacters) this.cut();
  }

  /** Returns the entries by time; those with the same time in the order they were added. */
  entries(): readonly LogEntry[] {
    this.cut();
    return this.kept;
  }

  private cut(): void {
    // Array.prototype.sort is stable.
    const sorted = this.kept.sort((a, b) => a.at - b.at);
    let from = sorted.length;
    this.characters = 0;
    for (; from > 0 && sorted.length - from < this.most; from -= 1) {
      const { length } = sorted[from - 1]?.text ?? '';
      if (this.characters + length > this.mostCharacters) break;
      this.characters += length;
    }
    this.kept = sorted.slice(from);
    this.leftOut += from;
  }
}
