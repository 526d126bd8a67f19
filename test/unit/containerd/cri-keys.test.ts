import { describe, expect, it } from 'vitest';
import { readConfigFile } from '../../../src/containerd/config-file.ts';
import { criLines, losesCriSnapshotter } from '../../../src/containerd/cri-keys.ts';
import { parseContainerdVersion } from '../../../src/containerd/version.ts';

const OLD = 'plugins."io.containerd.grpc.v1.cri".containerd';
const release = (version: string) =>
  parseContainerdVersion(`containerd containerd.io ${version} abc\n`);

function criOf(text: string) {
  const file = readConfigFile(text);
  if (file.ok) return file.value.cri;
  throw new Error(file.why);
}

describe('criKeys', () => {
  it('reads the one section of version 2, and the runtimes in it', () => {
    const text = `[${OLD}]\nsnapshotter = "devmapper"\n[${OLD}.runtimes.runc]\nx = 1\n[${OLD}.runtimes.kata-fc]\nsnapshotter = "devmapper"`;

    expect(criOf(text).version2).toEqual({
      snapshotter: 'devmapper',
      hasRuntimes: true,
      runtimes: [{ name: 'kata-fc', snapshotter: 'devmapper' }],
    });
  });

  it('reads the section of a file without a version', () => {
    expect(criOf('[plugins.cri.containerd]\nsnapshotter = "native"').version2.snapshotter).toBe(
      'native',
    );
  });

  it('reads the three places of version 3', () => {
    const text = `
      [plugins.'io.containerd.cri.v1.images']
      snapshotter = 'overlayfs'
      [plugins.'io.containerd.cri.v1.images'.runtime_platforms.kata-fc]
      snapshotter = 'devmapper'
      [plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.kata-fc]
      snapshotter = 'devmapper'`;
    const kata = [{ name: 'kata-fc', snapshotter: 'devmapper' }];

    expect(criOf(text).version3).toEqual({
      snapshotter: 'overlayfs',
      runtimes: kata,
      platforms: kata,
    });
  });

  it.each([
    [`[${OLD}]\nSnapshotter = "x"`, 'Snapshotter must be in lower case (line 2)'],
    [`[${OLD}]\nsnapshotter = 1`, 'snapshotter must be a string (line 2)'],
    [`[${OLD}]\nruntimes = "runc"`, 'runtimes must be a table'],
    [`[${OLD}.runtimes]\nrunc = 1`, 'runtimes.runc must be a table'],
  ])('refuses %j', (text, reason) => {
    const file = readConfigFile(text);

    expect(file.ok ? 'fine' : file.why).toContain(reason);
  });
});

describe('losesCriSnapshotter', () => {
  const alone = criOf(`version = 2\n[${OLD}]\nsnapshotter = "devmapper"`);
  const beside = criOf(`version = 2\n[${OLD}]\nsnapshotter = "devmapper"\n[${OLD}.runtimes.runc]`);

  it('is a matter of containerd 2, and of a file without runtimes', () => {
    expect(losesCriSnapshotter(alone, release('2.1.9'))).toBe(true);
    expect(losesCriSnapshotter(alone, release('1.7.24'))).toBe(false);
    expect(losesCriSnapshotter(beside, release('2.1.9'))).toBe(false);
    expect(losesCriSnapshotter(criOf(''), release('2.1.9'))).toBe(false);
  });
});

describe('criLines', () => {
  it.each([
    [1, '[plugins.cri.containerd]'],
    [2, `[${OLD}]`],
    [3, '[plugins."io.containerd.cri.v1.images"]'],
    [4, '[plugins."io.containerd.cri.v1.images"]'],
  ] as const)('names the section of version %i', (file, header) => {
    expect(criLines(file)).toEqual([header, '  snapshotter = "devmapper"']);
  });
});
