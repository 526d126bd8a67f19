import { describe, expect, it } from 'vitest';
import {
  devmapperPlugin,
  devmapperState,
  othersInError,
  parsePluginDetails,
  parsePlugins,
} from '../../../src/containerd/plugins.ts';

const HEADER =
  'TYPE                                  ID                       PLATFORMS      STATUS    \n';
const row = (type: string, id: string, state: string, platforms = 'linux/amd64'): string =>
  `${type.padEnd(38)}${id.padEnd(25)}${platforms.padEnd(25)}${state.padEnd(10)}\n`;
const DEVMAPPER = 'io.containerd.snapshotter.v1';

describe('parsePlugins', () => {
  const list =
    HEADER +
    row('io.containerd.content.v1', 'content', 'ok', '-') +
    row('io.containerd.snapshotter.v1', 'aufs', 'skip') +
    row(DEVMAPPER, 'devmapper', 'error') +
    row('io.containerd.grpc.v1', 'cri', 'error', 'linux/amd64,linux/386');

  it('finds the state of devmapper, and who else is in error', () => {
    const plugins = parsePlugins(list);

    expect(plugins).toHaveLength(4);
    expect(devmapperState(plugins)).toBe('error');
    expect(othersInError(plugins)).toEqual(['io.containerd.grpc.v1.cri']);
  });

  it('finds no devmapper where containerd was built without it', () => {
    expect(devmapperState(parsePlugins(HEADER))).toBeNull();
    expect(devmapperState(parsePlugins(HEADER + row('other.v1', 'devmapper', 'ok')))).toBeNull();
  });

  it.each([
    ['', 'TYPE ID PLATFORMS STATUS'],
    [row(DEVMAPPER, 'devmapper', 'ok'), 'TYPE ID PLATFORMS STATUS'],
    [HEADER + row(DEVMAPPER, 'devmapper', 'loading'), 'loading'],
    [`${HEADER}io.containerd.snapshotter.v1 devmapper ok\n`, 'devmapper ok'],
    [`${HEADER}\n`, 'got ""'],
    [`${HEADER}io.containerd.snapshotter.v1  devmapper  linux/amd64  o`, 'a line end'],
  ])('quotes what it does not understand: %j', (stdout, quoted) => {
    expect(() => parsePlugins(stdout)).toThrow(quoted);
  });
});

const block = (...lines: string[]): string => lines.map((line) => `${line}\n`).join('');
const NAMED = ['Type:          io.containerd.snapshotter.v1', 'ID:            devmapper'];
const errorOf = (...message: string[]) =>
  block(...NAMED, 'Error:         ', '               Code:        Unknown', ...message);

describe('parsePluginDetails', () => {
  it('reads the root that 1.7 and later export', () => {
    const stdout = block(
      ...NAMED,
      'Platforms:     linux/amd64',
      'Exports:       ',
      '               root      /var/lib/containerd/io.containerd.snapshotter.v1.devmapper',
    );

    expect(devmapperPlugin(parsePluginDetails(stdout))).toEqual({
      type: DEVMAPPER,
      id: 'devmapper',
      state: 'ok',
      reason: null,
      root: '/var/lib/containerd/io.containerd.snapshotter.v1.devmapper',
    });
  });

  it.each([
    ['devmapper not configured', 'error'],
    ['devmapper not configured: skip plugin: ', 'skip'],
    ['failed to query pool "/dev/mapper/containerd-thinpool": no such device or address', 'error'],
  ])('reads the reason %j as %s', (message, state) => {
    const [plugin] = parsePluginDetails(errorOf(`               Message:     ${message}`));

    expect(plugin).toMatchObject({ state, reason: message.trim(), root: null });
  });

  it('keeps every line of a reason, blank ones too, and goes on with the next plugin', () => {
    const stdout =
      errorOf('               Message:     pool_name is required', '', 'Error: of mkfs', '    ') +
      block('Type:          io.containerd.snapshotter.v1', 'ID:            overlayfs');

    expect(parsePluginDetails(stdout).map(({ id, reason }) => [id, reason])).toEqual([
      ['devmapper', 'pool_name is required\n\nError: of mkfs'],
      ['overlayfs', null],
    ]);
  });

  it('reads requirements and capabilities without a word about them', () => {
    const stdout = block(
      'Type:            io.containerd.service.v1',
      'ID:              tasks-service',
      'Requires:        ',
      '                 io.containerd.runtime.v1',
      '                 io.containerd.metadata.v1',
      'Capabilities:    remap-ids',
      '                     ',
    );

    expect(parsePluginDetails(stdout)).toMatchObject([{ id: 'tasks-service', state: 'ok' }]);
  });

  it('finds nothing in the output of a filter that matches nothing', () => {
    expect(devmapperPlugin(parsePluginDetails(''))).toBeNull();
  });

  it.each([
    ['hello\n', 'hello'],
    [block('Type:   a'), 'a type and an id'],
    [block(...NAMED, 'Colour:    blue'), 'Colour:    blue'],
    [errorOf(), 'an error with its message'],
    [block(...NAMED, '    loose'), 'loose'],
    ['Type: a\nID: b', 'a line end'],
  ])('quotes what it does not understand: %j', (stdout, quoted) => {
    expect(() => parsePluginDetails(stdout)).toThrow(quoted);
  });
});
