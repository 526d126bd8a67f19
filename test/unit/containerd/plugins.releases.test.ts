import { describe, expect, test } from 'vitest';
import { answerTo, RECORDED_CONTAINERDS, statesOf } from '../../helpers/recorded-containerd.ts';
import {
  devmapperPlugin,
  devmapperState,
  parsePluginDetails,
  parsePlugins,
  type DescribedPlugin,
} from '../../../src/containerd/plugins.ts';
import { mergesByKey, parseContainerdVersion } from '../../../src/containerd/version.ts';

/** null: the daemon did not answer. */
function pluginIn(containerd: string, state: string): DescribedPlugin | null {
  const { stdout, exitCode } = answerTo(containerd, state, 'ctr plugins ls -d id==devmapper');
  return exitCode === 0 ? devmapperPlugin(parsePluginDetails(stdout)) : null;
}

const stateIn = (containerd: string, state: string) => {
  const { stdout, exitCode } = answerTo(containerd, state, 'ctr plugins ls');
  return exitCode === 0 ? devmapperState(parsePlugins(stdout)) : null;
};

describe.each(RECORDED_CONTAINERDS)('what %s says of its plugins', (containerd) => {
  const release = parseContainerdVersion(
    answerTo(containerd, 'not-configured', 'containerd --version').stdout,
  );
  const isFrom17 = release.major > 1 || release.minor >= 7;

  test.each(statesOf(containerd))('is read in the state %s, the same in both forms', (state) => {
    expect(pluginIn(containerd, state)?.state ?? null).toBe(stateIn(containerd, state));
  });

  test('is ok with a pool, and names its folder from 1.7 on', () => {
    expect(pluginIn(containerd, 'configured')).toEqual({
      type: 'io.containerd.snapshotter.v1',
      id: 'devmapper',
      state: 'ok',
      reason: null,
      root: isFrom17 ? '/var/lib/containerd/io.containerd.snapshotter.v1.devmapper' : null,
    });
  });

  test('is not configured without a section', () => {
    const plugin = pluginIn(containerd, 'not-configured');

    expect(plugin?.state).toBe(isFrom17 ? 'skip' : 'error');
    expect(plugin?.reason).toMatch(/^devmapper not configured/);
  });

  test('is an error with the reason where the pool does not exist', () => {
    const plugin = pluginIn(containerd, 'pool-absent');

    expect(plugin?.state).toBe('error');
    expect(plugin?.reason).toContain('failed to query pool "/dev/mapper/containerd-thinpool"');
  });

  test('takes other plugins along where the pool does not exist in 2.x alone', () => {
    const inError = (state: string) =>
      parsePlugins(answerTo(containerd, state, 'ctr plugins ls').stdout).filter(
        (plugin) => plugin.state === 'error' && plugin.id !== 'devmapper',
      ).length;

    expect(inError('pool-absent') > inError('configured')).toBe(mergesByKey(release));
  });
});
