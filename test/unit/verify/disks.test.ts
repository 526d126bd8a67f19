import { describe } from 'vitest';
import { unknown } from '../../../src/model/known.ts';
import { GIB } from '../../../src/model/units.ts';
import { host, withDiskSize } from '../../helpers/changed-facts.ts';
import { judges } from '../../helpers/check-of.ts';
import { healthy } from '../../helpers/facts.ts';

describe('the sizes of the disks', () => {
  judges('disk-sizes', [
    ['are those of LVM', healthy, 'ok', /in full/],
    [
      'have grown',
      host(withDiskSize(60 * GIB)),
      'note',
      /^\/dev\/xvdf has grown by 50 GiB; LVM does not use it yet$/,
    ],
    ['have shrunk', host(withDiskSize(9 * GIB)), 'failed', /\/dev\/xvdf has 9 GiB, but .* needs/],
    ['are not known', host({ diskSizes: unknown('no sysfs') }), 'unknown', /no sysfs/],
  ]);
});
