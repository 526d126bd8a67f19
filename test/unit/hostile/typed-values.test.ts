import { describe, expect, it } from 'vitest';
import { parseStorageOption, splitStorageOption } from '../../../src/docker/storage-options.ts';
import { splitDmName } from '../../../src/model/names.ts';
import { readConfig } from '../../../src/lvm/settings.ts';
import { parseDmInfo, parseThinPoolStatus } from '../../../src/lvm/dmsetup.ts';
import { parseMounts } from '../../../src/model/facts/mounts.ts';
import { dmName, parseLvName, parsePoolName, parseVgName } from '../../../src/model/names.ts';
import { parsePercent, parseSize } from '../../../src/model/size.ts';
import fc from '../../helpers/fast-check.ts';

const LETTERS = ['', 'K', 'M', 'G', 'T', 'P'];

describe('a size', () => {
  it('is so many times the binary unit, exactly, or refused', () => {
    const typed = fc.tuple(
      fc.bigInt({ min: 0n, max: 10n ** 16n - 1n }),
      fc.nat({ max: 5 }),
      fc.constantFrom('', 'i', 'iB'),
      fc.boolean(),
    );
    fc.assert(
      fc.property(typed, ([count, power, suffix, small]) => {
        const letter = LETTERS[power] ?? '';
        const unit = letter + (letter === '' || suffix === 'i' ? '' : suffix);
        const size = parseSize(`${String(count)}${small ? unit.toLowerCase() : unit}`);
        const exact = count * 1024n ** BigInt(power);

        expect(size.ok).toBe(exact <= BigInt(Number.MAX_SAFE_INTEGER));
        if (size.ok) expect(BigInt(size.value)).toBe(exact);
      }),
      { numRuns: 500 },
    );
  });

  it('with a fraction is exact or refused', () => {
    const typed = fc.tuple(
      fc.nat(9999),
      fc.stringMatching(/^\d{1,6}$/),
      fc.integer({ min: 1, max: 5 }),
    );
    fc.assert(
      fc.property(typed, ([whole, fraction, power]) => {
        const size = parseSize(`${String(whole)}.${fraction}${LETTERS[power] ?? ''}`);
        const scaled = BigInt(`${String(whole)}${fraction}`) * 1024n ** BigInt(power);
        const isWhole = scaled % 10n ** BigInt(fraction.length) === 0n;
        const exact = scaled / 10n ** BigInt(fraction.length);

        if (size.ok) expect([isWhole, BigInt(size.value)]).toEqual([true, exact]);
      }),
      { numRuns: 500 },
    );
  });

  it('is nothing but digits, at most one point, and a letter', () => {
    const character = fc.constantFrom(...'0123456789.,-+exEXKMGTPiIbB ٣²½∞'.split(''), '\n', '\0');
    fc.assert(
      fc.property(fc.string({ unit: character, maxLength: 8 }), (text) => {
        if (parseSize(text).ok) expect(text).toMatch(/^[0-9]+(\.[0-9]+)?(B|[KMGTP](iB)?)?$/i);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a percentage', () => {
  it('lies within its limits and is nothing but digits, one point and a sign', () => {
    const character = fc.constantFrom(...'0123456789.,-+eEx% ٣½'.split(''), '\n');
    fc.assert(
      fc.property(fc.string({ unit: character, maxLength: 6 }), (text) => {
        const percent = parsePercent(text, 1, 100);
        if (!percent.ok) return;
        expect(text).toMatch(/^[0-9]{1,3}(\.[0-9]{1,3})?%?$/);
        expect(percent.value).toBe(Number(text.replace('%', '')));
        expect(percent.value >= 1 && percent.value <= 100).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});

const nameLike = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'abzAZ09+_.-'.split('')), maxLength: 70 }),
  fc.string({ unit: fc.constantFrom(...'ab-_. /$();`\'"\n\0äé\u202e'.split('')), maxLength: 8 }),
  fc.constantFrom('.', '..', '-', '--', '', 'a'.repeat(128)),
);

describe('a name', () => {
  it('is taken only as lvm(8) allows it', () => {
    fc.assert(
      fc.property(nameLike, (text) => {
        const isAllowed = /^(?!-)(?!\.\.?$)[A-Za-z0-9+_.-]{1,64}$/.test(text);

        expect(parseVgName(text).ok).toBe(isAllowed);
        if (parseLvName(text).ok) expect(isAllowed).toBe(true);
        if (parsePoolName(text).ok) expect(parseLvName(`${text}meta`).ok).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('is found again in the name of its device', () => {
    fc.assert(
      fc.property(nameLike, nameLike, (vg, lv) => {
        if (!parseVgName(vg).ok || !parseLvName(lv).ok) return;
        const found = splitDmName(dmName(vg, lv));

        // "a-" and "-b" cannot be told from "a" and "--b"; lvm(8) lets no name begin with a hyphen.
        expect(found).toEqual({ vg, lv });
      }),
      { numRuns: 500 },
    );
  });
});

describe('a storage option', () => {
  it('is the same when it is written and read again', () => {
    const key = fc.constantFrom(
      'dm.basesize',
      'DM.fs',
      ' dm.mountopt ',
      'dm.min_free_space',
      'x.y',
    );
    const value = fc.oneof(
      fc.constantFrom('10G', 'xfs', '10%', 'true', 'a=b', '', ' 1 ', '1e3', '0x10', '-1'),
      fc.string({ unit: 'binary', maxLength: 6 }),
    );
    fc.assert(
      fc.property(key, value, (name, text) => {
        const option = parseStorageOption(`${name}=${text}`);
        if (!option.ok) return;
        const written = `${option.value.key}=${option.value.value}`;

        expect(parseStorageOption(written)).toEqual(option);
        expect(splitStorageOption(written)).toEqual(option);
      }),
      { numRuns: 300 },
    );
  });
});

describe('what LVM and the kernel write is read back', () => {
  const quoted = (text: string): string => `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
  const plain = fc.string({ unit: fc.constantFrom(...'ab/ @,"\\=[]#é'.split('')), maxLength: 8 });

  it('settings of lvmconfig: numbers, strings, lists', () => {
    const setting = fc.oneof(fc.nat(), plain, fc.array(plain, { maxLength: 3 }));
    const settings = fc.dictionary(fc.stringMatching(/^[a-z_]{1,6}$/), setting, {
      noNullPrototype: true,
    });
    fc.assert(
      fc.property(settings, (wanted) => {
        const lines = Object.entries(wanted).map(([key, value]) => {
          if (typeof value === 'number') return `${key}=${String(value)}\n`;
          return typeof value === 'string'
            ? `${key}=${quoted(value)}\n`
            : `${key}=[${value.map(quoted).join(',')}]\n`;
        });

        const config = readConfig(`section {\n${lines.join('')}}\n`);
        const found = Object.entries(wanted).map(([key, value]) => {
          const name = `section/${key}`;
          if (typeof value === 'number') return [key, config.count(name)] as const;
          return [key, typeof value === 'string' ? config.text(name) : config.list(name)] as const;
        });

        expect(Object.fromEntries(found)).toEqual(wanted);
      }),
      { numRuns: 300 },
    );
  });

  it('mount points with blanks, backslashes and everything else but a slash too many', () => {
    const escape = (text: string): string =>
      text.replaceAll(/[ \t\n\\]/g, (c) => `\\${c.charCodeAt(0).toString(8).padStart(3, '0')}`);
    const path = fc
      .string({ unit: fc.constantFrom(...'ab \t\n\\-0é/'.split('')), minLength: 1, maxLength: 8 })
      .map((text) => `/${text}`);
    fc.assert(
      fc.property(path, path, (mountPoint, source) => {
        const line = `36 35 98:0 / ${escape(mountPoint)} rw shared:1 - ext4 ${escape(source)} rw\n`;

        expect(parseMounts(line)).toEqual([
          { mountPoint, device: '98:0', readOnly: false, type: 'ext4', source },
        ]);
      }),
      { numRuns: 300 },
    );
  });

  it('devices of dmsetup info', () => {
    const name = fc.stringMatching(/^[A-Za-z0-9#+\-.:=@_\\]{1,12}$/);
    const device = fc.record({
      name,
      uuid: fc.oneof(fc.constant(''), name),
      majorMinor: fc.tuple(fc.nat(999), fc.nat(99999)).map((n) => n.join(':')),
      suspended: fc.boolean(),
      liveTable: fc.boolean(),
      inactiveTable: fc.boolean(),
      openCount: fc.nat(),
    });
    const tables = (live: boolean, inactive: boolean): string =>
      live ? (inactive ? 'Both' : 'Live') : inactive ? 'Inactive' : 'None';
    fc.assert(
      fc.property(fc.array(device, { minLength: 1, maxLength: 4 }), (devices) => {
        const text = devices.map((d) => {
          const [major = '', minor = ''] = d.majorMinor.split(':');
          const state = d.suspended ? 'Suspended' : 'Active';
          const words = [d.name, d.uuid, major, minor, state, tables(d.liveTable, d.inactiveTable)];
          return `${[...words, String(d.openCount)].join('|')}\n`;
        });

        expect(parseDmInfo(text.join(''))).toEqual(devices);
      }),
    );
  });

  it('status lines of thin pools', () => {
    const status = fc.record({
      state: fc.constant('running'),
      transactionId: fc.nat(),
      metadataUsedBlocks: fc.nat(),
      metadataBlocks: fc.nat(),
      dataUsedBlocks: fc.nat(),
      dataBlocks: fc.nat(),
      metadataSnapshot: fc.boolean(),
      mode: fc.constantFrom('rw', 'ro', 'out_of_data_space'),
      discardPassdown: fc.boolean(),
      whenFull: fc.constantFrom('error', 'queue'),
      needsCheck: fc.boolean(),
    });
    fc.assert(
      fc.property(status, fc.nat(), (s, length) => {
        const words = [
          `pool:1: 0 ${String(length)} thin-pool ${String(s.transactionId)}`,
          `${String(s.metadataUsedBlocks)}/${String(s.metadataBlocks)}`,
          `${String(s.dataUsedBlocks)}/${String(s.dataBlocks)} ${s.metadataSnapshot ? '7' : '-'} ${s.mode}`,
          s.discardPassdown ? 'discard_passdown' : 'no_discard_passdown',
          `${s.whenFull}_if_no_space ${s.needsCheck ? 'needs_check' : '-'} 1024 \n`,
        ];

        expect(parseThinPoolStatus(words.join(' '))).toEqual([
          { name: 'pool:1', length, status: s },
        ]);
      }),
    );
  });
});
