import { describe } from 'vitest';
import type {
  EffectiveSettings,
  SnapshotRecords,
  SnapshotterSettings,
} from '../../../../src/model/facts/containerd-state.ts';
import { known, unknown } from '../../../../src/model/known.ts';
import { bytes, GIB } from '../../../../src/model/units.ts';
import { judges } from '../../../helpers/check-of.ts';
import { containerdHost, onPool } from '../../../helpers/containerd-facts.ts';

function withSettings(changes: Partial<EffectiveSettings>) {
  if (!onPool.settings.known || onPool.settings.value === null) throw new Error('it has settings');
  return { settings: known({ ...onPool.settings.value, ...changes }) };
}

function withSection(changes: Partial<SnapshotterSettings>) {
  if (!onPool.settings.known || onPool.settings.value === null) throw new Error('it has settings');
  return withSettings({ snapshotter: { ...onPool.settings.value.snapshotter, ...changes } });
}

function withRecords(changes: Partial<SnapshotRecords>) {
  if (!onPool.records.known || onPool.records.value === null) throw new Error('it has records');
  return { records: known({ ...onPool.records.value, ...changes }) };
}

const larger = withRecords({ largestDevice: bytes(20 * GIB) });

describe('the size of new devices', () => {
  judges('base-image-size', [
    ['is that of those that exist', containerdHost(), 'ok', /^10 GiB$/],
    ['is smaller than that of one that exists', containerdHost(larger), 'failed', /20 GiB exists/],
    ['is none', containerdHost(withSection({ baseImageSize: '0' })), 'failed', /base_image_size/],
    [
      'is too small for xfs',
      containerdHost(withSection({ baseImageSize: '200MB', fsType: 'xfs' })),
      'failed',
      /300 MiB/,
    ],
    ['is not known', containerdHost({ records: unknown('damaged') }), 'unknown', /damaged/],
  ]);
});

const discards = withSection({ discardBlocks: true });

describe('the programs of the snapshotter', () => {
  judges('snapshotter-programs', [
    ['are there', containerdHost({ missingPrograms: ['mkfs.xfs'] }), 'ok', /^mkfs.ext4$/],
    ['lack mkfs', containerdHost({ missingPrograms: ['mkfs.ext4'] }), 'failed', /mkfs.ext4 not/],
    [
      'lack blkdiscard, which is needed only to discard',
      containerdHost({ ...discards, missingPrograms: ['blkdiscard'] }),
      'failed',
      /blkdiscard not found/,
    ],
    [
      'cannot make that file system',
      containerdHost(withSection({ fsType: 'btrfs' })),
      'failed',
      /btrfs/,
    ],
  ]);
});

const lost = withSettings({ version: 3, criSnapshotter: 'overlayfs' });

describe('the snapshotter of Kubernetes', () => {
  judges('cri-snapshotter', [
    ['is the one in force', containerdHost(), 'ok', /overlayfs/],
    [
      'was lost on the way to containerd 2',
      containerdHost({ ...lost, configuredCri: known('devmapper') }),
      'warning',
      /names devmapper for Kubernetes, and containerd uses overlayfs/,
    ],
    [
      'cannot be read',
      containerdHost({ configuredCri: unknown('config.toml: line 1') }),
      'unknown',
      /config.toml/,
    ],
  ]);
});

describe('the list of what images are unpacked to', () => {
  judges('unpack-config', [
    ['does not exist in containerd 1', containerdHost(), 'ok', /needs no list/],
    [
      'has both',
      containerdHost(withSettings({ unpacksTo: ['overlayfs', 'devmapper'] })),
      'ok',
      /overlayfs, devmapper/,
    ],
    [
      'leaves out the pool',
      containerdHost(withSettings({ unpacksTo: [] })),
      'failed',
      /does not name devmapper/,
    ],
    [
      'leaves out everybody else',
      containerdHost(withSettings({ unpacksTo: ['devmapper'] })),
      'warning',
      /devmapper alone/,
    ],
  ]);
});

describe('the records of the snapshotter', () => {
  judges('snapshot-records', [
    ['agree', containerdHost(), 'ok', /^4 snapshots$/],
    ['do not exist yet', containerdHost({ records: known(null) }), 'ok', /no snapshot yet/],
    [
      'have a device that stands in the way of the next snapshot',
      containerdHost(withRecords({ strays: ['docker-thinpool-snap-7'] })),
      'failed',
      /snap-7 belongs to no snapshot/,
    ],
    [
      'lack a device',
      containerdHost(withRecords({ missing: ['default/3/sha256:abc'] })),
      'failed',
      /1 snapshot has no device/,
    ],
    [
      'have devices that containerd removes by itself',
      containerdHost(withRecords({ faulty: ['docker-thinpool-snap-7'] })),
      'note',
      /1 device is marked faulty/,
    ],
    ['cannot be read', containerdHost({ records: unknown('damaged') }), 'unknown', /damaged/],
  ]);
});
