import { read, unreadable, type Read } from './known.ts';
import { bytes, type Bytes } from './units.ts';

const LETTERS = 'KMGTP';
const SIZE = /^(\d{1,16})(?:\.(\d{1,6}))?(?:([KMGTP])(i?B)?|B)?$/i;

/**
 * Reads a size as LVM's users write it: `200G`, `200GiB`, `1.5T`, `512k`, or a whole number of
 * bytes. Every letter is binary. `200GB` is refused because LVM and Docker read it as 200 GiB and
 * everyone else as 200 * 10^9 bytes. LVM itself would read `1e3` as 1000 MiB and `0x10` as 16 MiB,
 * so anything that is not plainly a decimal number is refused.
 */
export function parseSize(text: string): Read<Bytes> {
  const match = SIZE.exec(text);
  if (!match) return unreadable(`'${text}' is not a size: write it like 200G or 512K`);
  const [, whole = '', fraction = '', letter = '', suffix = ''] = match;
  const power = letter === '' ? 0 : LETTERS.indexOf(letter.toUpperCase()) + 1;
  if (suffix.toUpperCase() === 'B') return unreadable(twoReadings(whole, fraction, letter));
  // In whole numbers: 4.1P is no number of bytes, but the nearest floating-point number is one.
  const scaled = BigInt(whole + fraction) * 1024n ** BigInt(power);
  const parts = 10n ** BigInt(fraction.length);
  if (scaled % parts !== 0n) return unreadable(`'${text}' is not a whole number of bytes`);
  const value = Number(scaled / parts);
  if (!Number.isSafeInteger(value)) return unreadable(`'${text}' is more than any disk has`);
  return read(bytes(value));
}

function twoReadings(whole: string, fraction: string, letter: string): string {
  const number = fraction === '' ? whole : `${whole}.${fraction}`;
  const unit = letter.toUpperCase();
  const power = LETTERS.indexOf(unit) + 1;
  const binary = Number(number) * 1024 ** power;
  const decimal = Number(number) * 1000 ** power;
  return (
    `'${number}${letter}B' can be read two ways: ${number}${unit}iB is ${String(binary)} bytes, ` +
    `${number} * 10^${String(power * 3)} is ${String(decimal)} bytes. ` +
    `Write ${number}${unit} for the first, or the number of bytes for the second`
  );
}

const PERCENT = /^(\d{1,3})(?:\.(\d{1,3}))?%?$/;

/** Reads a percentage, `95` or `95%`, as a number from `min` to `max`. */
export function parsePercent(text: string, min: number, max: number): Read<number> {
  const value = PERCENT.test(text) ? Number(text.replace('%', '')) : Number.NaN;
  if (Number.isNaN(value) || value < min || value > max) {
    return unreadable(`'${text}' is not a percentage from ${String(min)} to ${String(max)}`);
  }
  return read(value);
}
