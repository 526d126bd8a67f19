import fc from '../../helpers/fast-check.ts';
import { describe, expect, it } from 'vitest';
import { pvUuid } from '../../../src/lvm/physical-volume.ts';

describe('pvUuid', () => {
  it("has LVM's form, and is the same for the same seed only", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        expect(pvUuid(a)).toMatch(/^[A-Za-z0-9]{6}(-[A-Za-z0-9]{4}){5}-[A-Za-z0-9]{6}$/);
        expect(pvUuid(a) === pvUuid(b)).toBe(a === b);
      }),
    );
  });
});
