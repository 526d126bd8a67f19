import { describe, expect, test } from 'vitest';
import type { ContainerdFacts } from '../../../../src/model/facts/containerd-state.ts';
import { known, unknown } from '../../../../src/model/known.ts';
import type { SetupDirectLvmRequest } from '../../../../src/model/plan/journal.ts';
import { bytes, GIB, MIB } from '../../../../src/model/units.ts';
import { requestFault } from '../../../../src/plan/setup/request.ts';
import { planSetupDirectLvm } from '../../../../src/plan/setup/direct-lvm.ts';
import {
  blankContainerdHost,
  containerdRequest,
  MAIN,
  onPool,
} from '../../../helpers/containerd-facts.ts';

const codes = (
  changes: Partial<ContainerdFacts>,
  request: Partial<SetupDirectLvmRequest> = {},
): readonly string[] =>
  planSetupDirectLvm(blankContainerdHost(changes), containerdRequest(request), {
    nonce: '0'.repeat(32),
    earlier: null,
  }).refusals.map(({ code }) => code);

const K3S = { kind: 'generated', by: 'k3s', files: ['/x/config.toml.tmpl'] } as const;
const records = { committed: 1, active: 0, views: 0, largestDevice: null } as const;
const none = { faulty: [], missing: [], strays: [] } as const;
const section = `${MAIN.text}[plugins."io.containerd.snapshotter.v1.devmapper"]\n  fs_type = "xfs"\n`;
const snapshotter = { baseSize: bytes(10 * GIB), fs: 'ext4', cri: false } as const;

describe('a containerd is refused', () => {
  test.each<[string, Partial<ContainerdFacts>, string]>([
    ['that is not installed', { start: known({ kind: 'absent' }) }, 'DM004'],
    ['whose start is not known', { start: unknown('no systemctl') }, 'DM007'],
    ['that belongs to k3s', { start: known(K3S) }, 'DM280'],
    ['that is too old', { version: known({ printed: '1.3.9', major: 1, minor: 3 }) }, 'DM005'],
    ['whose restart ends containers', { killMode: known('mixed') }, 'DM281'],
    ['that is stopped', { running: known(false), plugin: known(null) }, 'DM282'],
    ['that has another pool', { settings: onPool.settings }, 'DM283'],
    ['that runs on a pool it no longer names', { plugin: onPool.plugin }, 'DM283'],
    ['with snapshots of a pool that is gone', { records: known({ ...records, ...none }) }, 'DM284'],
    ['whose config.toml is no TOML', { config: { ...MAIN, text: 'a = \n' } }, 'DM287'],
    ['whose config.toml has the section', { config: { ...MAIN, text: section } }, 'DM287'],
    [
      'that has the snapshotter disabled',
      {
        config: {
          ...MAIN,
          text: 'version = 2\ndisabled_plugins = ["io.containerd.snapshotter.v1.devmapper"]\n',
        },
      },
      'DM287',
    ],
  ])('%s', (_, changes, code) => {
    expect(codes(changes)).toContain(code);
  });

  test('that cannot do what a flag asks for', () => {
    const old = { version: known({ printed: '1.4.13', major: 1, minor: 4 }) };
    expect(codes(old, { snapshotter: { ...snapshotter, fs: 'xfs' } })).toContain('DM285');
    expect(codes({}, { snapshotter: { ...snapshotter, fs: 'ext2' } })).toContain('DM285');
    expect(codes({}, { snapshotter: { ...snapshotter, cri: true } })).toContain('DM285');
  });
});

describe('a request for containerd', () => {
  test('has no flag of Docker, and no file system that mkfs would refuse', () => {
    const fault = (change: Partial<SetupDirectLvmRequest>) =>
      requestFault(containerdRequest(change));
    expect(fault({})).toBeNull();
    expect(fault({ managed: true })).toContain('--managed');
    expect(fault({ storageOptions: ['dm.fs=xfs'] })).toContain('--storage-opt');
    expect(fault({ minFreeSpacePercent: 10 })).toContain('--min-free-space');
    expect(fault({ moveDataRoot: true })).toContain('--move-data-root');
    const small = { ...snapshotter, fs: 'xfs', baseSize: bytes(200 * MIB) } as const;
    expect(fault({ snapshotter: small })).toContain('300 MiB');
  });
});
