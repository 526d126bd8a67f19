import { describe, expect, test } from 'vitest';
import { switchDaemonJson } from '../../../src/docker/daemon-json-switch.ts';
import { restoreDaemonJson } from '../../../src/docker/daemon-json-restore.ts';

const switched = (text: string | null): string => {
  const done = switchDaemonJson(text, 'overlay2');
  if (!done.ok) throw new Error(done.why);
  return done.value;
};

describe('daemon.json is led to overlay2', () => {
  test.each([
    [null, '{\n    "storage-driver": "overlay2"\n}\n'],
    ['{}', '{\n    "storage-driver": "overlay2"\n}'],
    ['{"bridge": "none"}\n', '{"bridge": "none", "storage-driver": "overlay2"}\n'],
    [
      '{"storage-driver": "devicemapper", "storage-opts": ["dm.thinpooldev=/dev/mapper/p", "dm.fs=xfs"], "debug": true}',
      '{"storage-driver": "overlay2", "debug": true}',
    ],
    [
      '{\n  "storage-opts": [\n    "dm.fs=xfs",\n    "size=20G"\n  ],\n  "storage-driver": "devicemapper"\n}\n',
      '{\n  "storage-opts": [\n    "size=20G"\n  ],\n  "storage-driver": "overlay2"\n}\n',
    ],
    [
      '{"storage-opts":["DM.fs=xfs"],"storage-driver":"devicemapper"}',
      '{"storage-driver":"overlay2"}',
    ],
    [
      '{"storage-opts": [], "storage-driver": "overlay2"}',
      '{"storage-opts": [], "storage-driver": "overlay2"}',
    ],
  ])('%j', (text, wanted) => {
    expect(switched(text)).toBe(wanted);
    expect(switched(wanted)).toBe(wanted);
  });

  test('and back, to the byte', () => {
    const before =
      '{"storage-driver": "devicemapper", "storage-opts": ["dm.fs=xfs"], "debug": true}';
    const after = switched(before);
    expect(restoreDaemonJson(after, { before, after })).toEqual({ ok: true, value: before });
  });

  test('and back with a setting that was added meanwhile', () => {
    const before = '{"storage-driver": "devicemapper", "storage-opts": ["dm.fs=xfs"]}';
    const after = switched(before);
    const now = after.replace('"overlay2"', '"overlay2", "debug": true');
    const restored = restoreDaemonJson(now, { before, after });
    expect(restored.ok && restored.value !== null && JSON.parse(restored.value)).toEqual({
      'storage-driver': 'devicemapper',
      'storage-opts': ['dm.fs=xfs'],
      debug: true,
    });
  });

  test('but not where dockerd would refuse the file', () => {
    expect(switchDaemonJson('{"storage-driver": 1}', 'overlay2').ok).toBe(false);
    expect(switchDaemonJson('no JSON', 'overlay2').ok).toBe(false);
  });
});
