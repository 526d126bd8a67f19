import { describe, expect, it } from 'vitest';
import { ParseError } from '../../../../src/model/errors.ts';
import { mountsBelow, parseMounts } from '../../../../src/model/facts/mounts.ts';
import { readRecording } from '../../../helpers/recorded-host.ts';

const recorded = readRecording('bookworm-direct-running')['readText /proc/self/mountinfo'];
const text = recorded && 'value' in recorded ? String(recorded.value) : '';

describe('mountinfo', () => {
  it('names every mount with its device', () => {
    const mounts = parseMounts(text);

    expect(mounts.find(({ mountPoint }) => mountPoint === '/')).toEqual({
      mountPoint: '/',
      device: '98:0',
      type: 'ext4',
      source: '/dev/root',
      readOnly: false,
    });
    expect(mountsBelow(mounts, '/var/lib/docker').length).toBeGreaterThan(0);
  });

  it('undoes the escapes of the kernel', () => {
    const line = '1 2 8:1 / /a\\040b\\134c rw - ext4 /dev/a\\011b rw\n';

    expect(parseMounts(line)).toMatchObject([{ mountPoint: '/a b\\c', source: '/dev/a\tb' }]);
  });

  it.each([
    ['mount', '1 2 8:1 / /etc/lvm ro,noatime - ext4 /dev/a rw\n'],
    ['file system', '1 2 8:1 / /etc/lvm rw,noatime - ext4 /dev/a ro,errors=remount-ro\n'],
  ])('sees that a %s is read-only', (_, line) => {
    expect(parseMounts(line)).toMatchObject([{ readOnly: true }]);
  });

  it('does not take a neighbour for what is below', () => {
    const mounts = parseMounts('1 2 8:1 / /var/lib/docker.bk rw - ext4 /dev/a rw\n');

    expect(mountsBelow(mounts, '/var/lib/docker')).toEqual([]);
    expect(mountsBelow(mounts, '/var/lib/docker.bk')).toEqual(['/var/lib/docker.bk']);
  });

  it('refuses a line it does not understand', () => {
    expect(() => parseMounts('1 2 8:1 / /mnt rw\n')).toThrow(ParseError);
  });
});
