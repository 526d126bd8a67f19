import { BoltDamage, cut, spanOf, uint64, type Span } from './bolt-bytes.ts';

/** The latest committed transaction of a bbolt file, as its meta page has it. */
export interface BoltMeta {
  /** Bytes of a page: the page size of the machine that made the file. */
  readonly pageSize: number;
  /** Page of the root bucket. */
  readonly root: number;
  /** One more than the highest page in use. */
  readonly pages: number;
  /** Number of the transaction: each write makes it one more. */
  readonly transaction: number;
}

/** A page begins with its id, flags, count and overflow (internal/common/page.go). */
export const PAGE_HEADER_BYTES = 16;

/** internal/common/types.go */
const MAGIC = 0xed0cdaed;
const VERSION = 2;

/** Offsets in the struct Meta behind the page's header (internal/common/meta.go). */
const AT = {
  magic: 0,
  version: 4,
  pageSize: 8,
  root: 16,
  pages: 40,
  transaction: 48,
  checksum: 56,
};
const META_BYTES = 64;

/** Smallest and largest page that bbolt looks for the second meta page behind (db.go, getPageSizeFromSecondMeta). */
const SMALLEST_PAGE = 1024;
const LARGEST_PAGE = 1024 << 14;

/**
 * Finds the meta page of the latest transaction: of the two whose checksum is right, the one with the higher
 * transaction (db.go, `DB.meta`). The two take turns, so that one is whole at any time.
 * @param file the begin of the file is enough: two pages
 * @throws BoltDamage when neither is whole
 */
export function latestMeta(file: Uint8Array): BoltMeta {
  const first = metaAt(file, 0);
  const second = first === null ? searchedSecond(file) : metaAt(file, first.pageSize);
  const whole = [first, second].filter((meta) => meta !== null);
  const [latest] = whole.sort((a, b) => b.transaction - a.transaction);
  if (latest === undefined) throw new BoltDamage('neither meta page is valid');
  return latest;
}

/** Without the first meta page the size of a page is unknown. bbolt tries all of them, as is done here. */
function searchedSecond(file: Uint8Array): BoltMeta | null {
  for (let size = SMALLEST_PAGE; size <= LARGEST_PAGE; size *= 2) {
    const meta = metaAt(file, size);
    if (meta?.pageSize === size) return meta;
  }
  return null;
}

/** @throws BoltDamage when the checksum is right and a number is nonsense all the same */
function metaAt(file: Uint8Array, page: number): BoltMeta | null {
  if (file.length < page + PAGE_HEADER_BYTES + META_BYTES) return null;
  const meta = cut(spanOf(file), page + PAGE_HEADER_BYTES, META_BYTES, 'a meta page');
  if (meta.view.getUint32(AT.magic, true) !== MAGIC) return null;
  if (meta.view.getUint32(AT.version, true) !== VERSION) return null;
  if (!hasItsChecksum(meta)) return null;
  const pageSize = meta.view.getUint32(AT.pageSize, true);
  if (!isPageSize(pageSize)) throw new BoltDamage(`invalid page size: ${String(pageSize)} bytes`);
  return {
    pageSize,
    root: uint64(meta, AT.root, 'the root page'),
    pages: uint64(meta, AT.pages, 'the number of pages'),
    transaction: uint64(meta, AT.transaction, 'the transaction'),
  };
}

const isPageSize = (size: number): boolean =>
  size >= SMALLEST_PAGE && size <= LARGEST_PAGE && (size & (size - 1)) === 0;

/** FNV-1a with 64 bits of all that is before it (hash/fnv, `New64a`). */
function hasItsChecksum({ bytes, view }: Span): boolean {
  let hash = 0xcbf29ce484222325n;
  for (const byte of bytes.subarray(0, AT.checksum)) {
    hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & 0xffff_ffff_ffff_ffffn;
  }
  return hash === view.getBigUint64(AT.checksum, true);
}
