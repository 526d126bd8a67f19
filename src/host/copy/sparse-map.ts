import { ParseError } from '../../model/errors.ts';

/** A part of a file that is stored; all other parts are holes. */
export interface Segment {
  readonly offset: number;
  readonly length: number;
}

const SOURCE = 'sparse map of tar';

const [ZERO, NINE, NEWLINE] = [0x30, 0x39, 0x0a];

/**
 * Reads the map before the content of a sparse file (GNU tar manual, "PAX Format, Version 1.0"):
 * decimal numbers, each with a newline: the number of segments, then offset and length of each. The
 * map ends with its block; what follows the last number there is padding.
 */
export class SparseMap {
  readonly #numbers: number[] = [];
  #digits = 0;
  #value = 0;

  /** Takes one block; returns whether it was the last. @throws ParseError */
  take(block: Buffer): boolean {
    for (const byte of block) {
      if (this.#isWhole()) return true;
      this.#byte(byte);
    }
    return this.#isWhole();
  }

  #isWhole(): boolean {
    const [count] = this.#numbers;
    return count !== undefined && this.#numbers.length === 1 + 2 * count;
  }

  #byte(byte: number): void {
    const isEnd = byte === NEWLINE && this.#digits > 0;
    if (!isEnd && (byte < ZERO || byte > NINE || this.#digits >= 16)) {
      throw new ParseError(SOURCE, 'a decimal number', String.fromCharCode(byte));
    }
    if (isEnd) this.#numbers.push(this.#value);
    this.#value = isEnd ? 0 : this.#value * 10 + byte - ZERO;
    this.#digits = isEnd ? 0 : this.#digits + 1;
  }

  /**
   * Returns the segments. @param size of the file @throws ParseError unless they are in order and
   * within the file
   */
  segments(size: number): readonly Segment[] {
    const all: Segment[] = [];
    let end = 0;
    for (let at = 1; at < this.#numbers.length; at += 2) {
      const [offset = 0, length = 0] = this.#numbers.slice(at, at + 2);
      if (offset < end || offset + length > size) {
        throw new ParseError(SOURCE, 'segments in order', `${String(offset)} ${String(length)}`);
      }
      end = offset + length;
      if (length > 0) all.push({ offset, length });
    }
    return all;
  }
}
