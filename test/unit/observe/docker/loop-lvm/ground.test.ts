import { describe, expect, it } from 'vitest';
import type { Condition } from '../../../../../src/model/plan/condition.ts';
import { bytes, GIB, type Bytes } from '../../../../../src/model/units.ts';
import { checkConditions } from '../../../../../src/observe/conditions/conditions.ts';
import { loopGround, loopPoolDevices } from '../../../../../src/observe/docker/loop-lvm/ground.ts';
import { recordedHost, type Changes } from '../../../../helpers/recorded-host.ts';

const ROOT = '/var/lib/docker';

const stat = (size: number, inode = 1) => ({
  value: { kind: 'file', size, mode: 0o600, uid: 0, gid: 0, inode, links: 1, device: '98:0' },
});
const missing = { value: null };

describe('a pool on loop files', () => {
  const names = ['docker.service', 'docker.socket'];
  const found = async (host: string, data: Bytes | null, metadata: Bytes | null) => {
    const pool = { onLoopFiles: { data, metadata } };
    const [, checked] = await checkConditions(recordedHost(host).host, [
      { kind: 'units', names, active: true },
      { kind: 'docker-driver', driver: 'devicemapper', pool },
    ]);
    return checked?.finding;
  };

  it.each(['bookworm', 'bullseye'])('is what docker info names on %s', async (suite) => {
    const running = `${suite}-loop-running`;
    expect(await found(running, null, null)).toEqual({ verdict: 'holds' });
    expect(await found(running, bytes(100 * GIB), bytes(2 * GIB))).toEqual({ verdict: 'holds' });
    expect(await found(running, bytes(101 * GIB), null)).toEqual({
      verdict: 'fails',
      found: 'Data Space Total is 107.4 GB, not 108.4 GB',
    });
    expect(await found(running, null, bytes(3 * GIB))).toMatchObject({ verdict: 'fails' });
  });

  it('is not one on a disk', async () => {
    expect(await found('bookworm-direct-running', null, null)).toEqual({
      verdict: 'fails',
      found: "Docker's pool docker-thinpool has no loop file",
    });
  });
});

describe('what a dockerd left behind', () => {
  const pool = (inode: number): Changes => ({
    [`stat ${ROOT}/devicemapper`]: stat(4096, inode),
  });
  const gone: Condition = { kind: 'loop-pool-absent', dataRoot: ROOT };

  it('is told by the number of the folder in the data root, the pool last', async () => {
    const { host } = recordedHost('bookworm-loop-running', {
      ...pool(11665),
      'list /sys/block': { value: ['dm-0', 'dm-1', 'dm-2', 'loop0'] },
      'readText /sys/block/dm-0/dm/name': { value: 'docker-98:0-11665-pool\n' },
      'readText /sys/block/dm-1/dm/name': { value: 'docker-98:0-11665-base\n' },
      'readText /sys/block/dm-2/dm/name': { value: 'docker-98:0-116651-pool\n' },
    });
    expect(await loopPoolDevices(host, ROOT)).toEqual([
      'docker-98:0-11665-base',
      'docker-98:0-11665-pool',
    ]);
    expect(await checkConditions(host, [gone])).toMatchObject([{ finding: { verdict: 'fails' } }]);
  });

  it('is nothing where the folder is not there, or the devices are those of another', async () => {
    for (const changes of [{ [`stat ${ROOT}/devicemapper`]: missing }, pool(7)]) {
      const { host } = recordedHost('bookworm-loop-running', changes);
      expect(await checkConditions(host, [gone])).toMatchObject([
        { finding: { verdict: 'holds' } },
      ]);
    }
  });
});

describe('the ground of loop files', () => {
  const files = `${ROOT}/devicemapper/devicemapper`;

  it('is the sizes of the files, and the room of their file system', async () => {
    const { host } = recordedHost('bookworm-loop-stopped', {
      [`stat ${files}/data`]: stat(100 * GIB),
      [`stat ${files}/metadata`]: stat(2 * GIB),
      [`stat ${ROOT}`]: stat(4096),
      [`freeSpace ${ROOT}`]: { value: 5 * GIB },
    });
    expect(await loopGround(host, ROOT)).toEqual({
      files: { known: true, value: { data: 100 * GIB, metadata: 2 * GIB } },
      drivers: { known: true, value: ['devicemapper'] },
      free: { known: true, value: 5 * GIB },
    });
  });

  it('is that of the nearest folder where there is no data root yet', async () => {
    const { host } = recordedHost('bookworm-blank', {
      [`stat ${files}/data`]: missing,
      [`stat ${files}/metadata`]: missing,
      [`list ${ROOT}/image`]: missing,
      [`stat ${ROOT}`]: missing,
      'stat /var/lib': stat(4096),
      'freeSpace /var/lib': { value: 7 * GIB },
    });
    expect(await loopGround(host, ROOT)).toMatchObject({
      files: { value: { data: null } },
      drivers: { value: [] },
      free: { value: 7 * GIB },
    });
  });
});
