import { describe, expect, test } from 'vitest';
import { refusesAll, setUp } from './disks/disk-case.ts';
import { fileSystems, leftovers, tablesAndRaid } from './disks/signatures.ts';
import { useGuest } from './guest/use-guest.ts';
import { RELEASES } from './releases.ts';
import { bytesOf } from './scenario.ts';

const DISKS = ['xvdf', 'xvdg', 'xvdh', 'xvdi', 'xvdj', 'xvdk', 'xvdl'];
const GROUPS = [fileSystems, tablesAndRaid, leftovers].map((group) => [group.name, group] as const);

describe.each(RELEASES)('setup direct-lvm on %s refuses, and leaves every byte of', (suite) => {
  const lab = useGuest({ suite, disks: DISKS.map(() => '1G') });

  test.for(GROUPS)('%s', async ([, group], { task }) => {
    await refusesAll(lab.guest, group, DISKS, setUp);
    task.meta.cases = group.cases.length;
  });

  // What lies in the middle alone is not looked for: a disk that was given up keeps its middle,
  // what a pool held for instance, and reading all of one takes hours.
  test('nothing that has zeros at both ends and no signature', async () => {
    const { guest } = lab;
    await guest.ok('dd if=/dev/urandom of=/dev/xvdf bs=1M seek=1 count=16 conv=notrunc');
    const before = await bytesOf(guest, 'xvdf');
    const dry = await guest.run('dmctl setup direct-lvm /dev/xvdf --dry-run --detailed-exitcode');
    expect(dry.exitCode, dry.stderr).toBe(10);
    expect(await bytesOf(guest, 'xvdf')).toBe(before);
  });
});
