import fc from '../../helpers/fast-check.ts';
import { describe, expect, it } from 'vitest';
import { isLoopPoolName, isPlainPoolName, poolInOptions } from '../../../src/docker/pool-name.ts';
import { dmName, parseLvName, parseVgName, splitDmName } from '../../../src/model/names.ts';

describe('the name of the pool', () => {
  it.each([
    ['/dev/mapper/docker-thinpool', 'docker-thinpool'],
    ['docker-thinpool', 'docker-thinpool'],
    ['/dev/docker/thinpool', 'docker-thinpool'],
    ['/dev/vg-a/p-1', 'vg--a-p--1'],
    ['/dev/mapper/docker--vg-docker--pool', 'docker--vg-docker--pool'],
  ])('is read from dm.thinpooldev=%s', (value, name) => {
    expect(poolInOptions([`dm.thinpooldev=${value}`])).toBe(name);
  });

  it('is read from the options as dockerd reads them: trimmed, key in any case, the last wins', () => {
    const options = ['dm.thinpooldev=a-b', ' DM.ThinPoolDev = /dev/mapper/c-d '];
    expect(poolInOptions(options)).toBe('c-d');
  });

  it('is docker-thinpool where Docker sets the device up itself', () => {
    expect(poolInOptions(['dm.directlvm_device=/dev/xvdf'])).toBe('docker-thinpool');
  });

  it.each([[[]], [['dm.basesize=20G']], [['dm.thinpooldev=']]])(
    'is null where none is named',
    (options) => {
      expect(poolInOptions(options)).toBeNull();
    },
  );
});

describe('a device-mapper name', () => {
  const name = fc.stringMatching(/^[a-z0-9_.+][a-z0-9_.+-]{0,12}$/);

  it('is split into the VG and LV it was made of', () => {
    fc.assert(
      fc.property(name, name, (vg, lv) => {
        fc.pre(parseVgName(vg).ok && parseLvName(lv).ok);
        expect(splitDmName(dmName(vg, lv))).toEqual({ vg, lv });
      }),
    );
  });

  it.each(['docker', 'a--b', 'a-b-c', ''])('%j belongs to no logical volume', (text) => {
    expect(splitDmName(text)).toBeNull();
  });

  it('tells a pool on loop files by its form', () => {
    expect(isLoopPoolName('docker-98:0-131073-pool')).toBe(true);
    expect(isLoopPoolName('docker-thinpool')).toBe(false);
  });

  it('is what dockerd takes; a path of LVM is not', () => {
    expect(isPlainPoolName('/dev/mapper/docker-thinpool')).toBe(true);
    expect(isPlainPoolName('docker-thinpool')).toBe(true);
    expect(isPlainPoolName('/dev/docker/thinpool')).toBe(false);
  });
});
