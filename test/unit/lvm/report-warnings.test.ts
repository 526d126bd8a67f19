import { expect, test } from 'vitest';
import { damagedIn, duplicatesIn } from '../../../src/lvm/report-warnings.ts';

/** Printed by LVM 2.03.16 on bookworm, where /dev/xvdg had the first 4 MiB of /dev/xvdf. */
const TWICE = `WARNING: Not using device /dev/xvdg for PV NRjxUr-nHgv-P33D-Dbz7-HuzC-abA3-8SDp2d.
WARNING: PV NRjxUr-nHgv-P33D-Dbz7-HuzC-abA3-8SDp2d prefers device /dev/xvdf because device is used by LV.
`;

/** Printed by LVM 2.03.16 and 2.03.11, where four sectors of the metadata text were overwritten. */
const DAMAGED = [
  `WARNING: Metadata location on /dev/xvdg at offset 4608 begins with invalid name.
WARNING: Checksum error on /dev/xvdg at offset 4608.
WARNING: bad metadata text on /dev/xvdg in mda1
WARNING: scan failed to get metadata summary from /dev/xvdg PVID Dm3bg2ifsYxLaraV6wDBy4Sezdk6PhuK
WARNING: PV /dev/xvdg is marked in use but no VG was found using it.
`,
  `WARNING: Metadata location on /dev/xvdg at 4608 begins with invalid VG name.
WARNING: bad metadata text on /dev/xvdg in mda1
WARNING: PV /dev/xvdg might need repairing.
`,
];

test('the device that LVM does not use is the copy', () => {
  expect(duplicatesIn(TWICE)).toEqual([
    { device: '/dev/xvdg', uuid: 'NRjxUrnHgvP33DDbz7HuzCabA38SDp2d' },
  ]);
});

test.each(DAMAGED)('a disk with damaged metadata is named once', (stderr) => {
  expect(damagedIn(stderr)).toEqual(['/dev/xvdg']);
});

test('a host in order has neither', () => {
  const said = '  WARNING: VG name docker is used by VGs 42D4Qm-oOvW and uLHc3A-HnRN.\n';

  expect([duplicatesIn(said), damagedIn(said)]).toEqual([[], []]);
});
