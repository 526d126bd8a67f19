import { describe, expect, it } from 'vitest';
import { known, unknown } from '../../../src/model/known.ts';
import { bytes, GIB, MIB } from '../../../src/model/units.ts';
import { resizedDisks } from '../../../src/pool/disk-sizes.ts';
import type { Changes } from '../../helpers/engine.ts';
import { host, withDiskSize, withVolume } from '../../helpers/changed-facts.ts';
import { group, healthy, lvm } from '../../helpers/facts.ts';

const found = (...changes: readonly Changes[]) => resizedDisks(host(...changes), group);

describe('the sizes of the disks of a pool', () => {
  it('are those that LVM uses', () => {
    expect(resizedDisks(healthy, group)).toEqual(known({ grown: [], short: [] }));
  });

  it('have grown by whole extents', () => {
    expect(found(withDiskSize(15 * GIB))).toMatchObject({
      value: { grown: [{ more: 1280 }], short: [] },
    });
    expect(found(withDiskSize(10 * GIB + MIB - 512))).toMatchObject({ value: { grown: [] } });
    expect(found(withDiskSize(10 * GIB + MIB))).toMatchObject({
      value: { grown: [{ more: 1 }] },
    });
  });

  it('are nothing to use where a second copy of the metadata fills the end', () => {
    const tail = withDiskSize(10 * GIB + 4 * MIB, 5 * MIB);
    expect(found(tail)).toMatchObject({ value: { grown: [] } });
  });

  it('are not used where LVM may take nothing from the disk', () => {
    const closed = lvm.pvs.map((pv) => ({ ...pv, allocatable: false }));
    expect(found(withDiskSize(15 * GIB), { lvm: known({ ...lvm, pvs: closed }) })).toMatchObject({
      value: { grown: [] },
    });
  });

  it('fall short of what LVM needs', () => {
    expect(found(withDiskSize(9 * GIB))).toMatchObject({
      value: { grown: [], short: [{ needs: bytes(10733223936 + MIB) }] },
    });
  });

  it('are unknown, never the same', () => {
    expect(found({ diskSizes: unknown('no sysfs') })).toMatchObject({ known: false });
    expect(found(withVolume({}), { lvm: unknown('no lvm') })).toMatchObject({ known: false });
  });
});
