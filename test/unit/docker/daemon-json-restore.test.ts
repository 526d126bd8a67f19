import fc from '../../helpers/fast-check.ts';
import { describe, expect, test } from 'vitest';
import { editDaemonJson, readDaemonJson } from '../../../src/docker/daemon-json.ts';
import { restoreDaemonJson } from '../../../src/docker/daemon-json-restore.ts';
import { oddDaemonJson } from '../../helpers/odd-json.ts';

const POOL = 'dm.thinpooldev=/dev/mapper/docker-thinpool';
const OURS = {
  storageDriver: 'devicemapper',
  storageOpts: [POOL, 'dm.use_deferred_removal=true', 'dm.min_free_space=10%'],
};

function written(before: string | null): string {
  const result = editDaemonJson(before, OURS);
  if (result.ok) return result.value;
  throw new Error(result.why);
}

/** @param change what somebody did to the file since */
function restored(before: string | null, change = (text: string): string => text): string | null {
  const after = written(before);
  const result = restoreDaemonJson(change(after), { before, after });
  if (result.ok) return result.value;
  throw new Error(result.why);
}

describe('restoreDaemonJson', () => {
  test.each([null, '', '{}\n', '{ "debug": true }', '{\n  "storage-opts": ["dm.fs=xfs"]\n}\n'])(
    'gives %j back where nobody has changed the file since',
    (before) => {
      expect(restored(before)).toBe(before);
    },
  );

  test('gives any file back, to the byte', () => {
    fc.assert(
      fc.property(oddDaemonJson, (before) => {
        expect(restored(before)).toBe(before);
      }),
    );
  });

  test('takes only what is ours out of any file that has a member more by now', () => {
    const others = (text: string): Record<string, unknown> => {
      const all = JSON.parse(text) as Record<string, unknown>;
      const isOurs = (key: string): boolean => key.startsWith('storage-');
      return Object.fromEntries(Object.entries(all).filter(([key]) => !isOurs(key)));
    };
    const storage = (text: string): unknown => {
      const settings = readDaemonJson(text);
      if (!settings.ok) throw new Error(settings.why);
      const { storageDriver, storageOpts } = settings.value;
      return { storageDriver, storageOpts: new Set(storageOpts) };
    };
    fc.assert(
      fc.property(oddDaemonJson, (before) => {
        const now = restored(before, (text) => text.replace('{', '{"zz": 1, ')) ?? '';
        expect(others(now)).toEqual({ zz: 1, ...others(before) });
        expect(storage(now)).toEqual(storage(before));
      }),
    );
  });

  test('keeps what was added since, and every byte that is not ours', () => {
    const before = '{\n   "iptables" : false,\n   "bridge":"none"\n}\n';
    const add = (text: string): string => text.replace('{\n', '{\n   "debug": true,\n');
    expect(restored(before, add)).toBe(
      '{\n   "debug": true,\n   "iptables" : false,\n   "bridge":"none"\n}\n',
    );
  });

  test('keeps what was added behind our lines', () => {
    const add = (text: string): string => text.replace(/\]\s*\}\n$/, '],\n    "debug": true\n}\n');
    expect(restored(null, add)).toBe('{\n    "debug": true\n}\n');
  });

  test('says that nothing is left of a file that dmctl made, however it is laid out by now', () => {
    expect(restored(null, (text) => JSON.stringify(JSON.parse(text)))).toBeNull();
  });

  test('leaves a storage setting alone that is another one by now', () => {
    const change = (text: string): string =>
      text.replace('"devicemapper"', '"overlay2"').replace('10%', '5%');
    expect(JSON.parse(restored(null, change) ?? '')).toEqual({
      'storage-driver': 'overlay2',
      'storage-opts': ['dm.min_free_space=5%'],
    });
  });

  test('puts back what it had replaced', () => {
    const before = '{"storage-driver":"overlay2","storage-opts":["dm.min_free_space=1%"]}';
    const add = (text: string): string => text.replace('{', '{"debug":true,');
    expect(JSON.parse(restored(before, add) ?? '')).toEqual({
      debug: true,
      'storage-driver': 'overlay2',
      'storage-opts': ['dm.min_free_space=1%'],
    });
  });

  test('keeps options that were added to ours', () => {
    const add = (text: string): string => text.replace(`"${POOL}"`, `"dm.fs=xfs", "${POOL}"`);
    expect(JSON.parse(restored(null, add) ?? '')).toEqual({ 'storage-opts': ['dm.fs=xfs'] });
  });

  test('refuses a file that cannot be read in one way only', () => {
    const after = written(null);
    expect(restoreDaemonJson('{"a": 1, "a": 2}', { before: null, after }).ok).toBe(false);
  });
});
