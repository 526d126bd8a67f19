import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ContentHash } from '../../../../src/host/copy/content-hash.ts';
import fc from '../../../helpers/fast-check.ts';

const PIECE = 64 * 1024;

/** The digest of a file of which only some parts are written. */
function digestOf(content: Buffer, parts: readonly (readonly [number, number])[]): string {
  const hash = createHash('sha256');
  const memory = ContentHash.memory();
  const under = new ContentHash(hash, content.length, memory);
  for (const [from, to] of parts) under.write(from, content.subarray(from, to));
  under.finish();
  // The memory is handed to the next file as it is.
  expect(memory.equals(Buffer.alloc(memory.length))).toBe(true);
  return hash.digest('hex');
}

/** Files of some pieces, in which few bytes are no zeros. */
const files = fc
  .tuple(
    fc.integer({ min: 0, max: 4 * PIECE }),
    fc.array(fc.tuple(fc.nat(4 * PIECE), fc.integer({ min: 1, max: 255 })), { maxLength: 6 }),
  )
  .map(([size, marks]) => {
    const content = Buffer.alloc(size);
    for (const [at, byte] of marks) if (at < size) content[at] = byte;
    return content;
  });

describe('the hash of content', () => {
  it('does not depend on how it is cut', () => {
    const cuts = fc.array(fc.nat(4 * PIECE), { maxLength: 8 });
    fc.assert(
      fc.property(files, cuts, (content, at) => {
        const ends = [...at.filter((cut) => cut < content.length).sort((a, b) => a - b)];
        const begins = [0, ...ends];
        const parts = begins.map((from, n) => [from, ends[n] ?? content.length] as const);
        expect(digestOf(content, parts)).toBe(digestOf(content, [[0, content.length]]));
      }),
    );
  });

  it('takes a hole and zeros for the same', () => {
    fc.assert(
      fc.property(files, (content) => {
        const parts: (readonly [number, number])[] = [];
        for (let at = 0; at < content.length; at += 1)
          if (content[at] !== 0) parts.push([at, at + 1]);
        expect(digestOf(content, parts)).toBe(digestOf(content, [[0, content.length]]));
      }),
    );
  });

  it('differs when any byte does', () => {
    fc.assert(
      fc.property(files, fc.nat(), (content, where) => {
        fc.pre(content.length > 0);
        const other = Buffer.from(content);
        other[where % content.length] = ((content[where % content.length] ?? 0) + 1) % 256;
        const all = [[0, content.length]] as const;
        expect(digestOf(other, all)).not.toBe(digestOf(content, all));
      }),
    );
  });
});
