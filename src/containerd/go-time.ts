/** Seconds from 1 January of the year 1, which Go counts from, to 1 January 1970. */
const EPOCH_SECONDS = 62_135_596_800;

/**
 * Reads a time as Go's `Time.MarshalBinary` writes it: a version (1, or 2 with a byte of seconds at the end), seconds
 * since the year 1 (8 bytes), nanoseconds (4) and the zone's minutes (2), the highest byte first.
 * @returns milliseconds since 1970, or null if it is not such a time
 */
export function goTime(bytes: Uint8Array): number | null {
  const isTime = (bytes[0] === 1 && bytes.length === 15) || (bytes[0] === 2 && bytes.length === 16);
  if (!isTime) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const seconds = view.getUint32(1) * 2 ** 32 + view.getUint32(5) - EPOCH_SECONDS;
  const milliseconds = seconds * 1000 + Math.floor(view.getUint32(9) / 1_000_000);
  return Number.isSafeInteger(milliseconds) && seconds >= 0 ? milliseconds : null;
}
