import { describe, expect, it } from 'vitest';
import type { DeviceIdentity } from '../../../../src/model/facts/device.ts';
import { HostError } from '../../../../src/model/host.ts';
import { bytes, GIB, MIB } from '../../../../src/model/units.ts';
import { checkConditions } from '../../../../src/observe/conditions/conditions.ts';
import { isShownBlank } from '../../../../src/observe/conditions/device.ts';
import { createProbes } from '../../../../src/observe/conditions/probes.ts';
import { hostThatAsks, questionOf } from '../../../helpers/recording.ts';

const SIZE = 10 * GIB;
const FOLDER = '/sys/dev/block/98:16';

const disk = (change: Partial<DeviceIdentity> = {}): DeviceIdentity => ({
  ...{ path: '/dev/xvdf', majorMinor: '98:16', size: bytes(SIZE), serial: null },
  ...change,
});

/** A blank 10 GiB disk that nobody uses, as sysfs, the mount table and the disk itself show it. */
const BLANK: Readonly<Record<string, unknown>> = {
  'realPath /dev/xvdf': '/dev/ubdb',
  'stat /dev/ubdb': { kind: 'block', represents: '98:16' },
  [`readText ${FOLDER}/size`]: `${String(SIZE / 512)}\n`,
  [`list ${FOLDER}`]: ['holders', 'queue', 'size'],
  [`list ${FOLDER}/holders`]: [],
  'readText /proc/self/mountinfo': '16 1 98:0 / / rw,noatime shared:1 - ext4 /dev/root rw\n',
  'canOpenExclusively /dev/ubdb': true,
  // 8 MiB at both ends.
  'firstNonZero /dev/ubdb 0 8388608': null,
  [`firstNonZero /dev/ubdb ${String(SIZE - 8 * MIB)} 8388608`]: null,
};

const hostOf = (change: Readonly<Record<string, unknown>>) => {
  const answers: Readonly<Record<string, unknown>> = { ...BLANK, ...change };
  const started: string[] = [];
  const host = hostThatAsks(0, (method, args) => {
    const question = questionOf(method, args);
    if (method === 'run') {
      started.push(question);
      return Promise.reject(new HostError('cannot-start', question, 'no programs here'));
    }
    return Promise.resolve(answers[question] ?? null);
  });
  return { host, started };
};

const shown = (change: Readonly<Record<string, unknown>>, planned = disk()): Promise<boolean> =>
  isShownBlank(createProbes(hostOf(change).host, [], []), planned);

describe('a disk that is still blank', () => {
  it('is known for it without a program', async () => {
    const { host, started } = hostOf({});
    const [checked] = await checkConditions(host, [{ kind: 'device-blank', device: disk() }]);
    expect(checked?.finding).toEqual({ verdict: 'holds' });
    expect(started).toEqual([]);
  });

  it('may have none in the words of the kernel', async () => {
    expect(await shown({ [`readText ${FOLDER}/serial`]: '(null)\n' })).toBe(true);
  });

  it.each(['serial', 'device/serial', 'wwid', 'device/wwid'])(
    'may have a serial number, where the kernel tells it: %s',
    async (file) => {
      const change = { [`readText ${FOLDER}/${file}`]: ' S-1\n' };
      expect(await shown(change, disk({ serial: 'S-1' }))).toBe(true);
      expect(await shown(change, disk({ serial: 'S-2' }))).toBe(false);
      expect(await shown(change)).toBe(false);
    },
  );

  it.each([
    ['another device has its name', { 'stat /dev/ubdb': { kind: 'block', represents: '98:32' } }],
    ['it has another size', { [`readText ${FOLDER}/size`]: '2048\n' }],
    ['udev alone knows its serial number', {}, disk({ serial: 'S-1' })],
    [
      'it has a partition',
      { [`list ${FOLDER}`]: ['ubdb1'], [`lstat ${FOLDER}/ubdb1/partition`]: { kind: 'file' } },
    ],
    ['something lies on it', { [`list ${FOLDER}/holders`]: ['dm-0'] }],
    [
      'a loop device shows it',
      {
        'list /sys/block': ['loop0'],
        'readText /sys/block/loop0/loop/backing_file': '/dev/xvdf\n',
        'stat /dev/xvdf': { kind: 'block', represents: '98:16' },
      },
    ],
    [
      'it is mounted',
      { 'readText /proc/self/mountinfo': '16 1 98:16 / /mnt rw - ext4 /dev/ubdb rw\n' },
    ],
    ['somebody has it open', { 'canOpenExclusively /dev/ubdb': false }],
    ['it begins with data', { 'firstNonZero /dev/ubdb 0 8388608': 4194304 }],
    [
      'it ends with data',
      { [`firstNonZero /dev/ubdb ${String(SIZE - 8 * MIB)} 8388608`]: SIZE - 4096 },
    ],
  ])(
    'is not taken for it where %s: lsblk and wipefs are asked',
    async (_, change, device = disk()) => {
      expect(await shown(change, device)).toBe(false);
      const { host, started } = hostOf(change);
      await checkConditions(host, [{ kind: 'device-blank', device }]);
      expect(started[0]).toContain('lsblk');
    },
  );

  it('is not taken for it where sysfs does not know its size', async () => {
    await expect(shown({ [`readText ${FOLDER}/size`]: null })).rejects.toThrow(HostError);
  });
});
