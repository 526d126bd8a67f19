import { describe, expect, it } from 'vitest';
import { chainOf, readImageBlob } from '../../../src/containerd/image-chain.ts';
import { sha256Of } from '../../../src/model/sha256.ts';

const digest = (letter: string): string => `sha256:${letter.repeat(64)}`;
const AMD64 = 'linux/amd64';

describe('the way from an image to its topmost layer', () => {
  it('leads from an index to the manifest for this host, else to the first', () => {
    const entry = (of: string, architecture: string) => ({
      digest: digest(of),
      platform: { os: 'linux', architecture },
    });
    const index = JSON.stringify({ manifests: [entry('a', 'arm64'), entry('b', 'amd64')] });
    expect(readImageBlob(index, AMD64)).toEqual({ kind: 'leads', to: digest('b') });
    expect(readImageBlob(index, 'linux/s390x')).toEqual({ kind: 'leads', to: digest('a') });
  });

  it('leads from a manifest to the configuration', () => {
    const manifest = JSON.stringify({ config: { digest: digest('c') }, layers: [] });
    expect(readImageBlob(manifest, AMD64)).toEqual({ kind: 'leads', to: digest('c') });
  });

  it('ends at the configuration, whose layers are chained from the lowest up', () => {
    const diffIds = [digest('1'), digest('2'), digest('3')];
    const second = `sha256:${sha256Of(`${digest('1')} ${digest('2')}`)}`;
    const third = `sha256:${sha256Of(`${second} ${digest('3')}`)}`;
    const config = JSON.stringify({ rootfs: { type: 'layers', diff_ids: diffIds } });
    expect(readImageBlob(config, AMD64)).toEqual({ kind: 'config', top: third });
    expect(chainOf(diffIds.slice(0, 1))).toBe(digest('1'));
    expect(chainOf([])).toBeNull();
  });

  it.each([
    '',
    'null',
    '[]',
    '{}',
    '{"manifests":[]}',
    '{"rootfs":{"diff_ids":[1]}}',
    '{"config":1',
  ])('leads nowhere from %s', (text) => {
    expect(readImageBlob(text, AMD64)).toBeNull();
  });
});
