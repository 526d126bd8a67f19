import { describe, expect, test } from 'vitest';
import { bytes, GIB, MIB } from '../../../../src/model/units.ts';
import {
  doneText,
  keptLines,
  loopFilesLines,
  nothingToDoText,
  resizedLines,
  setUpLines,
  tornDownLines,
  type KeptPool,
  type Resized,
} from '../../../../src/views/changes/done-text.ts';
import { planText } from '../../../../src/views/changes/plan-text.ts';
import { planScript } from '../../../../src/views/script/script.ts';
import { makeStyle } from '../../../../src/views/style.ts';
import { syntaxErrors } from '../../../helpers/bash.ts';
import { blankDisk } from '../../../helpers/blank-host.ts';
import { healthy } from '../../../helpers/facts.ts';
import { by, resizePlan } from '../../../helpers/resize-site.ts';

const plain = makeStyle(false, 'iec');

const grown: Resized = {
  engine: 'docker',
  pool: 'docker-thinpool',
  growth: {
    data: { from: bytes(10 * GIB), to: bytes(20 * GIB), asked: bytes(20 * GIB - 1) },
    metadata: { from: bytes(100 * MIB), to: bytes(100 * MIB), asked: null },
    dockerInfo: { data: bytes(10.74e9), metadata: bytes(104.9e6) },
  },
  dockerInfo: { data: bytes(21.47e9), metadata: bytes(104.9e6) },
  outlook: 'the largest step of the data takes 5 GiB (1280 extents), 6 GiB are free',
};

const NOTICE = { code: 'DM204', message: 'm', why: 'w', fix: ['f'], exitCode: 0 } as const;

describe('the answer of a command', () => {
  test('that changed something ends with the run, what to do next, and notices', () => {
    expect(doneText(['It is done.', 'a detail'], 'ab12cd', 'go home', [NOTICE], plain)).toBe(
      [
        'Done. It is done.',
        '  a detail',
        '  run ab12cd; go home',
        '',
        'note DM204: m',
        '  why:   w',
        '  fix:   f',
        '',
      ].join('\n'),
    );
  });

  test('that had nothing to do tells that nothing was changed', () => {
    expect(nothingToDoText(['it is done already', 'a detail'], [], plain)).toBe(
      'Nothing to do: it is done already. Nothing was changed.\n  a detail\n',
    );
  });
});

describe('a finished resize', () => {
  test('is shown in both units, with the totals of docker info and the next extension', () => {
    expect(resizedLines(grown, plain)).toEqual([
      'The pool docker-thinpool was extended.',
      'data        10 GiB (10.74 GB) -> 20 GiB (21.47 GB), rounded up from 20 GiB',
      'metadata    100 MiB (104.9 MB), unchanged',
      'docker info: Data Space Total 21.47 GB (was 10.74 GB), Metadata Space Total 104.9 MB',
      'auto-extension: the largest step of the data takes 5 GiB (1280 extents), 6 GiB are free',
    ]);
  });

  test('of the volume group alone gave the pool more free space', () => {
    const size = { from: bytes(GIB), to: bytes(GIB), asked: null };
    const growth = { data: size, metadata: size, dockerInfo: null };
    expect(resizedLines({ ...grown, growth }, plain)[0]).toBe(
      'The pool docker-thinpool has more free space.',
    );
  });

  test('tells that Docker will see the new size if it is stopped', () => {
    const lines = resizedLines({ ...grown, dockerInfo: null }, plain);
    expect(lines).toContainEqual(expect.stringMatching(/^docker info: Docker is not running/));
  });
});

test('a finished setup names the pool, its sizes and the previous data root', () => {
  const seen = {
    engine: 'Docker',
    pool: 'docker-thinpool',
    where: ['/dev/xvdf'],
    movedTo: '/var/lib/docker.bk',
  };
  expect(setUpLines({ ...seen, layout: null }, plain)).toEqual([
    'Docker runs on the thin pool docker-thinpool.',
    'previous data root: /var/lib/docker.bk',
  ]);
});

test('a finished setup on loop files shows what is unknown as a question mark', () => {
  const files = { data: '/var/lib/docker/devicemapper/devicemapper/data', metadata: null };
  expect(loopFilesLines({ pool: null, files, movedTo: null }, plain)).toEqual([
    'Docker runs on loop files, pool ?.',
    'data:     /var/lib/docker/devicemapper/devicemapper/data, ?',
    'metadata: ?, ?',
  ]);
});

describe('a pool that is kept', () => {
  const kept: KeptPool = {
    mode: 'direct-lvm',
    path: 'docker/thinpool',
    active: true,
    monitored: true,
    unit: 'in-place',
    engine: {
      title: 'Docker',
      unit: 'docker.service',
      bootUnit: 'dmctl-activate.service',
      runs: true,
    },
  };

  test('is active before Docker at every boot if the unit is installed', () => {
    expect(keptLines(kept, plain)).toEqual([
      'docker/thinpool is active and monitored',
      'dmctl-activate.service activates it before Docker at every boot',
    ]);
  });

  test('comes with what is left to do', () => {
    const lines = keptLines(
      { ...kept, active: false, unit: 'missing', engine: { ...kept.engine, runs: false } },
      plain,
    );
    expect(lines).toEqual([
      'docker/thinpool is not active and monitored',
      'to activate it before Docker at every boot: dmctl activate --install-unit',
      'Docker is not running: start it with systemctl start docker.service',
    ]);
  });
});

test('a finished teardown names the blank disks and what Docker runs on', () => {
  const engine = 'Docker runs on overlay2, data root /var/lib/docker';
  const done = { pool: 'docker/thinpool', disks: ['/dev/xvdf'], engine };
  expect(tornDownLines(done, plain)).toEqual([
    'docker/thinpool was taken down.',
    'blank disks: /dev/xvdf',
    'Docker runs on overlay2, data root /var/lib/docker',
  ]);
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
