import { describe, expect, it } from 'vitest';
import { lsblk, parseLsblk } from '../../../src/lvm/lsblk.ts';
import { ParseError } from '../../../src/model/errors.ts';
import { outcomeOf, outcomesOf } from '../../helpers/recorded-outcomes.ts';

const LSBLK = 'lsblk -J';

describe('lsblk', () => {
  it('asks for no column that util-linux 2.23 does not have', () => {
    const columns = lsblk([])
      .args.find((arg) => arg.includes(','))
      ?.split(',');

    expect(columns).not.toContain('MOUNTPOINTS');
    expect(columns).not.toContain('PATH');
  });
});

describe('parseLsblk', () => {
  it.each(outcomesOf(LSBLK))('understands $host', ({ outcome }) => {
    expect(() => parseLsblk(outcome.stdout)).not.toThrow();
  });

  it('reads a blank disk', () => {
    const [disk] = parseLsblk(outcomeOf('bookworm-blank', LSBLK).stdout);

    expect(disk).toMatchObject({
      kernelPath: '/dev/ubdb',
      type: 'disk',
      readOnly: false,
      removable: false,
      mountPoints: [],
      children: [],
    });
  });

  it('reads what lies above a disk, level by level', () => {
    const [disk] = parseLsblk(outcomeOf('bookworm-direct-running', LSBLK).stdout);
    const above = disk?.children ?? [];

    expect(above.map(({ path }) => path).toSorted()).toEqual([
      '/dev/mapper/docker-thinpool_tdata',
      '/dev/mapper/docker-thinpool_tmeta',
    ]);
    expect(above[0]?.children[0]).toMatchObject({
      path: '/dev/mapper/docker-thinpool',
      type: 'lvm',
    });
  });

  it('reads mount points', () => {
    const disks = parseLsblk(outcomeOf('bookworm-mounted-disk', LSBLK).stdout);

    expect(disks.flatMap(({ mountPoints }) => mountPoints)).toHaveLength(1);
  });

  it('reads partitions', () => {
    const disks = parseLsblk(outcomeOf('bookworm-partitioned-disk', LSBLK).stdout);

    const types = disks.flatMap(({ children }) => children.map(({ type }) => type));
    expect(types).toContain('part');
  });

  it('reads the strings that util-linux before 2.33 prints', () => {
    const { stdout } = outcomeOf('bookworm-blank', LSBLK);
    const old = stdout
      .replaceAll(/": (\d+)/g, '": "$1"')
      .replaceAll('": false', '": "0"')
      .replaceAll('": true', '": "1"');

    expect(old).not.toBe(stdout);
    expect(parseLsblk(old)).toEqual(parseLsblk(stdout));
  });

  it('refuses what lsblk does not print', () => {
    const { stdout } = outcomeOf('bookworm-blank', LSBLK);

    for (const text of [
      '',
      '{}',
      stdout.slice(0, -5),
      stdout.replace('"size"', '"sise"'),
      stdout.replace(/"size": *\d+/, '"size": "10G"'),
      stdout.replace(/"ro": *false/, '"ro": "no"'),
    ]) {
      expect(() => parseLsblk(text)).toThrow(ParseError);
    }
  });
});
