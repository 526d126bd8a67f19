import { describe } from 'vitest';
import { known, unknown } from '../../../src/model/known.ts';
import { host, withoutSpare, withVolume } from '../../helpers/changed-facts.ts';
import { judges } from '../../helpers/check-of.ts';
import { healthy, thinpool } from '../../helpers/facts.ts';

describe('the spare for the metadata', () => {
  const grown = { metadataSize: thinpool.size };
  judges('metadata-spare', [
    ['is as large as the metadata', healthy, 'ok', /100 MiB/],
    ['is missing', host(withoutSpare()), 'note', /no spare/],
    ['is smaller', host(withVolume(grown)), 'note', /100 MiB for 9.496 GiB/],
    ['is not known', host({ lvm: unknown('lvm failed') }), 'unknown', /lvm failed/],
  ]);
});

describe('the disks', () => {
  judges('rotational-disk', [
    ['do not rotate', healthy, 'ok', /no rotational/],
    ['rotate', host({ rotationalDisks: known(['xvdf']) }), 'note', /xvdf/],
    ['are not known', host({ rotationalDisks: unknown('no sysfs') }), 'unknown', /sysfs/],
  ]);
});
