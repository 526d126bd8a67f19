import fc from '../../helpers/fast-check.ts';
import { describe, expect, it } from 'vitest';
import { isLoopPoolName, poolNamedBy, splitDmName } from '../../../src/docker/pool-name.ts';
import { isPlainPoolName } from '../../../src/docker/pool-name.ts';
import type { DockerInfo } from '../../../src/model/facts/docker-state.ts';
import { dmName, parseLvName, parseVgName } from '../../../src/model/names.ts';

const opts = (...storageOpts: string[]) => ({ storageOpts });

const info = (poolName: string): DockerInfo => ({
  serverVersion: '20.10.24',
  storageDriver: 'devicemapper',
  dataRoot: '/var/lib/docker',
  containers: 0,
  running: 0,
  images: 0,
  loggingDriver: 'json-file',
  liveRestore: false,
  devicemapper: {
    poolName,
    dataLoopFile: null,
    metadataLoopFile: null,
    dataTotal: null,
    dataUsed: null,
    metadataTotal: null,
    metadataUsed: null,
    deferredRemoval: null,
    deferredDeletion: null,
  },
});

describe('the name of the pool', () => {
  it('is the one Docker runs on, whatever daemon.json says by now', () => {
    const settings = opts('dm.thinpooldev=/dev/mapper/other-pool');
    expect(poolNamedBy(settings, info('docker-thinpool'))).toBe('docker-thinpool');
  });

  it.each([
    ['/dev/mapper/docker-thinpool', 'docker-thinpool'],
    ['docker-thinpool', 'docker-thinpool'],
    ['/dev/docker/thinpool', 'docker-thinpool'],
    ['/dev/vg-a/p-1', 'vg--a-p--1'],
    ['/dev/mapper/docker--vg-docker--pool', 'docker--vg-docker--pool'],
  ])('is read from dm.thinpooldev=%s', (value, name) => {
    expect(poolNamedBy(opts(`dm.thinpooldev=${value}`), null)).toBe(name);
  });

  it('is read from the options as dockerd reads them: trimmed, key in any case, the last wins', () => {
    const settings = opts('dm.thinpooldev=a-b', ' DM.ThinPoolDev = /dev/mapper/c-d ');
    expect(poolNamedBy(settings, null)).toBe('c-d');
  });

  it('is read from flags outside daemon.json', () => {
    const outside = [
      { option: '--storage-opt', value: 'dm.thinpooldev=/dev/mapper/x-y', source: 'ExecStart' },
    ];
    expect(poolNamedBy(null, null, outside)).toBe('x-y');
  });

  it('is docker-thinpool where Docker sets the device up itself', () => {
    expect(poolNamedBy(opts('dm.directlvm_device=/dev/xvdf'), null)).toBe('docker-thinpool');
  });

  it.each([[opts()], [opts('dm.basesize=20G')], [opts('dm.thinpooldev=')], [null]])(
    'is null where none is named',
    (settings) => {
      expect(poolNamedBy(settings, null)).toBeNull();
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
