import { describe, expect, test } from 'vitest';
import {
  answerTo,
  configurationsOf,
  RECORDED_CONTAINERDS,
} from '../../helpers/recorded-containerd.ts';
import { readConfigFile, sectionInForce } from '../../../src/containerd/config-file.ts';
import { losesCriSnapshotter } from '../../../src/containerd/cri-keys.ts';
import { withImport, withoutImport } from '../../../src/containerd/imports.ts';
import { parseContainerdVersion } from '../../../src/containerd/version.ts';

/** A missing file is none of the reader's business. */
const NOT_OF_THE_TEXT = ['import-of-a-missing-file'];

describe.each(RECORDED_CONTAINERDS)('how %s takes a file', (containerd) => {
  const release = parseContainerdVersion(
    answerTo(containerd, 'not-configured', 'containerd --version').stdout,
  );
  const alone = Object.entries(configurationsOf(containerd)).flatMap(([name, one]) =>
    one.main === null || one.dropIn !== null || NOT_OF_THE_TEXT.includes(name)
      ? []
      : [[name, { ...one, main: one.main }] as const],
  );

  test.each(alone)('is how dmctl takes it: %s', (_, { main, exitCode, lines }) => {
    const file = readConfigFile(main);
    const section = file.ok ? sectionInForce(file.value, release) : file;
    // The last one: 2.x prints a section that it ignores, [plugins.devmapper], before the one in force.
    const [, dumped = ''] = /^[^]*pool_name = ["'](.*)["']/.exec(lines.join('\n')) ?? [];

    if (section.ok) expect([exitCode, section.value?.poolName ?? '']).toEqual([0, dumped]);
    else expect(dumped).toBe('');
  });

  test.each(['cri-snapshotter', 'cri-snapshotter-and-runtime'])(
    "loses Kubernetes' snapshotter where dmctl says so: %s",
    (name) => {
      const { main, lines } = configurationsOf(containerd)[name] ?? {};
      const file = readConfigFile(main ?? '');
      if (!file.ok) throw new Error(file.why);
      const isLost = !lines?.some((line) => /^ *snapshotter = ["']devmapper["']$/.test(line));

      expect(isLost).toBe(losesCriSnapshotter(file.value.cri, release));
    },
  );

  test.each(['not-configured', 'configured'])('on disk can be edited and restored: %s', (state) => {
    const text = answerTo(containerd, state, 'cat /etc/containerd/config.toml').stdout;
    const added = withImport(text, '/srv/*.toml', '/srv/dmctl.toml');
    if (!added.ok) throw new Error(added.why);

    expect(added.value.length).toBeGreaterThan(text.length);
    expect(withoutImport(added.value, '/srv/*.toml')).toEqual({ ok: true, value: text });
  });
});
