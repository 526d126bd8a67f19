import type { Hash } from 'node:crypto';

const PIECE = 64 * 1024;

const ZEROS = Buffer.alloc(PIECE);

/**
 * Feeds a hash with the content of a file so that a hole and zeros are the same: in pieces of
 * 64 KiB, each with its number before it, without those that are all zeros. A file of terabytes that
 * holds nothing takes no time.
 */
export class ContentHash {
  readonly #hash: Hash;
  readonly #size: number;
  readonly #piece: Buffer;
  /** Number of the piece that is being put together. */
  #number = 0;
  #isUsed = false;

  /** @param piece memory of PIECE bytes, all zeros, and left so */
  constructor(hash: Hash, size: number, piece: Buffer) {
    this.#hash = hash;
    this.#size = size;
    this.#piece = piece;
  }

  static readonly memory = (): Buffer => Buffer.alloc(PIECE);

  /** Takes content; offsets grow. */
  write(offset: number, content: Buffer): void {
    let at = 0;
    while (at < content.length) {
      const number = Math.floor((offset + at) / PIECE);
      const within = (offset + at) % PIECE;
      const end = Math.min(at + PIECE - within, content.length);
      if (number !== this.#number) this.finish();
      this.#number = number;
      content.copy(this.#piece, within, at, end);
      this.#isUsed = true;
      at = end;
    }
  }

  /** Takes the last piece into the hash. */
  finish(): void {
    if (!this.#isUsed) return;
    this.#isUsed = false;
    const length = Math.min(PIECE, this.#size - this.#number * PIECE);
    const piece = this.#piece.subarray(0, length);
    if (piece.equals(ZEROS.subarray(0, length))) return;
    this.#hash.update(`${String(this.#number)}\n`);
    this.#hash.update(piece);
    piece.fill(0);
  }
}
