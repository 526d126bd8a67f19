import { describe, expect, it } from 'vitest';
import { releaseConversion } from '../../../src/convert/release.ts';
import { dmFiles, layerHost, LOOP_PLACE, LVM_PLACE, type Files } from '../../helpers/layer-host.ts';

const loop = (path: string, file: string) => ({
  name: path,
  'maj:min': '7:0',
  'back-file': file,
  'back-ino': '5',
  'back-maj:min': '8:1',
  offset: '0',
  sizelimit: '0',
});

const LOOPS = JSON.stringify({
  loopdevices: [
    loop('/dev/loop0', '/data/devicemapper/data'),
    loop('/dev/loop1', '/data/devicemapper/metadata'),
    loop('/dev/loop2', '/somebody/elses'),
  ],
});

const withLoops = (line: string) =>
  line.startsWith('losetup --list') ? { stdout: LOOPS } : undefined;

describe('what conversions left', () => {
  it('is unmounted and removed, the pool behind its devices, and nothing else', async () => {
    const mounts = ['/', '/run/dmctl/layers/1', '/run/dmctl/layers/2', '/run/dmctl/layersX'];
    const table = mounts.map((at, n) => `${String(n)} 0 8:1 / ${at} rw - ext4 a rw\n`).join('');
    const files: Files = new Map([
      ['/proc/self/mountinfo', table],
      ['/run/dmctl', null],
      ['/run/dmctl/layers', null],
      ...dmFiles('dmctl-layer-pool', 'dmctl-layer-1', 'dmctl-layer-2', 'docker-thinpool'),
    ]);
    const { host, said } = layerHost(files, withLoops);

    await releaseConversion(host, LOOP_PLACE.pool);

    expect(said).toEqual([
      'umount /run/dmctl/layers/2',
      'umount /run/dmctl/layers/1',
      'dmsetup remove --retry dmctl-layer-1',
      'dmsetup remove --retry dmctl-layer-2',
      'dmsetup remove --retry dmctl-layer-pool',
      'losetup --detach /dev/loop0',
      'losetup --detach /dev/loop1',
      'rm /run/dmctl/layers',
      'rmdir /run/dmctl',
    ]);
  });

  it("leaves Docker's loop devices while Docker has its pool", async () => {
    const { host, said } = layerHost(new Map(dmFiles('docker-8:1-5-pool')), withLoops);
    await releaseConversion(host, LOOP_PLACE.pool);
    expect(said).toEqual([]);
  });

  it('may be nothing at all', async () => {
    const { host, said } = layerHost(new Map(), () => undefined);
    await releaseConversion(host, LVM_PLACE.pool);
    expect(said).toEqual([]);
  });
});
