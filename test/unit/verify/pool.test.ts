import { describe, expect, it, test } from 'vitest';
import { known, unknown } from '../../../src/model/known.ts';
import {
  host,
  loopHost,
  withDevice,
  withDockerDown,
  withLvmSettings,
  withoutVolume,
  withPoolInactive,
  withSettings,
  withVolume,
} from '../../helpers/changed-facts.ts';
import { verify } from '../../../src/verify/verify.ts';
import { checkOf, judges } from '../../helpers/check-of.ts';
import { healthy } from '../../helpers/facts.ts';
import { lvmAccess } from '../../helpers/lvm-host.ts';
import { changed } from '../../helpers/engine.ts';
import { by, resizePlan } from '../../helpers/resize-site.ts';

const stopped = withDockerDown('inactive');
const noDevice = { dm: known([]), thinPools: known([]) };
const blind = { lvm: unknown('lvm failed') };

describe('that the pool exists', () => {
  judges('pool-exists', [
    ['is so for the volume Docker runs on', healthy, 'ok', /docker\/thinpool/],
    [
      'is so for names with hyphens and dots, as container-storage-setup makes them',
      host(
        stopped,
        withVolume({ vg: 'docker-vg', name: 'docker-pool' }),
        withSettings({
          'storage-opts': ['dm.thinpooldev=/dev/mapper/docker--vg-docker--pool'],
        }),
      ),
      'ok',
      /docker-vg\/docker-pool/,
    ],
    [
      'is not so where LVM knows no such volume',
      host(withoutVolume(), noDevice),
      'failed',
      /does not exist/,
    ],
    [
      'is only half so for a device that LVM did not make',
      host(withoutVolume(), withDevice({ uuid: '' })),
      'warning',
      /not an LVM logical volume/,
    ],
    [
      'is not so where LVM made the device and does not see the disks below it',
      host(withoutVolume(), withLvmSettings({ hiding: ['devices/filter=["r|.*|"]'] }), {
        lvmAccess: { ...lvmAccess, disksBelow: known(['xvdf']) },
      }),
      'failed',
      /does not see \/dev\/xvdf, on which docker\/thinpool is active: devices\/filter/,
    ],
    [
      'is not so where a setup was cut off before the conversion',
      host(withVolume({ segmentType: 'linear' })),
      'failed',
      /linear volume/,
    ],
    ['is not known where LVM was not read', host(blind), 'unknown', /lvm failed/],
    ['is so on loop files', loopHost, 'ok', /loop files/],
    [
      'is not so where the loop device has gone',
      changed(loopHost, noDevice),
      'failed',
      /does not exist/,
    ],
    [
      'is up to Docker on loop files while it is stopped',
      changed(loopHost, { ...noDevice, ...stopped }),
      'note',
      /when it starts/,
    ],
  ]);
});

describe('that the pool is active', () => {
  judges('pool-active', [
    ['is so when its device is there', healthy, 'ok', /dev\/mapper\/docker-thinpool/],
    [
      'is not so after a reboot that passed it over',
      host(withPoolInactive()),
      'failed',
      /Non exis/,
    ],
    ['is not known without dmsetup', host({ dm: unknown('dmsetup failed') }), 'unknown', /dmsetup/],
  ]);
});

describe('that the device is the pool', () => {
  judges('pool-target', [
    ['is so for the target that LVM made', healthy, 'ok', /thin-pool/],
    ['is not so for another target', host({ thinPools: known([]) }), 'failed', /not a thin-pool/],
    [
      'is not so for a device of another origin',
      host(withDevice({ uuid: 'X' })),
      'failed',
      /not created/,
    ],
    ['is not known without the status', host({ thinPools: unknown('no') }), 'unknown', /no/],
    ['is so on loop files', loopHost, 'ok', /thin-pool/],
  ]);
});

describe('the table of the pool', () => {
  const cutOff = { suspended: true, inactiveTable: true };
  judges('pool-table', [
    ['is live', healthy, 'ok', /one live table/],
    ['is suspended', host(withDevice({ suspended: true })), 'failed', /all writes hang/],
    ['is suspended in the middle of a change', host(withDevice(cutOff)), 'failed', /interrupted/],
    ['is live beside one that waits', host(withDevice({ inactiveTable: true })), 'failed', /never/],
    ['is missing', host(withDevice({ liveTable: false })), 'failed', /no live table/],
    ['is not known', host({ dm: unknown('dmsetup failed') }), 'unknown', /dmsetup/],
  ]);
});

describe('a pool that Docker makes itself from devices', () => {
  const madeOf = withSettings({
    'storage-opts': ['dm.datadev=/dev/vg/data', 'dm.metadatadev=/dev/vg/meta'],
  });
  const stopped = host(withDockerDown('inactive'), madeOf);

  it('is named for what it is while Docker is stopped', () => {
    expect(checkOf(stopped, 'pool-exists')).toMatchObject({
      status: 'note',
      found:
        'Docker will create the pool from dm.datadev=/dev/vg/data and dm.metadatadev=/dev/vg/meta when it starts',
    });
    expect(verify(stopped).mode).toBe('direct-lvm');
  });

  it('is not extended, and the refusal says why', () => {
    expect(resizePlan({ size: by(1 << 30) }, stopped).refusals).toMatchObject([
      { code: 'DM110', why: expect.stringMatching(/dm\.datadev/) as string },
    ]);
  });
});

test('a pool that is active under another name than the configured one is not called inactive', () => {
  const layer = withSettings({
    'storage-opts': ['dm.thinpooldev=/dev/mapper/docker-thinpool-tpool'],
  });
  const seen = host(withDockerDown('failed'), layer);

  expect(checkOf(seen, 'pool-active')).toMatchObject({
    status: 'failed',
    found: 'there is no device docker-thinpool-tpool, though LVM has docker/thinpool active',
  });
});
