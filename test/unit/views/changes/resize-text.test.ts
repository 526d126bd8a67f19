import { describe, expect, test } from 'vitest';
import { bytes, GIB, MIB } from '../../../../src/model/units.ts';
import {
  asItWasText,
  resizedText,
  type Resized,
} from '../../../../src/views/changes/resize-text.ts';
import { planText } from '../../../../src/views/changes/plan-text.ts';
import { planScript } from '../../../../src/views/script/script.ts';
import { makeStyle } from '../../../../src/views/style.ts';
import { syntaxErrors } from '../../../helpers/bash.ts';
import { blankDisk } from '../../../helpers/blank-host.ts';
import { healthy } from '../../../helpers/facts.ts';
import { by, resizePlan } from '../../../helpers/resize-site.ts';

const plain = makeStyle(false, 'iec');

const grown: Resized = {
  pool: 'docker-thinpool',
  growth: {
    data: { from: bytes(10 * GIB), to: bytes(20 * GIB), asked: bytes(20 * GIB - 1) },
    metadata: { from: bytes(100 * MIB), to: bytes(100 * MIB), asked: null },
    dockerInfo: { data: bytes(10.74e9), metadata: bytes(104.9e6) },
  },
  dockerInfo: { data: bytes(21.47e9), metadata: bytes(104.9e6) },
  outlook: 'the largest step of the data takes 5 GiB (1280 extents), 6 GiB are free',
  runId: 'ab12cd',
  warnings: [],
};

describe('a resize that is done', () => {
  test('is told in both units, with what docker info shows and the next step', () => {
    expect(resizedText(grown, plain)).toBe(
      [
        'Done. The pool docker-thinpool was extended.',
        '  data        10 GiB (10.74 GB) -> 20 GiB (21.47 GB), rounded up from 20 GiB',
        '  metadata    100 MiB (104.9 MB), unchanged',
        '  docker info: Data Space Total 21.47 GB (was 10.74 GB), Metadata Space Total 104.9 MB',
        '  auto-extension: the largest step of the data takes 5 GiB (1280 extents), 6 GiB are free',
        '  run ab12cd; check the result with dmctl verify',
        '',
      ].join('\n'),
    );
  });

  test('says that Docker will see the size where it is stopped', () => {
    expect(resizedText({ ...grown, dockerInfo: null }, plain)).toContain('Docker is not running');
  });

  test('shows nothing but the notes if no change was needed', () => {
    expect(asItWasText('docker-thinpool', [], plain)).toBe(
      'Nothing to do: docker-thinpool already has the requested size. Nothing was changed.\n',
    );
  });
});

describe('a plan of a resize', () => {
  const plan = resizePlan({ metadataSize: by(MIB) }, healthy, [blankDisk('/dev/xvdg')]);

  test('shows the sizes before and after, and which steps are permanent', () => {
    const text = planText(plan, plain);
    expect(text).toContain('data        9.496 GiB (10.2 GB) -> 19.79 GiB (21.25 GB)');
    expect(text).toContain('104 MiB (109.1 MB), rounded up from 101 MiB');
    expect(text.match(/safe, permanent/g)).toHaveLength(2);
    expect(text).toContain('note DM204');
    expect(text).toMatch(/Nothing was changed: this was a dry run\.\n$/);
  });

  test('is a script that looks at the pool before it grows and at all sizes at the end', () => {
    const script = planScript(plan);
    expect(syntaxErrors(script)).toBe('');
    const lines = script.split('\n').map((line) => line.trim());
    const grows = lines.indexOf('lvextend -l 5066 docker/thinpool');
    expect(lines[grows - 1]).toBe('pool_is_sound docker-thinpool');
    expect(lines).toContain('lv_has docker/thinpool lv_size 21248344064');
    expect(lines).toContain('lv_has docker/thinpool lv_metadata_size 109051904');
    expect(lines).toContain('docker_shows docker-thinpool 21.25GB 109.1MB');
    expect(lines.indexOf('zeros_at_both_ends /dev/xvdg')).toBeLessThan(
      lines.findIndex((line) => line.startsWith('pvcreate')),
    );
  });
});
