/** A bucket of a bbolt file as plain data: bytes of values as Latin-1, buckets as further ones. */
export interface Tree {
  [key: string]: string | Tree;
}

const PAGE = 4096;
const HEADER = 16;
const LEAF = 2;

const byBytes = ([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number =>
  Buffer.compare(Buffer.from(one), Buffer.from(other));

/** A bucket lies inline, behind its root (0) and its sequence (internal/common/bucket.go). */
const valueOf = (value: string | Tree): Buffer =>
  typeof value === 'string'
    ? Buffer.from(value, 'latin1')
    : Buffer.concat([Buffer.alloc(16), leafPage(0, value)]);

/** A page with all entries of a bucket (internal/common/page.go). */
function leafPage(id: number, tree: Tree): Buffer {
  const entries = Object.entries(tree).sort(byBytes);
  const head = Buffer.alloc(HEADER + 16 * entries.length);
  head.writeBigUInt64LE(BigInt(id), 0);
  head.writeUInt16LE(LEAF, 8);
  head.writeUInt16LE(entries.length, 10);
  const parts: Uint8Array[] = [head];
  let end = head.length;
  for (const [index, [name, content]] of entries.entries()) {
    const at = HEADER + 16 * index;
    const [key, value] = [Buffer.from(name), valueOf(content)];
    const words = [typeof content === 'string' ? 0 : 1, end - at, key.length, value.length];
    for (const [field, word] of words.entries()) head.writeUInt32LE(word, at + 4 * field);
    parts.push(key, value);
    end += key.length + value.length;
  }
  return Buffer.concat(parts);
}

/** FNV-1a with 64 bits (hash/fnv, `New64a`). */
function checksum(bytes: Uint8Array): bigint {
  let hash = 0xcbf29ce484222325n;
  for (const byte of bytes) hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
  return hash;
}

/** The struct Meta (internal/common/meta.go): its root is page 2, which all pages behind it belong to. */
function metaPage(id: number, pages: number): Buffer {
  const page = Buffer.alloc(PAGE);
  page.writeBigUInt64LE(BigInt(id), 0);
  page.writeUInt16LE(4, 8);
  const meta = page.subarray(HEADER, HEADER + 64);
  for (const [field, word] of [0xed0cdaed, 2, PAGE].entries()) meta.writeUInt32LE(word, 4 * field);
  meta.writeBigUInt64LE(2n, 16);
  meta.writeBigUInt64LE(BigInt(pages), 40);
  meta.writeBigUInt64LE(BigInt(id), 48);
  meta.writeBigUInt64LE(checksum(meta.subarray(0, 56)), 56);
  return page;
}

/** Returns the bytes of a bbolt file with these buckets, one transaction old. */
export function boltFile(tree: Tree): Buffer {
  const root = leafPage(2, tree);
  const more = Math.ceil(root.length / PAGE) - 1;
  root.writeUInt32LE(more, 12);
  const room = Buffer.alloc((1 + more) * PAGE - root.length);
  return Buffer.concat([metaPage(0, 3 + more), metaPage(1, 3 + more), root, room]);
}
