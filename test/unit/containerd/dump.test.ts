import { describe, expect, it } from 'vitest';
import { parseDump } from '../../../src/containerd/dump.ts';

const LONG = 'io.containerd.snapshotter.v1.devmapper';
const VERSION_2 = `
imports = ["/etc/containerd/config.toml"]
root = "/var/lib/containerd"
version = 2
[plugins]
  [plugins."io.containerd.grpc.v1.cri"]
    sandbox_image = "registry.k8s.io/pause:3.6"
    [plugins."io.containerd.grpc.v1.cri".containerd]
      snapshotter = "overlayfs"
  [plugins."${LONG}"]
    async_remove = false
    base_image_size = "10GB"
    discard_blocks = true
    fs_options = ""
    fs_type = "xfs"
    pool_name = "containerd-thinpool"
    root_path = ""
`;
const VERSION_3 = `
version = 3
root = '/var/lib/containerd'
imports = ['/etc/containerd/conf.d/*.toml']
[plugins]
  [plugins.'io.containerd.cri.v1.images']
    snapshotter = 'devmapper'
  [plugins.'${LONG}']
    pool_name = ''
  [plugins.'io.containerd.transfer.v1.local']
    max_concurrent_downloads = 3
    [[plugins.'io.containerd.transfer.v1.local'.unpack_config]]
      platform = 'linux/amd64'
      snapshotter = 'overlayfs'
      differ = 'walking'
`;

describe('parseDump', () => {
  it('reads the form of 1.x, where an empty string is not set', () => {
    expect(parseDump(VERSION_2)).toMatchObject({
      version: 2,
      root: '/var/lib/containerd',
      imports: ['/etc/containerd/config.toml'],
      devmapper: {
        poolName: 'containerd-thinpool',
        rootPath: null,
        baseImageSize: '10GB',
        fsType: 'xfs',
        fsOptions: null,
        asyncRemove: false,
        discardBlocks: true,
      },
      criSnapshotter: 'overlayfs',
      unpack: [],
    });
  });

  it('reads the form of 2.x, with keys of unpack_config that dmctl has no use for', () => {
    const config = parseDump(VERSION_3);

    expect(config).toMatchObject({
      version: 3,
      devmapper: { poolName: null },
      criSnapshotter: 'devmapper',
      unpack: [{ platform: 'linux/amd64', snapshotter: 'overlayfs' }],
    });
    expect(config.unpack[0]?.all.get('differ')).toBe('walking');
  });

  it('reads the form of 2.3, which is of version 4', () => {
    const config = parseDump(VERSION_3.replace('version = 3', 'version = 4'));

    expect(config).toMatchObject({ version: 4, criSnapshotter: 'devmapper' });
  });

  it('finds neither plugin nor CRI service where there are none', () => {
    expect(parseDump('version = 2\nroot = "/srv"\n')).toMatchObject({
      devmapper: null,
      criSnapshotter: null,
      unpack: [],
      imports: [],
    });
  });

  it.each([
    ['', 'version and root'],
    ['version = 2\nroot = "/srv"\n[plug', 'a line end'],
    ['root = "/srv"\n', 'version and root'],
    ['version = 2\n', 'version and root'],
    ['version = "2"\nroot = "/srv"\n', 'version must be a whole number (line 1)'],
    ["No help topic for 'dump'\n", 'it is not TOML'],
    [
      `version = 2\nroot = "/srv"\n[plugins."${LONG}"]\npool_name = 3\n`,
      'must be a string (line 4)',
    ],
    [`version = 2\nroot = "/srv"\nplugins = 3\n`, 'plugins must be a table (line 3)'],
    [
      `version = 3\nroot = "/srv"\n[plugins."io.containerd.transfer.v1.local"]\nunpack_config = [1]\n`,
      'unpack_config must be a list of tables (line 4)',
    ],
  ])('quotes what it does not understand: %j', (stdout, reason) => {
    expect(() => parseDump(stdout)).toThrow(reason);
  });
});
