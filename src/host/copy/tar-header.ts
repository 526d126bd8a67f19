import { ParseError } from '../../model/errors.ts';

export const BLOCK = 512;

const SOURCE = 'tar';

/** The fields of a header block (tar(5), POSIX ustar); text is latin1, one character a byte. */
export interface TarHeader {
  readonly name: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Bytes that follow. */
  readonly size: number;
  /** Seconds since 1970. */
  readonly mtime: number;
  /** One character: `0` file, `1` link, `2` symlink, `x` extended header. */
  readonly type: string;
  readonly link: string;
  readonly major: number;
  readonly minor: number;
}

const ZERO = Buffer.alloc(BLOCK);

/** Tells whether a block is one of the zero blocks that end an archive. */
export const isEndBlock = (block: Buffer): boolean => block.equals(ZERO);

function text(block: Buffer, offset: number, length: number): string {
  const field = block.toString('latin1', offset, offset + length);
  const end = field.indexOf('\0');
  return end < 0 ? field : field.slice(0, end);
}

/** GNU tar writes what does not fit into octal digits as a big-endian number (tar(5), base-256). */
function binary(field: Buffer): number {
  const [first = 0] = field;
  let value = first === 0xff ? -1n : BigInt(first & 0x7f);
  for (const byte of field.subarray(1)) value = (value << 8n) | BigInt(byte);
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  throw new ParseError(SOURCE, 'a number below 2^53', field.toString('hex'));
}

function number(block: Buffer, offset: number, length: number): number {
  const field = block.subarray(offset, offset + length);
  if (((field[0] ?? 0) & 0x80) !== 0) return binary(field);
  const digits = text(block, offset, length).trim();
  if (digits === '') return 0;
  if (/^[0-7]{1,12}$/.test(digits)) return Number.parseInt(digits, 8);
  throw new ParseError(SOURCE, 'an octal number', digits);
}

const SUM = { offset: 148, length: 8 };

/** The sum of all bytes, those of the sum itself taken as blanks. */
function sumOf(block: Buffer): number {
  let sum = SUM.length * 0x20;
  for (let at = 0; at < BLOCK; at += 1) {
    if (at < SUM.offset || at >= SUM.offset + SUM.length) sum += block[at] ?? 0;
  }
  return sum;
}

/** Reads a header block. @throws ParseError when its checksum is wrong or a field is not a number */
export function readHeader(block: Buffer): TarHeader {
  const magic = text(block, 257, 6);
  if (!magic.startsWith('ustar')) throw new ParseError(SOURCE, 'a ustar header', magic);
  if (number(block, SUM.offset, SUM.length) !== sumOf(block)) {
    throw new ParseError(SOURCE, 'a header with the right checksum', text(block, 0, 100));
  }
  const [name, prefix] = [text(block, 0, 100), text(block, 345, 155)];
  return {
    name: prefix === '' || magic !== 'ustar' ? name : `${prefix}/${name}`,
    mode: number(block, 100, 8) & 0o7777,
    uid: number(block, 108, 8),
    gid: number(block, 116, 8),
    size: number(block, 124, 12),
    mtime: number(block, 136, 12),
    type: String.fromCharCode(block[156] ?? 0),
    link: text(block, 157, 100),
    major: number(block, 329, 8),
    minor: number(block, 337, 8),
  };
}

/** Writes the checksum of a header block into it. */
export function seal(block: Buffer): Buffer {
  block.write(`${sumOf(block).toString(8).padStart(6, '0')}\0 `, SUM.offset, 'latin1');
  return block;
}
