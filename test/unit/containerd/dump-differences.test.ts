import { describe, expect, it } from 'vitest';
import { dumpDifferences, foreignDifferences } from '../../../src/containerd/dump-differences.ts';
import { parseDump } from '../../../src/containerd/dump.ts';

const dump = (...lines: string[]) =>
  parseDump(['version = 2', 'root = "/srv"', ...lines, ''].join('\n'));

const LONG = 'plugins."io.containerd.snapshotter.v1.devmapper"';
const CRI = 'plugins."io.containerd.cri.v1.images"';
const OLD_CRI = 'plugins."io.containerd.grpc.v1.cri"';
const TRANSFER = 'plugins."io.containerd.transfer.v1.local"';

describe('dumpDifferences', () => {
  it('finds none in the same values in another order', () => {
    const [a, b] = [dump('[grpc]', 'uid = 0', 'gid = 1'), dump('[grpc]', 'gid = 1', 'uid = 0')];

    expect(dumpDifferences(a, b)).toEqual([]);
  });

  it('names what is new, what is gone and what changed, by its path', () => {
    const before = dump(`[${LONG}]`, 'pool_name = ""', '[a.b]', '[c]', 'd = [1]');
    const after = dump(`[${LONG}]`, 'pool_name = "p"', 'x = 1.0', '[c]', 'd = [1, 2]');

    expect(dumpDifferences(before, after)).toEqual([
      {
        path: ['plugins', 'io.containerd.snapshotter.v1.devmapper', 'pool_name'],
        before: '""',
        after: '"p"',
      },
      { path: ['a', 'b'], before: '{}', after: null },
      { path: ['c', 'd'], before: '[1]', after: '[1, 2]' },
      {
        path: ['plugins', 'io.containerd.snapshotter.v1.devmapper', 'x'],
        before: null,
        after: '1.0',
      },
    ]);
  });

  it('tells a whole number from a float and from a string', () => {
    expect(dumpDifferences(dump('a = 1'), dump('a = 1.0'))).toHaveLength(1);
    expect(dumpDifferences(dump('a = 1'), dump('a = "1"'))).toHaveLength(1);
  });
});

describe('foreignDifferences', () => {
  const before = dump(`[${TRANSFER}]`, 'max = 3', `[${CRI}]`, 'snapshotter = "overlayfs"');

  it('finds none where only keys of dmctl differ', () => {
    const after = dump(
      'imports = ["/etc/containerd/conf.d/dmctl*.toml"]',
      `[${LONG}]`,
      'pool_name = "p"',
      '[plugins.devmapper]',
      'pool_name = "p"',
      `[${CRI}]`,
      'snapshotter = "overlayfs"',
      `[${TRANSFER}]`,
      'max = 3',
      'unpack_config = [{ platform = "linux/amd64", snapshotter = "devmapper" }]',
    );

    expect(foreignDifferences(before, after, { cri: false })).toEqual([]);
  });

  it("takes Kubernetes' snapshotter for its own only where it was asked for", () => {
    const after = dump(`[${TRANSFER}]`, 'max = 3', `[${CRI}]`, 'snapshotter = "devmapper"');

    expect(foreignDifferences(before, after, { cri: true })).toEqual([]);
    expect(foreignDifferences(before, after, { cri: false })).toEqual([`${CRI}.snapshotter`]);
  });

  it('names what a drop-in of 1.x would take away from the CRI section', () => {
    const options = `[${OLD_CRI}.containerd.runtimes.runc.options]`;

    expect(
      foreignDifferences(
        dump(options, 'SystemdCgroup = true'),
        dump(options, 'SystemdCgroup = false'),
        { cri: true },
      ),
    ).toEqual([`${OLD_CRI}.containerd.runtimes.runc.options.SystemdCgroup`]);
  });

  it('does not take a key that begins like one of its own', () => {
    expect(foreignDifferences(dump(), dump('imports2 = []'), { cri: true })).toEqual(['imports2']);
  });
});
