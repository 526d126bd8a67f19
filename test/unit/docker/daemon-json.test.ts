import fc from '../../helpers/fast-check.ts';
import { describe, expect, it } from 'vitest';
import { readDaemonJson } from '../../../src/docker/daemon-json.ts';

const why = (text: string): string => {
  const settings = readDaemonJson(text);
  return settings.ok ? 'fine' : settings.why;
};

describe('readDaemonJson', () => {
  it('reads what dmctl wants to know', () => {
    const text = JSON.stringify({
      'storage-driver': 'devicemapper',
      'storage-opts': ['dm.thinpooldev=/dev/mapper/docker-thinpool'],
      'data-root': '/srv/docker',
      'live-restore': true,
      'log-driver': 'json-file',
      'log-opts': { 'max-size': '10m' },
      hosts: ['fd://'],
    });

    expect(readDaemonJson(text)).toEqual({
      ok: true,
      value: {
        storageDriver: 'devicemapper',
        storageOpts: ['dm.thinpooldev=/dev/mapper/docker-thinpool'],
        dataRoot: '/srv/docker',
        usernsRemap: null,
        liveRestore: true,
        logDriver: 'json-file',
        logOpts: { 'max-size': '10m' },
        misspeltStorageOpt: false,
        keys: [
          'storage-driver',
          'storage-opts',
          'data-root',
          'live-restore',
          'log-driver',
          'log-opts',
          'hosts',
        ],
      },
    });
  });

  it.each(['', ' \n\t', '{}', '{ }\n'])('takes %j for no settings at all', (text) => {
    expect(readDaemonJson(text)).toMatchObject({
      ok: true,
      value: { storageDriver: null, storageOpts: [], dataRoot: null, keys: [] },
    });
  });

  it('takes null and empty strings for not set, as dockerd does', () => {
    const text = '{"storage-driver": null, "storage-opts": null, "data-root": ""}';

    expect(readDaemonJson(text)).toMatchObject({
      ok: true,
      value: { storageDriver: null, storageOpts: [], dataRoot: null },
    });
  });

  it('knows the old name of the data root', () => {
    expect(readDaemonJson('{"graph": "/srv"}')).toMatchObject({ value: { dataRoot: '/srv' } });
  });

  it('sees the misspelt key', () => {
    expect(readDaemonJson('{"storage-opt": ["dm.basesize=20G"]}')).toMatchObject({
      value: { misspeltStorageOpt: true, storageOpts: [] },
    });
  });

  it.each([
    ['\uFEFF{}', 'byte order mark'],
    ['{} // dmctl', 'not JSON'],
    ['{"a": 1,}', 'line 1, column 9'],
    ['{"a": 1', 'not JSON'],
    ['{"a": 01}', 'not JSON'],
    ["{'a': 1}", 'not JSON'],
    ['{"a": NaN}', 'not JSON'],
    ['{"a": 1}{"b": 2}', 'not JSON'],
    ['[]', 'not a JSON object'],
    ['null', 'not a JSON object'],
    ['{"a": 1, "a": 2}', '"a" occurs twice'],
    ['{"a": 1, "A": 2}', 'the same key to Go'],
    ['{"Storage-Driver": "overlay2"}', 'lower case'],
    ['{"storage-driver": 1}', '"storage-driver" has a value of the wrong kind'],
    ['{"live-restore": "yes"}', '"live-restore" has a value of the wrong kind'],
    ['{"storage-opts": "dm.basesize=20G"}', 'not a list of strings'],
    ['{"storage-opts": [1]}', 'not a list of strings'],
    ['{"log-opts": {"max-file": 3}}', 'not an object of strings'],
  ])('refuses %j', (text, reason) => {
    expect(why(text)).toContain(reason);
  });

  it('keeps out of what it does not read: large numbers, equal keys further down', () => {
    expect(why('{"shutdown-timeout": 9007199254740993, "labels": {"a": 1, "a": 2}}')).toBe('fine');
  });

  it('takes nothing that JSON.parse does not take, however the text is cut', () => {
    const text = '{\n  "hosts": ["fd://"],\n  "debug": false\n}\n';

    fc.assert(
      fc.property(fc.integer({ min: 1, max: text.indexOf('}') }), (length) => {
        expect(readDaemonJson(text.slice(0, length)).ok).toBe(false);
      }),
    );
  });
});
