import { describe, expect, test } from 'vitest';
import { activates, bootUnitText, type BootUnitSubject } from '../../../src/lvm/boot-unit.ts';

const UUID = 'iIcdrh-0opk-zvBK-O6UA-6Nh3-5Wpb-VcAPAf';
const subject: BootUnitSubject = {
  ...{ vg: 'docker', lv: 'thinpool', dmName: 'docker-thinpool', pvUuids: [UUID] },
  ...{ lvm: '/usr/sbin/lvm', dmsetup: '/usr/sbin/dmsetup' },
  engine: { title: 'Docker', unit: 'docker.service', bootUnit: 'dmctl-activate.service' },
};

describe('the boot unit', () => {
  test('waits for each physical volume by the name that systemd gives its device', () => {
    const text = bootUnitText({ ...subject, pvUuids: ['b-2', UUID] });
    // systemd-escape --path --suffix=device /dev/disk/by-id/lvm-pv-uuid-... , in the lab.
    const device =
      'dev-disk-by\\x2did-lvm\\x2dpv\\x2duuid\\x2diIcdrh\\x2d0opk\\x2dzvBK\\x2dO6UA\\x2d6Nh3\\x2d5Wpb\\x2dVcAPAf.device';
    expect(text).toContain(`Wants=${device}\nAfter=${device}\n`);
    expect(text.match(/^Wants=/gm)).toHaveLength(2);
  });

  test('is the same whatever order LVM reports its disks in', () => {
    const [one, two] = [
      ['a', 'b'],
      ['b', 'a'],
    ].map((pvUuids) => bootUnitText({ ...subject, pvUuids }));
    expect(one).toBe(two);
  });

  test('forces nothing, waits without a limit, and is not required by Docker', () => {
    const text = bootUnitText(subject);
    expect(text).not.toMatch(/ -K|partial|Required|sh -c|settle|sleep/);
    expect(text).toContain('TimeoutStartSec=0\nSendSIGKILL=no\n');
    expect(text).toContain('WantedBy=docker.service\n');
  });

  test('knows its pool, and no other', () => {
    const text = bootUnitText(subject);
    expect(activates(text, 'docker', 'thinpool')).toBe(true);
    expect(activates(text, 'docker', 'thinpool2')).toBe(false);
    expect(activates(text, 'docker', 'thin')).toBe(false);
  });
});
