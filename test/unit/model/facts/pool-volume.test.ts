import { expect, test } from 'vitest';
import { poolVolumes } from '../../../../src/model/facts/pool-volume.ts';
import { device, thinpool } from '../../../helpers/facts.ts';

/** A volume of another group with the same names, as on a disk of another host. */
const stranger = {
  ...thinpool,
  vgUuid: 'PUxg89-OJ1Z-6Uoz-G5qz-G0p0-Da1a-5oWohT',
  uuid: 'lv-other',
};

test('an active pool is the volume with the UUID of its device, in either order of the report', () => {
  for (const lvs of [
    [stranger, thinpool],
    [thinpool, stranger],
  ]) {
    expect(poolVolumes(lvs, device, device.name)).toEqual([thinpool]);
  }
});

test('an active pool that LVM does not report is no volume, whatever else has its name', () => {
  expect(poolVolumes([stranger], device, device.name)).toEqual([]);
});

test('an inactive pool may be any volume of its name', () => {
  expect(poolVolumes([stranger, thinpool], null, device.name)).toEqual([stranger, thinpool]);
});
