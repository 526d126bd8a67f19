import { describe, expect, test } from 'vitest';
import type { Signature, UsableDevice } from '../../../../src/model/facts/device.ts';
import { known, unknown } from '../../../../src/model/known.ts';
import type { PhysicalVolume, VolumeGroup } from '../../../../src/model/facts/lvm-state.ts';
import { bytes } from '../../../../src/model/units.ts';
import { lvmRefusals } from '../../../../src/plan/steps/disk-lvm-refusals.ts';
import { blankDisk } from '../../../helpers/blank-host.ts';
import { group, lvm } from '../../../helpers/facts.ts';

const [member] = lvm.pvs;
if (member === undefined) throw new Error('the healthy host has a physical volume');
const orphan: PhysicalVolume = { ...member, vg: null };

const label = (device: string): Signature => ({
  device,
  offset: bytes(0x218),
  type: 'LVM2_member',
  label: null,
  uuid: null,
});
const labels = (...devices: readonly string[]): Partial<UsableDevice> => ({
  signatures: known(devices.map(label)),
});

function refused(change: Partial<UsableDevice>, groups: readonly VolumeGroup[] = [group]) {
  const [notice] = lvmRefusals(blankDisk('/dev/xvdf', change), groups);
  return notice === undefined ? null : `${notice.code} ${notice.message}`;
}

describe('a physical volume on a disk that is asked for', () => {
  test('is nobody’s when LVM reports it in no group', () => {
    expect(refused({ pv: known(orphan), ...labels('/dev/xvdf') })).toBeNull();
    expect(refused({})).toBeNull();
  });

  test('is named with its group, and with what is special about that', () => {
    const of = (change: Partial<VolumeGroup>) =>
      refused({ pv: known(member) }, [{ ...group, ...change }]);

    expect(of({})).toBe('DM022 /dev/xvdf is a physical volume of volume group docker');
    expect(of({ exported: true })).toMatch(/docker, which is exported/);
    expect(of({ foreign: true })).toMatch(/docker, which carries the system ID of a host/);
  });

  test('is seen on a partition too', () => {
    expect(refused({ partitionPvs: known([member]), ...labels('/dev/xvdf1') })).toBe(
      'DM022 /dev/xvdf has a partition that is a physical volume of volume group docker',
    );
  });

  test('is somebody’s when LVM does not report it, or only another one', () => {
    expect(refused(labels('/dev/xvdf'))).toMatch(/DM022 .* LVM does not report/);
    const two = labels('/dev/xvdf1', '/dev/xvdf2');
    expect(refused({ partitionPvs: known([orphan]), ...two })).toMatch(/LVM does not report/);
    expect(refused({ partitionPvs: known([orphan, orphan]), ...two })).toBeNull();
  });

  test('is unknown where LVM cannot be asked', () => {
    expect(refused({ pv: unknown('?') })).toMatch(/DM007/);
    expect(refused({ partitionPvs: unknown('?') })).toMatch(/DM007/);
  });
});
