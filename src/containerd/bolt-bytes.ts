/**
 * A file is damaged, or is not a bbolt file. The error never leaves src/containerd: `readBolt` turns it into a reason.
 */
export class BoltDamage extends Error {}

/** A part of the file, with positions counted from its own begin; all numbers are little-endian. */
export interface Span {
  readonly bytes: Uint8Array;
  readonly view: DataView;
}

export const spanOf = (bytes: Uint8Array): Span => ({
  bytes,
  view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
});

/** Cuts `size` bytes out of a span. @throws BoltDamage when they are not all in it */
export function cut({ bytes }: Span, at: number, size: number, of: string): Span {
  if (at + size > bytes.length) throw new BoltDamage(`${of} ends beyond its page`);
  return spanOf(bytes.subarray(at, at + size));
}

/**
 * Reads a 64-bit number that stands for a page or a count.
 * @throws BoltDamage when it is above 2^53
 */
export function uint64({ view }: Span, at: number, of: string): number {
  const value = view.getUint32(at + 4, true) * 2 ** 32 + view.getUint32(at, true);
  if (!Number.isSafeInteger(value)) throw new BoltDamage(`${of} is out of range`);
  return value;
}
