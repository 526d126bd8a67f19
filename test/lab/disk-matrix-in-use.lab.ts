import { describe, test } from 'vitest';
import { refusesAll, setUp } from './disks/disk-case.ts';
import { held, mounted, volumeGroups } from './disks/in-use.ts';
import { noDevices, shapes } from './disks/odd-devices.ts';
import { useGuest } from './guest/use-guest.ts';
import { RELEASES } from './releases.ts';

const DISKS = ['xvdf', 'xvdg', 'xvdh', 'xvdi', 'xvdj', 'xvdk', 'xvdl'];
const GROUPS = [mounted, held, volumeGroups, shapes, noDevices].map(
  (group) => [group.name, group] as const,
);

describe.each(RELEASES)('setup direct-lvm on %s refuses, whatever the flags,', (suite) => {
  const lab = useGuest({ suite, disks: DISKS.map(() => '1G') });

  test.for(GROUPS)('%s', async ([, group], { task }) => {
    await refusesAll(lab.guest, group, DISKS, setUp);
    task.meta.cases = group.cases.length;
  });
});
