import { describe } from 'vitest';
import { unknown } from '../../../src/model/known.ts';
import { extents } from '../../../src/model/units.ts';
import {
  host,
  loopHost,
  withLvmSettings,
  withSettings,
  withStatus,
  withVolume,
} from '../../helpers/changed-facts.ts';
import { judges } from '../../helpers/check-of.ts';
import { healthy } from '../../helpers/facts.ts';

/** 19448 chunks are all; 80% are 15558.4. */
const filled = (dataUsedBlocks: number) => withStatus({ dataUsedBlocks });
const unread = { thinPools: unknown('dmsetup failed') };
const noPercent = withVolume({ dataPercent: null, metadataPercent: null });
const noProfile = [withVolume({ profile: null }), withLvmSettings({})] as const;

describe('the room for data', () => {
  judges('data-use', [
    ['is plenty', healthy, 'ok', /^1% used, threshold 80%/],
    ['is there at the threshold itself', host(filled(15558)), 'ok', /80% used/],
    ['is short above the threshold', host(filled(15559)), 'warning', /80% used/],
    [
      'is short although a step would fit',
      host(withVolume({}, { freeExtents: extents(2000) }), filled(16000)),
      'warning',
      /none was made/,
    ],
    ['is used up', host(filled(19448)), 'failed', /^the data is full: 100% used/],
    [
      'is measured at 80% where nothing extends',
      host(...noProfile, filled(15600)),
      'warning',
      /80%/,
    ],
    ['is measured at 80% on loop files', loopHost, 'ok', /threshold 80%/],
    ['is told by LVM where the kernel was not queried', host(unread), 'ok', /^1% used/],
    ['is not known', host(unread, noPercent), 'unknown', /dmsetup/],
    [
      'is not judged without the threshold',
      host({ profileSettings: unknown('lvmconfig failed') }),
      'unknown',
      /1% used, but the threshold could not be read: lvmconfig/,
    ],
  ]);
});

describe('the room for metadata', () => {
  judges('metadata-use', [
    ['is plenty', healthy, 'ok', /10.1% used, threshold 80%/],
    ['is short', host(withStatus({ metadataUsedBlocks: 20500 })), 'warning', /80.1% used/],
    ['is used up', host(withStatus({ metadataUsedBlocks: 25600 })), 'failed', /full/],
    ['is not known', host(unread, noPercent), 'unknown', /dmsetup/],
  ]);
});

describe("Docker's own brake", () => {
  const asking = (value: string) =>
    withSettings({ 'storage-opts': [`dm.min_free_space=${value}`] });
  judges('min-free-space', [
    ['is off while 10% are free', healthy, 'ok', /at least 10%/],
    ['is off with exactly as many blocks', host(filled(19448 - 1944)), 'ok', /at least 10%/],
    ['is on with one block less', host(filled(19448 - 1943)), 'failed', /10% of the data/],
    [
      'is on for the metadata, too',
      host(withStatus({ metadataUsedBlocks: 24000 })),
      'failed',
      /10% of the metadata/,
    ],
    ['goes by the option', host(asking('50%'), filled(12000)), 'failed', /50% of the data/],
    ['can be taken out', host(asking('0%'), filled(19448)), 'ok', /never limited/],
    ['is not known for an option without its sign', host(asking('10')), 'unknown', /=10$/],
    ['is not known without the kernel', host(unread), 'unknown', /dmsetup/],
  ]);
});
