import { describe, expect, it } from 'vitest';
import { uvarint, varint } from '../../../src/containerd/varint.ts';

const bytes = (...values: readonly number[]): Uint8Array => Uint8Array.from(values);

/** As Go's PutUvarint and PutVarint write them. */
describe("numbers in Go's variable length", () => {
  it('reads unsigned numbers of one byte and of several', () => {
    expect(uvarint(bytes(0))).toBe(0);
    expect(uvarint(bytes(127))).toBe(127);
    expect(uvarint(bytes(0x80, 0x01))).toBe(128);
    expect(uvarint(bytes(0xac, 0x02))).toBe(300);
    expect(uvarint(bytes(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f))).toBe(2 ** 53 - 1);
  });

  it('reads signed numbers of either sign', () => {
    expect(varint(bytes(0))).toBe(0);
    expect(varint(bytes(1))).toBe(-1);
    expect(varint(bytes(2))).toBe(1);
    expect(varint(bytes(0xff, 0x01))).toBe(-128);
    expect(varint(bytes(0x80, 0x02))).toBe(128);
  });

  it('takes neither a number that is cut off nor one with bytes behind it, nor none', () => {
    expect(uvarint(bytes())).toBeNull();
    expect(uvarint(bytes(0x80))).toBeNull();
    expect(uvarint(bytes(0x01, 0x01))).toBeNull();
    expect(varint(bytes(0x80))).toBeNull();
  });

  it('takes no number of 2^53 or more', () => {
    expect(uvarint(bytes(0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10))).toBeNull();
    expect(uvarint(bytes(...Array.from({ length: 9 }, () => 0xff), 1))).toBeNull();
  });
});
