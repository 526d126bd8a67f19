import { describe, expect, it } from 'vitest';
import { readConfigFile } from '../../../src/containerd/config-file.ts';
import {
  dropInText,
  newConfigText,
  type DropIn,
  type DropInPlace,
} from '../../../src/containerd/drop-in.ts';
import { parseDump } from '../../../src/containerd/dump.ts';
import { parseContainerdVersion, type FileVersion } from '../../../src/containerd/version.ts';
import { bytes, GIB, MIB } from '../../../src/model/units.ts';

const release = (version: string) =>
  parseContainerdVersion(`containerd containerd.io ${version} abc\n`);

const WANTED: DropIn = {
  poolName: 'containerd-thinpool',
  baseSize: bytes(10 * GIB),
  fileSystem: 'ext4',
  fsOptions: null,
  rootPath: null,
  asyncRemove: null,
  discardBlocks: null,
  cri: false,
};

const place = (version: string, file: FileVersion, transfer = ''): DropInPlace => ({
  release: release(version),
  file,
  unpack: parseDump(`version = 3\nroot = "/srv"\n${transfer}`).unpack,
  platform: 'linux/amd64',
});

function textOf(wanted: Partial<DropIn>, where: DropInPlace): string {
  const text = dropInText({ ...WANTED, ...wanted }, where);
  return text.ok ? text.value : `refused: ${text.why}`;
}

const HEADER =
  '# Managed by dmctl, and removed by dmctl teardown. Put your own settings into another file.\n';

describe('dropInText', () => {
  it('holds the whole section and no version line', () => {
    expect(textOf({}, place('1.6.20', 2)))
      .toBe(`${HEADER}[plugins."io.containerd.snapshotter.v1.devmapper"]
  pool_name = "containerd-thinpool"
  base_image_size = "10GiB"
  fs_type = "ext4"
`);
  });

  it.each([
    ['1.7.24', 1, '[plugins.devmapper]\n'],
    ['1.7.24', 2, '[plugins."io.containerd.snapshotter.v1.devmapper"]\n'],
    ['2.1.9', 1, '[plugins."io.containerd.snapshotter.v1.devmapper"]\n'],
    ['2.3.4', 4, '[plugins."io.containerd.snapshotter.v1.devmapper"]\n'],
  ] as const)(
    'has the name that containerd %s reads beside version %i',
    (version, file, header) => {
      expect(textOf({}, place(version, file))).toContain(header);
    },
  );

  it('holds every key it is asked for, and is read back as it was meant', () => {
    const wanted = {
      rootPath: '/srv/"dm"',
      fileSystem: 'xfs',
      fsOptions: '-K',
      asyncRemove: true,
      discardBlocks: false,
    } as const;
    const file = readConfigFile(textOf(wanted, place('1.6.20', 2)));

    expect(file.ok ? file.value.devmapper.long : file.why).toEqual({
      poolName: 'containerd-thinpool',
      rootPath: '/srv/"dm"',
      baseImageSize: '10GiB',
      fsType: 'xfs',
      fsOptions: '-K',
      asyncRemove: true,
      discardBlocks: false,
    });
  });

  it('holds for 2.x the list that it would hide, with devmapper behind it', () => {
    expect(textOf({}, place('2.1.9', 3))).toContain(`
[[plugins."io.containerd.transfer.v1.local".unpack_config]]
  platform = "linux/amd64"
  snapshotter = "overlayfs"

[[plugins."io.containerd.transfer.v1.local".unpack_config]]
  platform = "linux/amd64"
  snapshotter = "devmapper"
`);
  });

  it('keeps the keys of entries that are in force, and leaves out those that are not set', () => {
    const transfer = `[[plugins."io.containerd.transfer.v1.local".unpack_config]]
      platform = "linux/arm64"
      snapshotter = "erofs"
      differ = "erofs"
      config_type = ""
      layer_types = []
      optional = true\n`;

    expect(textOf({}, place('2.3.4', 3, transfer))).toContain(`unpack_config]]
  platform = "linux/arm64"
  snapshotter = "erofs"
  differ = "erofs"
  optional = true

[[plugins."io.containerd.transfer.v1.local".unpack_config]]
  platform = "linux/amd64"
  snapshotter = "devmapper"
`);
  });

  it('is the same when it is in force already', () => {
    const first = textOf({}, place('2.1.9', 3));

    expect(textOf({}, place('2.1.9', 3, first))).toBe(first);
  });

  it("makes it Kubernetes' snapshotter where a drop-in can", () => {
    expect(textOf({ cri: true }, place('2.1.9', 3))).toContain(`
[plugins."io.containerd.cri.v1.images"]
  snapshotter = "devmapper"
`);
  });

  it.each([
    [{ cri: true }, place('2.1.9', 2), 'would replace all of the CRI section'],
    [{ cri: true }, place('1.6.20', 3), 'would replace all of the CRI section'],
    [{}, place('1.7.24', 3), 'does not start with a configuration file of version 3'],
    [{ fileSystem: 'xfs' }, place('1.4.13', 2), 'always creates ext4'],
    [{ discardBlocks: true }, place('1.4.13', 2), 'never discards'],
    [{ fsOptions: '-K' }, place('1.5.9', 2), 'fs_options'],
    [{ fileSystem: 'xfs', baseSize: bytes(100 * MIB) }, place('1.6.20', 2), 'at least 300 MiB'],
  ] as const)('refuses what containerd would not do: %j', (wanted, where, reason) => {
    expect(textOf(wanted, where)).toContain(reason);
  });

  it('leaves out for 1.4 what 1.4 does not know', () => {
    expect(textOf({ discardBlocks: false }, place('1.4.13', 2))).not.toMatch(/fs_type|discard/);
  });
});

describe('newConfigText', () => {
  it.each([
    ['1.7.24', 2],
    ['2.0.0', 3],
  ])('for containerd %s is of version %i and imports the drop-in', (version, file) => {
    expect(newConfigText(release(version))).toEqual({
      ok: true,
      value: `version = ${String(file)}\nimports = ["/etc/containerd/conf.d/dmctl*.toml"] # added by dmctl\n`,
    });
  });
});
