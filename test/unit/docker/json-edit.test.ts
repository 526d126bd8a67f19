import fc from '../../helpers/fast-check.ts';
import { describe, expect, it } from 'vitest';
import { editDaemonJson, type StorageSettings } from '../../../src/docker/daemon-json.ts';

const POOL = 'dm.thinpooldev=/dev/mapper/docker-thinpool';
const WANTED: StorageSettings = {
  storageDriver: 'devicemapper',
  storageOpts: [POOL, 'dm.use_deferred_removal=true'],
};

function edited(text: string | null, wanted = WANTED): string {
  const result = editDaemonJson(text, wanted);
  if (result.ok) return result.value;
  throw new Error(result.why);
}

const FRESH = `{
    "storage-driver": "devicemapper",
    "storage-opts": [
        "${POOL}",
        "dm.use_deferred_removal=true"
    ]
}
`;

describe('editDaemonJson writes a new file', () => {
  it.each([null, '', ' \n'])('where there is %j', (text) => {
    expect(edited(text)).toBe(FRESH);
  });

  it('into an empty object', () => {
    expect(edited('{}\n')).toBe(FRESH);
    expect(edited('{}')).toBe(FRESH.trimEnd());
    expect(edited('{\r\n}\r\n')).toBe(FRESH.replaceAll('\n', '\r\n'));
  });
});

describe('editDaemonJson lays its lines out like their neighbours', () => {
  it('with two spaces', () => {
    expect(edited('{\n  "iptables": false,\n  "bridge": "none"\n}\n')).toBe(
      `{\n  "iptables": false,\n  "bridge": "none",\n  "storage-driver": "devicemapper",\n` +
        `  "storage-opts": [\n    "${POOL}",\n    "dm.use_deferred_removal=true"\n  ]\n}\n`,
    );
  });

  it('with tabs, CRLF and no newline at the end', () => {
    expect(edited('{\r\n\t"debug": true\r\n}')).toBe(
      `{\r\n\t"debug": true,\r\n\t"storage-driver": "devicemapper",\r\n` +
        `\t"storage-opts": [\r\n\t\t"${POOL}",\r\n\t\t"dm.use_deferred_removal=true"\r\n\t]\r\n}`,
    );
  });

  it('with three spaces and none behind the colons', () => {
    expect(edited('{\n   "debug":true\n}\n')).toBe(
      `{\n   "debug":true,\n   "storage-driver":"devicemapper",\n` +
        `   "storage-opts":[\n      "${POOL}",\n      "dm.use_deferred_removal=true"\n   ]\n}\n`,
    );
  });

  it('with no indentation at all', () => {
    expect(edited('{\n"debug": true\n}\n')).toBe(
      `{\n"debug": true,\n"storage-driver": "devicemapper",\n` +
        `"storage-opts": [\n"${POOL}",\n"dm.use_deferred_removal=true"\n]\n}\n`,
    );
  });

  it('on one line', () => {
    expect(edited('{"iptables": false, "bridge": "none"}\n')).toBe(
      `{"iptables": false, "bridge": "none", "storage-driver": "devicemapper", ` +
        `"storage-opts": ["${POOL}", "dm.use_deferred_removal=true"]}\n`,
    );
    expect(edited('{ "debug": true }')).toBe(
      `{ "debug": true, "storage-driver": "devicemapper", ` +
        `"storage-opts": ["${POOL}", "dm.use_deferred_removal=true"] }`,
    );
  });

  it('minified', () => {
    expect(edited('{"debug":true}')).toBe(
      `{"debug":true,"storage-driver":"devicemapper",` +
        `"storage-opts":["${POOL}","dm.use_deferred_removal=true"]}`,
    );
  });
});

describe('editDaemonJson merges with what is there', () => {
  it('replaces another driver where it stands', () => {
    const text = '{\n  "storage-driver":  "overlay2",\n  "storage-opts": [],\n  "debug": true\n}\n';

    expect(edited(text)).toBe(
      `{\n  "storage-driver":  "devicemapper",\n  "storage-opts": [\n    "${POOL}",\n` +
        `    "dm.use_deferred_removal=true"\n  ],\n  "debug": true\n}\n`,
    );
  });

  it('replaces an option with the same key, keeps the others, adds what is missing', () => {
    const text =
      '{\n  "storage-opts": [\n    "dm.basesize=20G",\n    "DM.Use_Deferred_Removal = false"\n  ]\n}\n';

    expect(edited(text)).toBe(
      `{\n  "storage-opts": [\n    "dm.basesize=20G",\n    "dm.use_deferred_removal=true",\n` +
        `    "${POOL}"\n  ],\n  "storage-driver": "devicemapper"\n}\n`,
    );
  });

  it('keeps a list on one line on one line', () => {
    expect(edited('{\n  "storage-opts": ["dm.basesize=20G"]\n}\n')).toBe(
      `{\n  "storage-opts": ["dm.basesize=20G", "${POOL}", "dm.use_deferred_removal=true"],\n` +
        `  "storage-driver": "devicemapper"\n}\n`,
    );
  });

  it('leaves one of two options with our key', () => {
    const text = `{"storage-opts":["dm.use_deferred_removal=false","dm.fs=xfs","dm.use_deferred_removal=0"]}`;

    expect(JSON.parse(edited(text))).toEqual({
      'storage-opts': ['dm.use_deferred_removal=true', 'dm.fs=xfs', POOL],
      'storage-driver': 'devicemapper',
    });
  });

  it('adds to options that dockerd adds up itself', () => {
    const text = '{"storage-opts":["dm.mountopt=noatime"]}';
    const wanted = { ...WANTED, storageOpts: ['dm.mountopt=nodiscard'] };

    expect(JSON.parse(edited(text, wanted))).toMatchObject({
      'storage-opts': ['dm.mountopt=noatime', 'dm.mountopt=nodiscard'],
    });
  });

  it('keeps numbers that JavaScript cannot hold, to the digit', () => {
    expect(edited('{"shutdown-timeout": 9007199254740993}')).toContain(': 9007199254740993,');
  });

  it('refuses what it could not read in one way only', () => {
    expect(editDaemonJson('{"a": 1, "a": 2}', WANTED).ok).toBe(false);
    expect(editDaemonJson('{"a": 1} # mine', WANTED).ok).toBe(false);
  });
});

const OURS = ['storage-driver', 'storage-opts'];
const READ = [
  ...OURS,
  'storage-opt',
  'data-root',
  'graph',
  'live-restore',
  'log-driver',
  'log-opts',
];

/** Objects without the keys dmctl reads, and without two keys that are one to Go. */
const others = fc
  .dictionary(fc.string(), fc.jsonValue())
  .filter((object) => {
    const keys = Object.keys(object).map((key) => key.toLowerCase());
    return new Set(keys).size === keys.length && !keys.some((key) => READ.includes(key));
  })
  .filter((object) => !JSON.stringify(object).includes('__proto__'));

const layout = fc.record({
  indent: fc.constantFrom<string | number>('', 1, 2, 3, 4, '\t', ' \t'),
  newline: fc.constantFrom('\n', '\r\n'),
  end: fc.constantFrom('', '\n', '\r\n', '\n\n', '  '),
});

describe('editDaemonJson, whatever else the file says', () => {
  const texts = fc.tuple(others, layout).map(([object, { indent, newline, end }]) => ({
    object,
    text: JSON.stringify(object, null, indent).replaceAll('\n', newline) + end,
  }));

  it('changes nothing but our keys', () => {
    fc.assert(
      fc.property(texts, ({ object, text }) => {
        const result = JSON.parse(edited(text)) as Record<string, unknown>;

        expect(result['storage-driver']).toBe('devicemapper');
        expect(result['storage-opts']).toEqual(WANTED.storageOpts);
        for (const key of OURS) Reflect.deleteProperty(result, key);
        expect(JSON.stringify(result)).toBe(JSON.stringify(object));
      }),
    );
  });

  it('only puts a piece into the text of an object that has members', () => {
    fc.assert(
      fc.property(texts, ({ object, text }) => {
        fc.pre(Object.keys(object).length > 0);
        const at = text.lastIndexOf('}');
        const last = text.slice(0, at).trimEnd().length;
        const result = edited(text);

        expect(result.startsWith(`${text.slice(0, last)},`)).toBe(true);
        expect(result.endsWith(text.slice(last))).toBe(true);
      }),
    );
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(texts, ({ text }) => {
        const once = edited(text);

        expect(edited(once)).toBe(once);
      }),
    );
  });
});
