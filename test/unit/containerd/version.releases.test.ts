import { describe, expect, test } from 'vitest';
import {
  answerTo,
  configurationsOf,
  RECORDED_CONTAINERDS,
} from '../../helpers/recorded-containerd.ts';
import {
  dumpNeedsFile,
  fileVersions,
  mergesByKey,
  parseContainerdVersion,
  parseCtrVersion,
} from '../../../src/containerd/version.ts';

const said = (containerd: string, command: string): string =>
  answerTo(containerd, 'not-configured', command).stdout;

describe.each(RECORDED_CONTAINERDS)('what %s says of its version', (containerd) => {
  const release = parseContainerdVersion(said(containerd, 'containerd --version'));
  const configurations = configurationsOf(containerd);
  const exitCode = (name: string) => configurations[name]?.exitCode;

  test('is read, and ctr says the same of both ends', () => {
    const { client, server } = parseCtrVersion(said(containerd, 'ctr version'));
    const [, version = ''] = containerd.split('-');

    expect(release.printed.replace(/^v/, '')).toMatch(version);
    expect([client, server]).toEqual([release, release]);
  });

  test('decides which files it starts with', () => {
    const taken = ([1, 2, 3, 4] as const).filter((version) => {
      const name = version === 1 ? 'empty-file' : `version-${String(version)}-only`;
      return exitCode(name) === 0;
    });

    expect(taken).toEqual(fileVersions(release));
  });

  test('decides whether a dump needs a file', () => {
    expect(exitCode('no-file') !== 0).toBe(dumpNeedsFile(release));
  });

  test('decides whether an imported section is merged key by key', () => {
    const lines = configurations['drop-in-merges']?.lines.join('\n') ?? '';

    expect(lines).toMatch(/pool_name = ["']b-pool["']/);
    expect(/base_image_size = ["']10GB["']/.test(lines)).toBe(mergesByKey(release));
  });
});
