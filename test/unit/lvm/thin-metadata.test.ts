import { describe, expect, it } from 'vitest';
import { readNode, readSuperblock, restoredSuperblock } from '../../../src/lvm/thin-metadata.ts';
import { BLOCK, flip, rootsOf, threeDevices } from '../../helpers/metadata-image.ts';

const IMAGE = threeDevices();
const FIRST = IMAGE.subarray(0, BLOCK);
const KNOWN = { chunkSize: 65_536, metadataBlocks: IMAGE.length / BLOCK, transactionId: null };

describe('the first block of metadata', () => {
  it('is restored to the byte, wherever a bit of a known field was flipped', () => {
    for (const at of [0, 1, 5, 8, 12, 33, 40, 337, 341, 344]) {
      const damaged = flip(IMAGE, 0, at).subarray(0, BLOCK);
      expect(readSuperblock(damaged).valid, String(at)).toBe(false);
      expect(Buffer.from(restoredSuperblock(damaged, KNOWN)).equals(FIRST), String(at)).toBe(true);
    }
  });

  it('gets the transaction id that is known of it', () => {
    const restored = restoredSuperblock(FIRST, { ...KNOWN, transactionId: 9 });

    expect(readSuperblock(restored)).toMatchObject({ valid: true, transactionId: 9 });
  });
});

describe('a node of a tree', () => {
  const { details } = rootsOf(IMAGE);
  const block = (image: Buffer) => image.subarray(details * BLOCK, (details + 1) * BLOCK);

  it('is read with its keys, and only with its own number and the size of its values', () => {
    expect(readNode(block(IMAGE), details, 24)?.keys).toEqual([1, 2, 3]);
    expect(readNode(block(IMAGE), details + 1, 24)).toBeNull();
    expect(readNode(block(IMAGE), details, 8)).toBeNull();
  });

  it('is not read if any bit of it was flipped', () => {
    for (const at of [0, 4, 8, 17, 40, 2000, 4095]) {
      expect(readNode(block(flip(IMAGE, details, at)), details, 24), String(at)).toBeNull();
    }
  });
});
