import { describe, expect, it } from 'vitest';
import { lsblk } from '../../../src/lvm/lsblk.ts';
import { wipefsVersion } from '../../../src/lvm/version.ts';
import { probeSignatures } from '../../../src/lvm/wipefs.ts';
import { observe } from '../../../src/observe/host-facts.ts';
import { recordedHost, type Changes } from '../../helpers/recorded-host.ts';
import { questionOf } from '../../helpers/recording.ts';

async function devicesOf(name: string, devices: readonly string[], changes: Changes = {}) {
  const { host } = recordedHost(name, changes);
  const facts = await observe(host, {
    devices,
    pool: { vg: 'docker', lv: 'thinpool' },
    profile: 'docker-thinpool',
    engine: 'docker',
  });
  return facts.devices;
}

const both = ['/dev/xvdf', '/dev/xvdg'];

describe('where LVM would make the folder of the volume group', () => {
  const taken = async (name: string, changes: Changes) => {
    const pool = { vg: 'docker', lv: 'thinpool' };
    const { host } = recordedHost(name, changes);
    return (await observe(host, { devices: [], pool, profile: null, engine: 'docker' }))
      .groupPathTaken;
  };

  it('lies nothing, or something that is in the way', async () => {
    const link = { 'lstat /dev/docker': { value: { kind: 'symlink' } } };

    expect(await taken('bookworm-blank', {})).toEqual({ known: true, value: null });
    expect(await taken('bookworm-blank', link)).toEqual({ known: true, value: '/dev/docker' });
  });

  it('is not looked where the group is there already', async () => {
    expect(await taken('bookworm-direct-running', {})).toMatchObject({ known: false });
  });
});

describe('a device that was named', () => {
  it('is seen as blank and free', async () => {
    const [disk] = await devicesOf('bookworm-blank', ['/dev/xvdf']);

    expect(disk).toMatchObject({
      path: '/dev/xvdf',
      usable: true,
      kernelName: 'ubdb',
      type: 'disk',
      identity: {
        path: '/dev/xvdf',
        realPath: '/dev/ubdb',
        majorMinor: '98:16',
        size: 10 * 2 ** 30,
      },
      children: [],
      holders: [],
      mountPoints: [],
      signatures: { known: true, value: [] },
      firstData: { known: true, value: null },
      exclusivelyHeld: { known: true, value: false },
      pv: { known: true, value: null },
    });
  });

  it('is seen with its file system', async () => {
    const [blank, signed] = await devicesOf('bookworm-signed-disk', both);

    expect(blank).toMatchObject({ signatures: { value: [] } });
    expect(signed).toMatchObject({
      mountPoints: [],
      exclusivelyHeld: { value: false },
      signatures: { value: [{ device: '/dev/ubdc', type: 'ext4', label: 'data', offset: 0x438 }] },
    });
  });

  it('is seen as mounted and held', async () => {
    const [, mounted] = await devicesOf('bookworm-mounted-disk', both);

    expect(mounted).toMatchObject({ mountPoints: ['/mnt/x'], exclusivelyHeld: { value: true } });
  });

  it('is seen with what is on its partitions', async () => {
    const [, parted] = await devicesOf('bookworm-partitioned-disk', both);

    expect(parted).toMatchObject({ children: [{ path: '/dev/ubdc1', type: 'part' }] });
    const found = parted?.usable === true && parted.signatures;
    expect(found).toMatchObject({ known: true });
    const signatures = found !== false && found.known ? found.value : [];
    expect(new Set(signatures.map(({ device }) => device))).toEqual(
      new Set(['/dev/ubdc', '/dev/ubdc1']),
    );
    expect(signatures.map(({ type }) => type)).toContain('swap');
  });

  it('is known for a member of a volume group, whatever stands on it listed once', async () => {
    const [member] = await devicesOf('bookworm-direct-running', ['/dev/xvdf']);

    expect(member).toMatchObject({
      pv: { value: { vg: 'docker' } },
      exclusivelyHeld: { value: true },
    });
    const children = member?.usable === true ? member.children.map(({ path }) => path) : [];
    expect(children.length).toBeGreaterThan(2);
    expect(new Set(children).size).toBe(children.length);
  });

  it('cannot be used when it is not there, or is no block device', async () => {
    const paths = ['/dev/nowhere', '/dev/dangling', '/etc/passwd'];
    const devices = await devicesOf('bookworm-blank', paths, {
      'realPath /dev/dangling': { value: null },
      'lstat /dev/dangling': { value: { kind: 'symlink' } },
      'realPath /dev/nowhere': { value: null },
      'lstat /dev/nowhere': { value: null },
      'realPath /etc/passwd': { value: '/etc/passwd' },
      'stat /etc/passwd': { value: { kind: 'file', represents: null } },
    });

    expect(devices).toEqual([
      { path: '/dev/nowhere', usable: false, is: 'no-device', why: '/dev/nowhere does not exist' },
      {
        path: '/dev/dangling',
        usable: false,
        is: 'no-device',
        why: '/dev/dangling is a dangling symbolic link',
      },
      {
        path: '/etc/passwd',
        usable: false,
        is: 'no-device',
        why: '/etc/passwd is not a block device, it is a file',
      },
    ]);
  });

  it('is known to have no size where lsblk does not show it', async () => {
    const none = { exitCode: 32, signal: null, stdout: '', stderr: '', durationMs: 0 };

    const [disk] = await devicesOf('bookworm-blank', ['/dev/xvdf'], {
      [questionOf('run', [lsblk(['/dev/ubdb'])])]: { value: none },
      'readText /sys/dev/block/98:16/size': { value: '0\n' },
    });

    expect(disk).toEqual({ path: '/dev/xvdf', usable: false, is: 'empty', why: 'it has no size' });
  });

  it('cannot be used when lsblk fails', async () => {
    const failed = { exitCode: 32, signal: null, stdout: '', stderr: 'not there', durationMs: 0 };

    const [disk] = await devicesOf('bookworm-blank', ['/dev/xvdf'], {
      [questionOf('run', [lsblk(['/dev/ubdb'])])]: { value: failed },
    });

    expect(disk).toMatchObject({
      usable: false,
      is: 'unread',
      why: expect.stringContaining('not there') as string,
    });
  });

  describe('of which wipefs says nothing at all', () => {
    const silentWipefs = async (version: string) => {
      const outcome = { exitCode: 0, signal: null, stderr: '', durationMs: 0 };
      const [disk] = await devicesOf('bookworm-blank', ['/dev/xvdf'], {
        [questionOf('run', [probeSignatures(['/dev/ubdb'])])]: {
          value: { ...outcome, stdout: '' },
        },
        [questionOf('run', [wipefsVersion()])]: { value: { ...outcome, stdout: version } },
      });
      return disk?.usable === true ? disk.signatures : null;
    };

    it('is blank for an old util-linux', async () => {
      expect(await silentWipefs('wipefs from util-linux 2.33.1\n')).toMatchObject({ value: [] });
    });

    it('is unknown for a newer one, and where wipefs does not say how old it is', async () => {
      for (const version of ['wipefs from util-linux 2.36\n', 'wipefs 2.33\n', '']) {
        expect(await silentWipefs(version)).toMatchObject({ known: false });
      }
    });
  });

  it('is held by a loop device that shows it or a partition of it', async () => {
    const blocks = (file: string): Changes => ({
      'list /sys/block': { value: ['loop0', 'ubdc'] },
      'readText /sys/block/loop0/loop/backing_file': { value: `${file}\n` },
      'stat /dev/ubdc1': { value: { kind: 'block', represents: '98:33' } },
      'stat /srv/image': { value: { kind: 'file', represents: null } },
    });
    const holders = async (file: string) => {
      const [, disk] = await devicesOf('bookworm-partitioned-disk', both, blocks(file));
      return disk?.usable === true ? disk.holders : null;
    };

    expect(await holders('/dev/ubdc')).toEqual(['loop0']);
    expect(await holders('/dev/ubdc (deleted)')).toEqual(['loop0']);
    expect(await holders('/dev/ubdc1')).toEqual(['loop0']);
    expect(await holders('/srv/image')).toEqual([]);
  });

  it('is not opened twice at a time when it is named twice', async () => {
    const twice = await devicesOf('bookworm-blank', ['/dev/xvdf', '/dev/ubdb'], {
      'realPath /dev/ubdb': { value: '/dev/ubdb' },
    });

    expect(twice).toMatchObject([
      { identity: { majorMinor: '98:16' } },
      { identity: { majorMinor: '98:16' } },
    ]);
  });
});
