import { describe, expect, it } from 'vitest';
import {
  countsAs,
  dumpNeedsFile,
  fileVersions,
  hasSplitCri,
  isSupported,
  knowsFileSystems,
  mergesByKey,
  needsUnpackConfig,
  newFileVersion,
  parseContainerdVersion,
  parseCtrVersion,
  poolErrorStopsAll,
} from '../../../src/containerd/version.ts';

describe('parseContainerdVersion', () => {
  it.each([
    [
      'containerd github.com/containerd/containerd 1.6.20~ds1 1.6.20~ds1-1+b1\n',
      '1.6.20~ds1',
      1,
      6,
    ],
    [
      'containerd github.com/containerd/containerd 1.4.13~ds1 1.4.13~ds1-1~deb11u4\n',
      '1.4.13~ds1',
      1,
      4,
    ],
    ['containerd containerd.io 1.7.24 88bf19b2105c8b17560993bee28a01ddc2f97182\n', '1.7.24', 1, 7],
    ['containerd github.com/containerd/containerd/v2 v2.1.9 4f2c53b\n', 'v2.1.9', 2, 1],
    ['containerd github.com/containerd/containerd/v2 2.3.4+unknown \n', '2.3.4+unknown', 2, 3],
    ['containerd github.com/containerd/containerd/v2 v2.4.0-beta.0 abc\n', 'v2.4.0-beta.0', 2, 4],
  ])('reads %j', (stdout, printed, major, minor) => {
    expect(parseContainerdVersion(stdout)).toEqual({ printed, major, minor });
  });

  it.each([
    '',
    'containerd\n',
    'containerd github.com/containerd/containerd\n',
    'containerd containerd.io latest abc\n',
    'containerd containerd.io 1 abc\n',
    'dockerd containerd.io 1.7.24 abc\n',
    'containerd containerd.io 1.7.24 abc',
    'containerd containerd.io 1.7.24 abc\nmore\n',
    'containerd containerd.io 1.7x abc\n',
  ])('quotes what it does not understand: %j', (stdout) => {
    expect(() => parseContainerdVersion(stdout)).toThrow('expected');
  });
});

describe('parseCtrVersion', () => {
  const client =
    'Client:\n  Version:  1.6.20~ds1\n  Revision: 1.6.20~ds1-1+b1\n  Go version: go1.19.8\n\n';

  it('reads client and daemon apart', () => {
    const server = 'Server:\n  Version:  v2.1.9\n  Revision: abc\n  UUID: 6a5e-77\n';

    expect(parseCtrVersion(client + server)).toEqual({
      client: { printed: '1.6.20~ds1', major: 1, minor: 6 },
      server: { printed: 'v2.1.9', major: 2, minor: 1 },
    });
  });

  it('finds no daemon where none answered', () => {
    expect(parseCtrVersion(client).server).toBeNull();
  });

  it.each(['', 'Server:\n  Version: 1.6.20\n', 'Client:\n  Version: \n', 'Client:\nVersion 1\n'])(
    'quotes what it does not understand: %j',
    (stdout) => {
      expect(() => parseCtrVersion(stdout)).toThrow('expected');
    },
  );
});

const release = (version: string) =>
  parseContainerdVersion(`containerd containerd.io ${version} abc\n`);

describe('a release of containerd', () => {
  it.each([
    ['1.3.9', false],
    ['1.4.0', true],
    ['1.10.0', true],
    ['2.0.0', true],
  ])('%s is old enough for dmctl: %s', (version, expected) => {
    expect(isSupported(release(version))).toBe(expected);
  });

  it.each([
    ['1.4.13', [1, 2, 3, 4]],
    ['1.6.20', [1, 2, 3, 4]],
    ['1.7.24', [1, 2]],
    ['2.0.0', [1, 2, 3]],
    ['2.2.7', [1, 2, 3]],
    ['2.3.4', [1, 2, 3, 4]],
  ])('%s starts with files of version %j', (version, expected) => {
    expect(fileVersions(release(version))).toEqual(expected);
  });

  it.each([
    ['1.6.20', 3, 2],
    ['1.6.20', 4, 2],
    ['1.6.20', 1, 1],
    ['1.7.24', 2, 2],
    ['1.7.24', 3, null],
    ['2.1.9', 4, null],
    ['2.3.4', 4, 4],
  ] as const)('%s reads a file of version %i as %j', (version, file, expected) => {
    expect(countsAs(file, release(version))).toBe(expected);
  });

  it('of 1.x replaces imported sections as a whole, and 2.x merges them', () => {
    expect(['1.4.13', '1.7.24', '2.1.9'].map((v) => mergesByKey(release(v)))).toEqual([
      false,
      false,
      true,
    ]);
  });

  it('of 2.x wants unpack_config, splits the CRI section and fails as a whole', () => {
    for (const asks of [needsUnpackConfig, hasSplitCri, poolErrorStopsAll]) {
      expect([asks(release('1.7.24')), asks(release('2.0.0'))]).toEqual([false, true]);
    }
    expect([newFileVersion(release('1.7.24')), newFileVersion(release('2.0.0'))]).toEqual([2, 3]);
  });

  it('from 1.6 on knows other file systems than ext4', () => {
    expect(['1.5.0', '1.6.0', '2.0.0'].map((v) => knowsFileSystems(release(v)))).toEqual([
      false,
      true,
      true,
    ]);
  });

  it('of 1.6 and 1.7 dumps nothing where there is no file', () => {
    const needs = ['1.4.13', '1.6.20', '1.7.24', '2.1.9'].map((v) => dumpNeedsFile(release(v)));

    expect(needs).toEqual([false, true, true, false]);
  });
});
