import { ParseError } from '../../model/errors.ts';
import { readPax, type PaxRecords } from './pax.ts';
import { SparseMap, type Segment } from './sparse-map.ts';
import { entryOf, storedSize, type TarEntry } from './tar-entry.ts';
import { BLOCK, isEndBlock, readHeader, type TarHeader } from './tar-header.ts';

/** Hears what an archive contains, in its order. */
export interface TarListener {
  /** An entry begins. */
  entry(entry: TarEntry): void;
  /** Content of that file at an offset; offsets grow, and what is left out is a hole. */
  data(offset: number, content: Buffer): void;
  /** The entry is over. */
  end(): void;
}

const SOURCE = 'tar';

/** An extended header holds attributes of one file; the kernel limits those to 64 KiB each. */
const LARGEST_HEADER = 64 * 1024 * 1024;

const NO_RECORDS: PaxRecords = new Map();

/** Takes the bytes behind a header: `content` is without the padding of the last block. */
interface Body {
  left: number;
  readonly take: (content: Buffer) => void;
  readonly done: () => void;
}

/**
 * Reads an archive as `tar --format=posix` writes it, whole blocks at a time. Anything that it does
 * not know is an error, since it would be missing in what is compared.
 */
export class TarReader {
  readonly #listener: TarListener;
  #body: Body | null = null;
  #records: PaxRecords = NO_RECORDS;
  /** Long names of the GNU format, which replace those of the next header. */
  #long: { name?: string; link?: string } = {};
  #isEnded = false;

  constructor(listener: TarListener) {
    this.#listener = listener;
  }

  /**
   * Takes whole blocks.
   * @returns how many bytes of them come before the end of the archive
   * @throws ParseError on damage, or on anything but zeros behind the end
   */
  push(blocks: Buffer): number {
    let at = 0;
    while (at < blocks.length && !this.#isEnded) {
      if (this.#body === null) {
        const block = blocks.subarray(at, at + BLOCK);
        if (this.#header(block)) at += BLOCK;
      } else {
        at += this.#content(this.#body, blocks.subarray(at));
      }
    }
    for (let rest = at; rest < blocks.length; rest += BLOCK) {
      if (isEndBlock(blocks.subarray(rest, rest + BLOCK))) continue;
      throw new ParseError(SOURCE, 'zeros behind the end of the archive', '');
    }
    return at;
  }

  /** @throws ParseError unless the archive had its end */
  finish(): void {
    if (!this.#isEnded) throw new ParseError(SOURCE, 'the end of the archive', '');
  }

  /** Takes the rest of a body from these blocks and returns its length with its padding. */
  #content(body: Body, blocks: Buffer): number {
    const length = Math.min(body.left, blocks.length);
    body.take(blocks.subarray(0, length));
    body.left -= length;
    if (body.left === 0) this.#over(body);
    return Math.ceil(length / BLOCK) * BLOCK;
  }

  #over(body: Body): void {
    this.#body = null;
    body.done();
  }

  #expect(body: Body): void {
    if (body.left === 0) body.done();
    else this.#body = body;
  }

  /** Returns false at the end of the archive. */
  #header(block: Buffer): boolean {
    if (isEndBlock(block)) {
      this.#isEnded = true;
      return false;
    }
    const header = readHeader(block);
    if (header.type === 'x') this.#collect(header, (body) => (this.#records = readPax(body)));
    else if (header.type === 'L') this.#collect(header, (body) => (this.#long.name = named(body)));
    else if (header.type === 'K') this.#collect(header, (body) => (this.#long.link = named(body)));
    else this.#entry({ ...header, ...this.#long });
    return true;
  }

  #collect({ size }: TarHeader, use: (body: Buffer) => void): void {
    if (size > LARGEST_HEADER) throw new ParseError(SOURCE, 'a shorter header', String(size));
    const parts: Buffer[] = [];
    // The caller may use the memory of its blocks again.
    const take = (part: Buffer): void => void parts.push(Buffer.from(part));
    const done = (): void => {
      use(Buffer.concat(parts));
    };
    this.#expect({ left: size, take, done });
  }

  #entry(header: TarHeader): void {
    const entry = entryOf(header, this.#records);
    const left = storedSize(header, this.#records);
    this.#records = NO_RECORDS;
    this.#long = {};
    if (entry.kind !== 'file' && left > 0) {
      throw new ParseError(SOURCE, `no content in a ${entry.kind}`, entry.name);
    }
    this.#listener.entry(entry);
    if (entry.isSparse) this.#expect(this.#sparse(entry, left));
    else this.#expect(this.#plain(left));
  }

  #plain(left: number): Body {
    let offset = 0;
    const take = (content: Buffer): void => {
      this.#listener.data(offset, content);
      offset += content.length;
    };
    const done = (): void => {
      this.#listener.end();
    };
    return { left, take, done };
  }

  #sparse(entry: TarEntry, left: number): Body {
    const reader = new SparseReader(entry.size, this.#listener);
    const take = (content: Buffer): void => {
      reader.take(content);
    };
    const done = (): void => {
      reader.finish();
      this.#listener.end();
    };
    return { left, take, done };
  }
}

const named = (body: Buffer): string => body.toString('latin1').replace(/\0+$/, '');

/** Reads the map of a sparse file, then the content of its segments. */
class SparseReader {
  readonly #size: number;
  readonly #listener: Pick<TarListener, 'data'>;
  readonly #map = new SparseMap();
  #segments: readonly Segment[] | null = null;
  #current = 0;
  /** Bytes taken of the current segment. */
  #taken = 0;

  constructor(size: number, listener: Pick<TarListener, 'data'>) {
    this.#size = size;
    this.#listener = listener;
  }

  take(content: Buffer): void {
    let at = 0;
    while (this.#segments === null && at < content.length) {
      if (this.#map.take(content.subarray(at, at + BLOCK))) {
        this.#segments = this.#map.segments(this.#size);
      }
      at += BLOCK;
    }
    while (at < content.length) at += this.#piece(content.subarray(at));
  }

  #piece(content: Buffer): number {
    const segment = this.#segments?.[this.#current];
    if (segment === undefined) throw new ParseError(SOURCE, 'no content behind the segments', '');
    const length = Math.min(segment.length - this.#taken, content.length);
    this.#listener.data(segment.offset + this.#taken, content.subarray(0, length));
    this.#taken += length;
    if (this.#taken === segment.length) {
      this.#current += 1;
      this.#taken = 0;
    }
    return length;
  }

  finish(): void {
    if (this.#segments !== null && this.#current === this.#segments.length) return;
    throw new ParseError(SOURCE, 'the content of every segment', '');
  }
}
