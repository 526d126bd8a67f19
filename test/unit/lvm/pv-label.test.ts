import { describe, expect, it } from 'vitest';
import { bytesBesideExtents } from '../../../src/lvm/pv-label.ts';
import { MIB } from '../../../src/model/units.ts';

const UUID = '7QnB1J-uHTJ-Lcyd-fxfP-Dzi0-fRzV-IYMCPu';

/** The first four sectors of a physical volume, with these words of areas in its header. */
function sectors(areas: readonly number[], uuid = UUID): Buffer {
  const raw = Buffer.alloc(2048);
  raw.write('LABELONE', 512, 'latin1');
  raw.writeUInt32LE(32, 512 + 20);
  raw.write(`LVM2 001${uuid.replaceAll('-', '')}`, 512 + 24, 'latin1');
  areas.forEach((word, n) => raw.writeBigUInt64LE(BigInt(word), 512 + 32 + 40 + 8 * n));
  return raw;
}

const FIRST = [MIB, 0, 0, 0, 4096, MIB - 4096];

describe('the label of a physical volume', () => {
  it('says where the extents begin', () => {
    expect(bytesBesideExtents(sectors(FIRST), UUID)).toBe(MIB);
  });

  it('says how much a second copy of the metadata takes at the end', () => {
    const both = [...FIRST, 10 * 1024 * MIB, MIB - 4096, 0, 0];
    expect(bytesBesideExtents(sectors(both), UUID)).toBe(2 * MIB);
  });

  it('of another physical volume, or none at all, says nothing', () => {
    expect(bytesBesideExtents(sectors(FIRST, UUID.replace('7', '8')), UUID)).toBeNull();
    expect(bytesBesideExtents(Buffer.alloc(2048), UUID)).toBeNull();
    expect(bytesBesideExtents(Buffer.alloc(100), UUID)).toBeNull();
    expect(bytesBesideExtents(sectors([]), UUID)).toBeNull();
  });

  it('that is damaged says nothing, and breaks nothing', () => {
    const raw = sectors(FIRST);
    raw.writeUInt32LE(0xffffffff, 512 + 20);
    expect(bytesBesideExtents(raw, UUID)).toBeNull();
  });
});
