import { describe, test } from 'vitest';
import { refusesAll, type DiskCase } from './disks/disk-case.ts';
import { held, mounted, volumeGroups } from './disks/in-use.ts';
import { noDevices, shapes } from './disks/odd-devices.ts';
import { fileSystems, leftovers, tablesAndRaid } from './disks/signatures.ts';
import { useGuest } from './guest/use-guest.ts';

const GROUPS = [
  ...[fileSystems, tablesAndRaid, leftovers],
  ...[mounted, held, volumeGroups, shapes, noDevices],
];
/** The first disk carries the pool. */
const DISKS = ['xvdg', 'xvdh', 'xvdi', 'xvdj', 'xvdk', 'xvdl'];

const namesOf = (cases: readonly DiskCase[]): string => cases.map(({ name }) => name).join(', ');

/** As many cases at a time as there are disks, which is one less than in a group. */
const LAST = GROUPS.flatMap(({ cases }) => cases.slice(DISKS.length));
const CHUNKS = [
  ...GROUPS.map(({ cases }) => cases.slice(0, DISKS.length)),
  LAST.slice(0, DISKS.length),
  LAST.slice(DISKS.length),
].map((cases): readonly [string, readonly DiskCase[]] => [namesOf(cases), cases]);

describe('resize --add refuses, and leaves every byte of', () => {
  const lab = useGuest({ suite: 'bookworm', disks: ['1G', ...DISKS.map(() => '1G')] });

  test.for(CHUNKS)('%s', async ([name, cases], { task }) => {
    await lab.guest.ok('dmctl setup direct-lvm /dev/xvdf');
    const ask = (device: string, flags: string): string => `dmctl resize --add ${device} ${flags}`;
    await refusesAll(lab.guest, { name, cases }, DISKS, ask);
    task.meta.cases = cases.length;
  });
});
