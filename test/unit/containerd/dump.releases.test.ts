import { describe, expect, test } from 'vitest';
import { answerTo, RECORDED_CONTAINERDS } from '../../helpers/recorded-containerd.ts';
import { dumpDifferences, foreignDifferences } from '../../../src/containerd/dump-differences.ts';
import { parseDump } from '../../../src/containerd/dump.ts';
import { dotted } from '../../../src/containerd/toml-value.ts';

const dumpIn = (containerd: string, state: string) =>
  parseDump(answerTo(containerd, state, 'containerd config dump').stdout);

describe.each(RECORDED_CONTAINERDS)('what %s dumps', (containerd) => {
  const [before, after] = [dumpIn(containerd, 'not-configured'), dumpIn(containerd, 'configured')];

  test('has the plugin without a pool, and with the pool of a drop-in', () => {
    expect(before).toMatchObject({ root: '/var/lib/containerd', devmapper: { poolName: null } });
    expect(after.devmapper).toMatchObject({
      poolName: 'containerd-thinpool',
      baseImageSize: '512MB',
    });
  });

  test("names Kubernetes' snapshotter, which the drop-in does not touch", () => {
    expect([before.criSnapshotter, after.criSnapshotter]).toEqual(['overlayfs', 'overlayfs']);
  });

  test('differs before and after a drop-in in keys of dmctl alone', () => {
    const paths = dumpDifferences(before, after).map(({ path }) => dotted(path));

    expect(paths).toContain('plugins."io.containerd.snapshotter.v1.devmapper".pool_name');
    expect(foreignDifferences(before, after, { cri: false })).toEqual([]);
  });

  test('lists what images are unpacked to: 1.7 its default, 2.x the entries of files alone', () => {
    const entriesOf = ({ unpack }: typeof before) =>
      unpack.map(({ platform, snapshotter }) => [platform, snapshotter]);
    const overlay = ['linux/amd64', 'overlayfs'];

    if (after.version === 2) {
      expect(entriesOf(before)).toEqual(containerd.includes('-1.7.') ? [overlay] : []);
      expect(after.unpack).toEqual(before.unpack);
    } else {
      expect(entriesOf(before)).toEqual([]);
      expect(entriesOf(after)).toEqual([overlay, ['linux/amd64', 'devmapper']]);
    }
  });
});
