import { describe, expect, it } from 'vitest';
import { unknown } from '../../../src/model/known.ts';
import {
  host,
  loopHost,
  withDeadPool,
  withStatus,
  withVolume,
} from '../../helpers/changed-facts.ts';
import { checkOf, judges } from '../../helpers/check-of.ts';
import { healthy, linear } from '../../helpers/facts.ts';

const unread = { thinPools: unknown('dmsetup failed') };

describe('whether the pool takes writes', () => {
  judges('pool-writable', [
    ['it does', healthy, 'ok', /rw/],
    ['it ran out of data', host(withStatus({ mode: 'out_of_data_space' })), 'failed', /60 seconds/],
    ['it went read-only', host(withStatus({ mode: 'ro' })), 'failed', /read-only/],
    ['it failed', host(withDeadPool('fail')), 'failed', /Fail/],
    ['its status cannot be read', host(withDeadPool('error')), 'failed', /Error/],
    ['it was not looked at', host(unread), 'unknown', /dmsetup/],
    ['it does on loop files', loopHost, 'ok', /rw/],
  ]);
});

describe('whether the metadata needs a check', () => {
  judges('pool-needs-check', [
    ['it does not', healthy, 'ok', /no needs_check/],
    ['the kernel says so', host(withStatus({ needsCheck: true })), 'failed', /cannot grow/],
    ['LVM says so', host(withVolume({ checkNeeded: true })), 'failed', /cannot grow/],
    [
      'nobody can say it of a dead pool',
      host(withDeadPool('fail')),
      'unknown',
      /the pool has failed/,
    ],
    ['it was not looked at', host(unread), 'unknown', /dmsetup/],
  ]);

  it('is mended by dmctl repair, which shows first what it does', () => {
    const { fix } = checkOf(host(withStatus({ needsCheck: true })), 'pool-needs-check');
    expect(fix.join()).toContain('dmctl repair --dry-run');
  });
});

describe("LVM's word on the volume", () => {
  judges('volume-health', [
    ['is nothing', healthy, 'ok', /healthy/],
    [
      'is a health status',
      host(withVolume({ health: 'metadata_read_only' })),
      'failed',
      /read_only/,
    ],
    ['is a missing disk', host(withVolume({}, { missingPvs: 1 })), 'failed', /1 disk/],
    ['is an exported group', host(withVolume({}, { exported: true })), 'failed', /exported/],
    [
      'is the group of another host',
      host(withVolume({}, { foreign: true })),
      'failed',
      /another host/,
    ],
    ['is not known', host({ lvm: unknown('lvm failed') }), 'unknown', /lvm failed/],
  ]);
});

describe('who makes thin devices in the pool', () => {
  const mine = { ...linear('mine', 4194304, false), poolLv: 'thinpool' };
  const elsewhere = { ...mine, vg: 'other', vgUuid: 'other' };
  judges('pool-owner', [
    ['Docker alone', healthy, 'ok', /none/],
    ['a pool of the same name elsewhere', host(withVolume({}, {}, [elsewhere])), 'ok', /none/],
    ['LVM as well', host(withVolume({}, {}, [mine])), 'failed', /docker\/mine/],
    ['nobody knows', host({ lvm: unknown('lvm failed') }), 'unknown', /lvm failed/],
  ]);
});
