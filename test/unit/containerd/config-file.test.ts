import { describe, expect, it } from 'vitest';
import {
  disablesDevmapper,
  readConfigFile,
  sectionInForce,
  sectionName,
  type ConfigFile,
} from '../../../src/containerd/config-file.ts';
import { parseContainerdVersion } from '../../../src/containerd/version.ts';

const LONG = 'io.containerd.snapshotter.v1.devmapper';

function fileOf(text: string): ConfigFile {
  const file = readConfigFile(text);
  if (file.ok) return file.value;
  throw new Error(file.why);
}

const why = (text: string): string => {
  const file = readConfigFile(text);
  return file.ok ? 'fine' : file.why;
};

const release = (version: string) =>
  parseContainerdVersion(`containerd containerd.io ${version} abc\n`);

describe('readConfigFile', () => {
  it('reads nothing in an empty file, which is of version 1', () => {
    expect(fileOf('')).toEqual({
      version: 1,
      root: null,
      imports: [],
      disabledPlugins: [],
      requiredPlugins: [],
      devmapper: { short: null, long: null },
      cri: {
        version2: { snapshotter: null, hasRuntimes: false, runtimes: [] },
        version3: { snapshotter: null, runtimes: [], platforms: [] },
      },
    });
  });

  it('reads what dmctl wants to know', () => {
    const text = `\uFEFF# mine\r\nversion = 2\r\nroot = "/srv"\r\nimports = ['/a']\r\n
      disabled_plugins = ["io.containerd.grpc.v1.cri"]
      required_plugins = ["${LONG}"]
      [plugins."${LONG}"]
      pool_name = "p"
      root_path = "/srv/dm"
      base_image_size = "10GB"
      fs_type = "xfs"
      fs_options = "-m reflink=0"
      async_remove = true
      discard_blocks = false
      colour = "blue"`;

    expect(fileOf(text)).toMatchObject({
      version: 2,
      root: '/srv',
      imports: ['/a'],
      disabledPlugins: ['io.containerd.grpc.v1.cri'],
      requiredPlugins: [LONG],
      devmapper: {
        short: null,
        long: {
          poolName: 'p',
          rootPath: '/srv/dm',
          baseImageSize: '10GB',
          fsType: 'xfs',
          fsOptions: '-m reflink=0',
          asyncRemove: true,
          discardBlocks: false,
        },
      },
    });
  });

  it.each([
    `[plugins.'${LONG}']\npool_name = "p"`,
    `plugins."${LONG}".pool_name = "p"`,
    `plugins = { "${LONG}" = { pool_name = "p" } }`,
    `[plugins]\n"${LONG}" = { pool_name = 'p' }`,
    `[plugins]\n[plugins."io.containerd.snapshotter.v1.\\u0064evmapper"]\npool_name = """p"""`,
  ])('finds the section however it is written: %s', (text) => {
    expect(fileOf(text).devmapper.long?.poolName).toBe('p');
  });

  it('reads both names apart', () => {
    const text = `[plugins.devmapper]\npool_name = "a"\n[plugins."${LONG}"]\npool_name = "b"`;
    const { short, long } = fileOf(text).devmapper;

    expect([short?.poolName, long?.poolName]).toEqual(['a', 'b']);
  });

  it.each([
    ['version = 5', 'version must be 1, 2, 3 or 4 (line 1)'],
    ['\nversion = 0', 'version must be 1, 2, 3 or 4 (line 2)'],
    ['version = -1', 'version must be'],
    ['version = 2.0', 'version must be a whole number'],
    ['version = "2"', 'version must be a whole number'],
    ['Version = 2', 'the key Version must be in lower case (line 1)'],
    ['IMPORTS = []', 'the key IMPORTS must be in lower case'],
    ['"import\u017f" = []', 'must be in lower case'],
    ['root = 1', 'root must be a string'],
    ['disabled_plugins = "cri"', 'disabled_plugins must be a list of strings'],
    ['plugins = []', 'plugins must be a table'],
    ['[[plugins]]\na = 1', 'plugins must be a table'],
    [`[plugins]\n"${LONG}" = 1`, `plugins."${LONG}" must be a table (line 2)`],
    [`[[plugins."${LONG}"]]`, 'must be a table'],
    [`[plugins."${LONG}"]\n\nPool_Name = "p"`, 'Pool_Name must be in lower case (line 3)'],
    [`[plugins."${LONG}"]\nbase_image_size = 12`, 'base_image_size must be a string (line 2)'],
    [`[plugins."${LONG}"]\nasync_remove = "yes"`, 'async_remove must be true or false'],
  ])('refuses %j', (text, reason) => {
    expect(why(text)).toContain(reason);
  });

  it('keeps out of keys below a table that only look like its own', () => {
    expect(fileOf('[grpc]\nversion = "x"\nimports = 3')).toMatchObject({ version: 1, imports: [] });
  });
});

describe('disablesDevmapper', () => {
  it('knows both names', () => {
    expect(disablesDevmapper(fileOf(`disabled_plugins = ["${LONG}"]`))).toBe(true);
    expect(disablesDevmapper(fileOf('disabled_plugins = ["devmapper"]'))).toBe(true);
    expect(disablesDevmapper(fileOf('disabled_plugins = ["cri"]'))).toBe(false);
  });
});

describe('the name of the section', () => {
  it.each([
    ['1.6.20', 1, 'devmapper'],
    ['1.6.20', 2, LONG],
    ['1.6.20', 3, LONG],
    ['1.7.24', 3, null],
    ['2.1.9', 1, LONG],
    ['2.1.9', 4, null],
    ['2.3.4', 4, LONG],
  ] as const)('to %s, in a file of version %i, is %s', (version, file, expected) => {
    expect(sectionName(file, release(version))).toBe(expected);
  });
});

describe('sectionInForce', () => {
  const short = '[plugins.devmapper]\npool_name = "short"\n';
  const long = `[plugins."${LONG}"]\npool_name = "long"\n`;

  it.each([
    ['1.6.20', short, 'short'],
    ['1.6.20', long, 'reads the section devmapper, not io.containerd.snapshotter.v1.devmapper'],
    ['1.7.24', `version = 2\n${long}`, 'long'],
    [
      '1.7.24',
      `version = 2\n${short}`,
      'reads the section io.containerd.snapshotter.v1.devmapper, not devmapper',
    ],
    ['1.7.24', `version = 3\n${long}`, 'does not start with a file of version 3'],
    ['2.1.9', short, 'short'],
    ['2.1.9', long, 'long'],
    [
      '2.1.9',
      `version = 3\n${short}`,
      'reads the section io.containerd.snapshotter.v1.devmapper, not devmapper',
    ],
    ['2.1.9', `version = 4\n${long}`, 'does not start with a file of version 4'],
    ['2.1.9', short + long, 'both sections'],
    ['1.4.13', 'version = 2\n', 'none'],
  ])('of containerd %s and %j: %s', (version, text, expected) => {
    const section = sectionInForce(fileOf(text), release(version));

    expect(section.ok ? (section.value?.poolName ?? 'none') : section.why).toContain(expected);
  });
});
