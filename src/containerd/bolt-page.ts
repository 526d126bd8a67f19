import { BoltDamage, cut, uint64, type Span } from './bolt-bytes.ts';
import { PAGE_HEADER_BYTES } from './bolt-meta.ts';

/** A page of a tree: its keys in order, and for each the page below it, a value, or a bucket. */
export type TreePage =
  | { readonly kind: 'branch'; readonly below: readonly number[] }
  | { readonly kind: 'leaf'; readonly entries: readonly LeafEntry[] };

export interface LeafEntry {
  readonly key: Uint8Array;
  readonly value: Span;
  /** The value is a bucket: its header, and behind that the page itself of an inline bucket. */
  readonly isBucket: boolean;
}

/** Flags of a page and of a leaf's element (internal/common/page.go). */
const BRANCH = 0x01;
const LEAF = 0x02;
const BUCKET = 0x01;

/** Size of branchPageElement and of leafPageElement. */
const ELEMENT_BYTES = 16;

/** Id and overflow of a page; with its overflow a page is that many pages longer. */
export interface PageHeader {
  readonly id: number;
  readonly overflow: number;
}

/** Reads the begin of a page, which is as long as a header at least. @throws BoltDamage */
export const pageHeader = (page: Span): PageHeader => ({
  id: uint64(page, 0, 'the id of a page'),
  overflow: page.view.getUint32(12, true),
});

/**
 * Reads a page with its overflow, or the page of an inline bucket. Keys and values together are never larger than the
 * page, so that a damaged one does not fill the memory.
 * @throws BoltDamage
 */
export function treePage(page: Span): TreePage {
  const flags = page.view.getUint16(8, true);
  const count = page.view.getUint16(10, true);
  if (PAGE_HEADER_BYTES + count * ELEMENT_BYTES > page.bytes.length) {
    throw new BoltDamage(`${String(count)} elements do not fit into their page`);
  }
  const places = Array.from({ length: count }, (_, n) => PAGE_HEADER_BYTES + n * ELEMENT_BYTES);
  if (flags === BRANCH)
    return { kind: 'branch', below: places.map((at) => branchElement(page, at)) };
  if (flags === LEAF) return { kind: 'leaf', entries: leafEntries(page, places) };
  throw new BoltDamage(`a page has the invalid flags 0x${flags.toString(16)}`);
}

/** branchPageElement: position and size of the first key below, and the page. */
function branchElement(page: Span, at: number): number {
  const position = at + page.view.getUint32(at, true);
  cut(page, position, page.view.getUint32(at + 4, true), 'a key');
  return uint64(page, at + 8, 'a page below a branch');
}

function leafEntries(page: Span, places: readonly number[]): readonly LeafEntry[] {
  let room = page.bytes.length - PAGE_HEADER_BYTES - places.length * ELEMENT_BYTES;
  return places.map((at) => {
    const entry = leafElement(page, at);
    room -= entry.key.length + entry.value.bytes.length;
    if (room < 0) throw new BoltDamage('the entries of a page overlap');
    return entry;
  });
}

/** leafPageElement: flags, position from the element itself, size of the key, and of the value behind it. */
function leafElement(page: Span, at: number): LeafEntry {
  const [flags = 0, position = 0, keySize = 0, valueSize = 0] = [0, 4, 8, 12].map((field) =>
    page.view.getUint32(at + field, true),
  );
  if (keySize === 0) throw new BoltDamage('an entry has no key');
  if (flags > BUCKET)
    throw new BoltDamage(`an entry has the invalid flags 0x${flags.toString(16)}`);
  const key = cut(page, at + position, keySize, 'a key').bytes;
  const value = cut(page, at + position + keySize, valueSize, 'a value');
  return { key, value, isBucket: flags === BUCKET };
}
