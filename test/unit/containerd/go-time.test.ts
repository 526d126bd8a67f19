import { describe, expect, it } from 'vitest';
import { goTime } from '../../../src/containerd/go-time.ts';

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));

/** 2026-11-30T20:14:47.5 UTC; a zone of -1 minute is how Go writes UTC. */
const SECONDS = '0000000ee1a0f5f7';

describe("times in Go's binary form", () => {
  it('reads seconds since the year 1 and nanoseconds', () => {
    const expected = Number(BigInt(`0x${SECONDS}`)) - 62_135_596_800;
    expect(goTime(bytes(`01${SECONDS}1dcd6500ffff`))).toBe(expected * 1000 + 500);
  });

  it('reads the second version, which has a byte more', () => {
    expect(goTime(bytes(`02${SECONDS}00000000ffff00`))).not.toBeNull();
  });

  it('takes no other version, no other length, and no time before 1970', () => {
    expect(goTime(bytes(`03${SECONDS}00000000ffff`))).toBeNull();
    expect(goTime(bytes(`01${SECONDS}00000000ff`))).toBeNull();
    expect(goTime(bytes(''))).toBeNull();
    expect(goTime(bytes('010000000000000000 00000000ffff'.replace(' ', '')))).toBeNull();
  });
});
