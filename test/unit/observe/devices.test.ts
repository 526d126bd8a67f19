import { describe, expect, it } from 'vitest';
import { lsblk } from '../../../src/lvm/lsblk.ts';
import { observe } from '../../../src/observe/host-facts.ts';
import { recordedHost, type Changes } from '../../helpers/recorded-host.ts';
import { questionOf } from '../../helpers/recording.ts';

async function devicesOf(name: string, devices: readonly string[], changes: Changes = {}) {
  const { host } = recordedHost(name, changes);
  const facts = await observe(host, {
    devices,
    pool: { vg: 'docker', lv: 'thinpool' },
    profile: 'docker-thinpool',
  });
  return facts.devices;
}

const both = ['/dev/xvdf', '/dev/xvdg'];

describe('a device that was named', () => {
  it('is seen as blank and free', async () => {
    const [disk] = await devicesOf('bookworm-blank', ['/dev/xvdf']);

    expect(disk).toMatchObject({
      path: '/dev/xvdf',
      usable: true,
      realPath: '/dev/ubdb',
      kernelName: 'ubdb',
      type: 'disk',
      identity: { path: '/dev/xvdf', majorMinor: '98:16', size: 10 * 2 ** 30 },
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
    const devices = await devicesOf('bookworm-blank', ['/dev/nowhere', '/etc/passwd'], {
      'realPath /dev/nowhere': { value: null },
      'realPath /etc/passwd': { value: '/etc/passwd' },
      'stat /etc/passwd': { value: { kind: 'file', represents: null } },
    });

    expect(devices).toEqual([
      { path: '/dev/nowhere', usable: false, why: 'there is no /dev/nowhere' },
      { path: '/etc/passwd', usable: false, why: '/etc/passwd is no block device' },
    ]);
  });

  it('cannot be used when lsblk fails', async () => {
    const failed = { exitCode: 32, signal: null, stdout: '', stderr: 'not there', durationMs: 0 };

    const [disk] = await devicesOf('bookworm-blank', ['/dev/xvdf'], {
      [questionOf('run', [lsblk(['/dev/ubdb'])])]: { value: failed },
    });

    expect(disk).toMatchObject({
      usable: false,
      why: expect.stringContaining('not there') as string,
    });
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
