/**
 * A reader of bbolt files, in which containerd keeps its metadata: one file of pages, of which two hold the meta data,
 * and the others B+ trees, a tree for each bucket (go.etcd.io/bbolt at 4e65d8fd8c: db.go, bucket.go and internal/common).
 * It reads the latest committed transaction and nothing else. bbolt writes changed pages to unused places, so that a
 * copy of a file in use is whole as long as no two transactions began while it was taken: compare `boltTransaction`
 * of the copy with that of the file afterwards.
 */
import { read, unreadable, type Read } from '../model/known.ts';
import { BoltDamage, cut, spanOf, uint64, type Span } from './bolt-bytes.ts';
import { latestMeta, PAGE_HEADER_BYTES, type BoltMeta } from './bolt-meta.ts';
import { pageHeader, treePage, type LeafEntry } from './bolt-page.ts';

/** A bucket: values and further buckets by key, in the order of the file. */
export interface BoltBucket {
  readonly values: ReadonlyMap<string, Uint8Array>;
  readonly buckets: ReadonlyMap<string, BoltBucket>;
}

/** Buckets in buckets; containerd has six. */
const MOST_NESTED = 32;
/** Branch pages above a leaf: with at least two keys each they lead to 2^32 pages. */
const HIGHEST_TREE = 32;

/**
 * Reads all of a file that is in memory. Each page is read once, so time and memory grow with the file's size only.
 * Keys are UTF-8; one that is not is `0x` and its bytes in hexadecimal digits.
 */
export const readBolt = (file: Uint8Array): Read<BoltBucket> =>
  outcomeOf(() => {
    const meta = latestMeta(file);
    if (meta.pages * meta.pageSize > file.length) {
      throw new BoltDamage(
        `the file is truncated: ${String(file.length)} bytes of ${String(meta.pages * meta.pageSize)}`,
      );
    }
    return new Reader(file, meta).bucketAt(meta.root, 0);
  });

/** Tells the number of the latest transaction. @param begin the first two pages of the file, or more */
export const boltTransaction = (begin: Uint8Array): Read<number> =>
  outcomeOf(() => latestMeta(begin).transaction);

function outcomeOf<T>(look: () => T): Read<T> {
  try {
    return read(look());
  } catch (error) {
    if (error instanceof BoltDamage) return unreadable(error.message);
    throw error;
  }
}

/** The two first pages are the meta pages. */
const FIRST_TREE_PAGE = 2;

class Reader {
  private readonly file: Span;
  /** Each page belongs to one tree: one that is met again leads in a circle, or is damaged. */
  private readonly met = new Set<number>();

  private readonly meta: BoltMeta;

  constructor(file: Uint8Array, meta: BoltMeta) {
    this.file = spanOf(file);
    this.meta = meta;
  }

  bucketAt(root: number, nested: number): BoltBucket {
    return this.bucketOf(this.leaves(root, 0), nested);
  }

  private bucketOf(entries: Iterable<LeafEntry>, nested: number): BoltBucket {
    if (nested > MOST_NESTED) throw new BoltDamage('buckets are nested too deep');
    const values = new Map<string, Uint8Array>();
    const buckets = new Map<string, BoltBucket>();
    let before: Uint8Array = new Uint8Array();
    for (const { key, value, isBucket } of entries) {
      if (!isBefore(before, key)) throw new BoltDamage('keys are out of order');
      before = key;
      if (isBucket) buckets.set(keyText(key), this.below(value, nested + 1));
      else values.set(keyText(key), value.bytes);
    }
    return { values, buckets };
  }

  /** InBucket: root page and sequence; root 0 says that the page is here, behind them (internal/common/bucket.go). */
  private below(value: Span, nested: number): BoltBucket {
    cut(value, 0, BUCKET_HEADER_BYTES, 'the header of a bucket');
    const root = uint64(value, 0, 'the root of a bucket');
    if (root !== 0) return this.bucketAt(root, nested);
    const size = value.bytes.length - BUCKET_HEADER_BYTES;
    if (size < PAGE_HEADER_BYTES) throw new BoltDamage('an inline bucket has no page');
    const page = treePage(cut(value, BUCKET_HEADER_BYTES, size, 'an inline bucket'));
    if (page.kind !== 'leaf') throw new BoltDamage('an inline bucket has a branch');
    return this.bucketOf(page.entries, nested);
  }

  private *leaves(id: number, height: number): Generator<LeafEntry, void> {
    if (height > HIGHEST_TREE) throw new BoltDamage('a tree is too high');
    const page = treePage(this.page(id));
    if (page.kind === 'leaf') yield* page.entries;
    else for (const below of page.below) yield* this.leaves(below, height + 1);
  }

  private page(id: number): Span {
    const { pageSize } = this.meta;
    this.meet(id);
    const { id: own, overflow } = pageHeader(this.pages(id, 1));
    if (own !== id) throw new BoltDamage(`page ${String(id)} has the id ${String(own)}`);
    for (let more = 1; more <= overflow; more += 1) this.meet(id + more);
    return cut(this.file, id * pageSize, (1 + overflow) * pageSize, `page ${String(id)}`);
  }

  private pages(id: number, count: number): Span {
    const { pageSize } = this.meta;
    return cut(this.file, id * pageSize, count * pageSize, `page ${String(id)}`);
  }

  private meet(id: number): void {
    if (id < FIRST_TREE_PAGE || id >= this.meta.pages) {
      throw new BoltDamage(
        `page ${String(id)} does not exist: there are ${String(this.meta.pages)}`,
      );
    }
    if (this.met.has(id)) throw new BoltDamage(`page ${String(id)} is used twice`);
    this.met.add(id);
  }
}

const BUCKET_HEADER_BYTES = 16;

/** Is one key before another, byte by byte (bytes.Compare)? */
function isBefore(one: Uint8Array, other: Uint8Array): boolean {
  const length = Math.min(one.length, other.length);
  for (let n = 0; n < length; n += 1) {
    const difference = (one[n] ?? 0) - (other[n] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return one.length < other.length;
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function keyText(key: Uint8Array): string {
  try {
    return UTF8.decode(key);
  } catch {
    return `0x${Buffer.from(key).toString('hex')}`;
  }
}
