import { describe, expect, it } from 'vitest';
import { known, unknown } from '../../../src/model/known.ts';
import { extents } from '../../../src/model/units.ts';
import {
  host,
  loopHost,
  withLvmSettings,
  withoutSpare,
  withStatus,
  withVolume,
} from '../../helpers/changed-facts.ts';
import { checkOf, idsWith, judges } from '../../helpers/check-of.ts';
import { healthy } from '../../helpers/facts.ts';

const blindLvm = { lvm: unknown('lvm failed') };
const noProfile = withVolume({ profile: null });
const hostWide = withLvmSettings({ autoextend: { threshold: 70, percent: 10 } });
const reads = (threshold: number, percent: number) => ({
  profileSettings: known({ threshold, percent }),
});
const noFile = {
  profileSettings: known(null),
  profile: known({ path: '/etc/lvm/profile/p.profile', text: null, sha256: null }),
};
const free = (count: number) => withVolume({}, { freeExtents: extents(count) });

describe('the profile', () => {
  judges('profile-attached', [
    ['is attached', healthy, 'ok', /docker-thinpool/],
    [
      'may have any name',
      host(withVolume({ profile: 'docker--vg-docker--pool-extend' })),
      'ok',
      /docker--vg/,
    ],
    ['is missing', host(noProfile), 'failed', /never extends/],
    ['is not needed where lvm.conf has values', host(noProfile, hostWide), 'note', /threshold 70/],
    [
      'is missing, and lvm.conf was not read',
      host(noProfile, { lvmSettings: unknown('lvmconfig failed') }),
      'unknown',
      /lvmconfig/,
    ],
    ['is not known', host(blindLvm), 'unknown', /lvm failed/],
  ]);
});

describe('the values LVM reads', () => {
  judges('autoextend-settings', [
    ['are the documented ones', healthy, 'ok', /threshold 80, percent 20/],
    ['may be others', host(reads(70, 5)), 'ok', /threshold 70, percent 5/],
    ['are raised to 50', host(reads(30, 20)), 'ok', /LVM uses 50/],
    ["are lvm.conf's without a profile", host(noProfile, hostWide), 'ok', /threshold 70/],
    ['turn it off', host(reads(100, 20)), 'warning', /disabled/],
    ['are ones LVM refuses', host(reads(80, 0)), 'failed', /percent is 0/],
    [
      'are none: the profile is invalid',
      host({ profileSettings: known(null) }),
      'failed',
      /invalid/,
    ],
    ['are none: the profile does not exist', host(noFile), 'failed', /does not exist/],
    ['are not known', host({ profileSettings: unknown('no lvmconfig') }), 'unknown', /lvmconfig/],
  ]);
});

describe('the next step of the data', () => {
  judges('data-step', [
    [
      'does not fit the documented layout: a note',
      healthy,
      'note',
      /1.902 GiB \(487 extents\) needed/,
    ],
    ['fits even a full pool', host(free(608)), 'ok', /608 extents\) free/],
    [
      'fits, but not for fast writers',
      host(free(607)),
      'note',
      /2.375 GiB \(608 extents\) needed then/,
    ],
    ['fits to the extent', host(free(487)), 'note', /487 extents\) free/],
    [
      'is needed by now and does not fit',
      host(withStatus({ dataUsedBlocks: 16000 })),
      'failed',
      /82.3% full, above the threshold, and no extension fits/,
    ],
    ['does not exist when auto-extension is off', host(reads(100, 20)), 'note', /is disabled/],
    [
      'does not exist for an invalid profile',
      host({ profileSettings: known(null) }),
      'note',
      /disabled/,
    ],
    ['is not known without LVM', host(blindLvm), 'unknown', /lvm failed/],
  ]);

  it('is left out on loop files, which LVM does not extend', () => {
    expect(() => checkOf(loopHost, 'data-step')).toThrow('no check data-step');
    expect(idsWith(loopHost, 'failed', 'unknown')).toEqual([]);
  });
});

describe('the next step of the metadata', () => {
  judges('metadata-step', [
    ['fits with its spare', healthy, 'ok', /40 MiB \(10 extents\) needed/],
    [
      'takes a whole new spare where there is none',
      host(withoutSpare()),
      'ok',
      /35 extents\) needed/,
    ],
    [
      'fits without its spare',
      host(free(9)),
      'note',
      /not with its spare, if .* \(14 extents\) needed/,
    ],
    ['does not fit', host(free(4)), 'note', /10 extents\) needed, 16 MiB \(4 extents\) free/],
    [
      'is needed by now and does not fit',
      host(free(0), withStatus({ metadataUsedBlocks: 22000 })),
      'failed',
      /85.9% full/,
    ],
    ['is not known without LVM', host(blindLvm), 'unknown', /lvm failed/],
  ]);
});
