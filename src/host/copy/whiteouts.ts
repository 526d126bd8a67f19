import { BLOCK, seal } from './tar-header.ts';

/** ustar has 100 bytes for a name; GNU tar then writes an entry of type L before. */
const LONGEST_NAME = 100;

function header(name: Buffer, type: string, size: number): Buffer {
  const block = Buffer.alloc(BLOCK);
  name.copy(block, 0, 0, LONGEST_NAME);
  // Mode, owner and group: those of a whiteout that the kernel makes (linux/fs.h, WHITEOUT_MODE).
  for (const offset of [100, 108, 116]) block.write('0000000\0', offset, 'latin1');
  block.write(`${size.toString(8).padStart(11, '0')}\0`, 124, 'latin1');
  block.write('00000000000\0', 136, 'latin1');
  block.write(type, 156, 'latin1');
  block.write('ustar  \0', 257, 'latin1');
  for (const offset of [329, 337]) block.write('0000000\0', offset, 'latin1');
  return seal(block);
}

function padded(content: Buffer): Buffer {
  const whole = Buffer.alloc(Math.ceil(content.length / BLOCK) * BLOCK);
  content.copy(whole);
  return whole;
}

/**
 * Returns the entry of a whiteout, a character device 0:0, in whole blocks.
 * @param path one character a byte
 */
export function whiteoutEntry(path: string): Buffer {
  const name = Buffer.from(path, 'latin1');
  const entry = header(name, '3', 0);
  if (name.length <= LONGEST_NAME) return entry;
  const body = Buffer.concat([name, Buffer.alloc(1)]);
  return Buffer.concat([
    header(Buffer.from('././@LongLink'), 'L', body.length),
    padded(body),
    entry,
  ]);
}

/** Returns what ends an archive. */
export const endOfArchive = (): Buffer => Buffer.alloc(2 * BLOCK);
