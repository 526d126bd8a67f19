/**
 * Numbers as Go's encoding/binary writes them (`PutUvarint`, `PutVarint`): seven bits a byte, the lowest first, the
 * eighth bit set on all bytes but the last.
 */

/** More bytes than these hold more than 2^53, which no id and no size reaches. */
const MOST_BYTES = 8;

/**
 * Reads an unsigned number that fills all of `bytes`.
 * @returns null if it is truncated, has bytes behind it, or is not below 2^53
 */
export function uvarint(bytes: Uint8Array): number | null {
  if (bytes.length === 0 || bytes.length > MOST_BYTES) return null;
  let value = 0;
  for (const [index, byte] of bytes.entries()) {
    value += (byte & 0x7f) * 2 ** (7 * index);
    const isLast = index === bytes.length - 1;
    if (byte < 0x80 !== isLast) return null;
  }
  return Number.isSafeInteger(value) ? value : null;
}

/** Reads a signed number, whose lowest bit is its sign ("zig-zag"). @returns null as `uvarint` does */
export function varint(bytes: Uint8Array): number | null {
  const coded = uvarint(bytes);
  if (coded === null) return null;
  return coded % 2 === 0 ? coded / 2 : -(coded + 1) / 2;
}
