import { describe, expect, it } from 'vitest';
import { boltTransaction, readBolt } from '../../../src/containerd/bolt.ts';
import fc from '../../helpers/fast-check.ts';
import {
  databaseOf,
  RECORDED_CONTAINERDS,
  statesOf,
  type RecordedDatabase,
} from '../../helpers/recorded-containerd.ts';

const NAMES: readonly RecordedDatabase[] = ['metadata.db', 'pool.db', 'meta.db'];

const recorded = RECORDED_CONTAINERDS.flatMap((containerd) =>
  statesOf(containerd).flatMap((state) =>
    NAMES.flatMap((name) => {
      const file = databaseOf(containerd, state, name);
      return file === null ? [] : [[`${containerd} ${state} ${name}`, file] as const];
    }),
  ),
);

/** A file whose trees have branches and inline buckets. */
const [first = ''] = RECORDED_CONTAINERDS;
const many = databaseOf(first, 'many', 'metadata.db') ?? new Uint8Array();
const PAGE = 4096;
const [AT_FLAGS, AT_COUNT, AT_OVERFLOW, FIRST_ELEMENT] = [8, 10, 12, 16];

const viewOf = (file: Uint8Array): DataView => new DataView(file.buffer, file.byteOffset);

/** A copy with a change; only pages that are in use matter. */
function changed(change: (view: DataView, file: Uint8Array) => void): Uint8Array {
  const file = Uint8Array.from(many);
  change(viewOf(file), file);
  return file;
}

const why = (file: Uint8Array): string => {
  const opened = readBolt(file);
  return opened.ok ? 'it is read' : opened.why;
};

/** Places of the pages that the reader goes by: with other flags in one of them the file is not read. */
function pagesInUse(file: Uint8Array): readonly number[] {
  const places = Array.from({ length: file.length / PAGE - 2 }, (_, n) => (n + 2) * PAGE);
  const copy = Uint8Array.from(file);
  return places.filter((at) => {
    const flags = viewOf(copy).getUint16(at + AT_FLAGS, true);
    viewOf(copy).setUint16(at + AT_FLAGS, 0x40, true);
    const isRead = readBolt(copy).ok;
    viewOf(copy).setUint16(at + AT_FLAGS, flags, true);
    return !isRead;
  });
}

const used = pagesInUse(many);
const branch = used.find((at) => viewOf(many).getUint16(at + AT_FLAGS, true) === 1);

describe('a file of bbolt', () => {
  it.each(recorded)('%s is read, and has a transaction', (_, file) => {
    expect(why(file)).toBe('it is read');
    expect(boltTransaction(file.subarray(0, 2 * PAGE)).ok).toBe(true);
  });

  it('when the later meta page is damaged, the transaction before it is read', () => {
    const latest = boltTransaction(many);
    const place = latest.ok ? latest.value % 2 : 0;
    const before = boltTransaction(
      changed((_, file) => file.fill(0, place * PAGE, place * PAGE + 100)),
    );
    expect(latest.ok && before).toEqual({ ok: true, value: latest.ok ? latest.value - 1 : 0 });
  });

  it('when the first meta page is damaged, the second one is found without a page size', () => {
    expect(why(changed((_, file) => file.fill(0xff, 0, 80)))).toBe('it is read');
  });

  it('when both meta pages are damaged, it says so', () => {
    const file = changed((_, bytes) => bytes.fill(0xff, 24, 26).fill(0xff, PAGE + 24, PAGE + 26));
    expect(why(file)).toBe('neither meta page is valid');
  });

  it('an empty file and one with other content have no valid meta page', () => {
    expect(why(new Uint8Array())).toBe('neither meta page is valid');
    expect(why(new Uint8Array(65536).fill(0x5a))).toBe('neither meta page is valid');
  });
});

describe('a damaged tree', () => {
  it('the recorded file has a branch in use', () => {
    expect(branch).toBeDefined();
  });

  it('a branch that leads to itself is a page that is used twice', () => {
    const file = changed((view) => {
      view.setUint32((branch ?? 0) + FIRST_ELEMENT + 8, (branch ?? 0) / PAGE, true);
    });
    expect(why(file)).toMatch(/^page \d+ is used twice$/);
  });

  it('a branch that leads beyond the file is a page that it has not', () => {
    const file = changed((view) => {
      view.setUint32((branch ?? 0) + FIRST_ELEMENT + 8, 0xffff, true);
    });
    expect(why(file)).toMatch(/^page 65535 does not exist: there are \d+$/);
  });

  it('a branch that leads above 2^53 is out of range', () => {
    const file = changed((view) => {
      view.setUint32((branch ?? 0) + FIRST_ELEMENT + 12, 0xffffffff, true);
    });
    expect(why(file)).toBe('a page below a branch is out of range');
  });

  it('more elements than a page has room for are noticed before they are read', () => {
    expect(
      why(
        changed((view) => {
          view.setUint16((branch ?? 0) + AT_COUNT, 0xffff, true);
        }),
      ),
    ).toBe('65535 elements do not fit into their page');
  });

  it('a page with four thousand million pages of overflow ends where the file ends', () => {
    const file = changed((view) => {
      view.setUint32((branch ?? 0) + AT_OVERFLOW, 0xffffffff, true);
    });
    expect(why(file)).toMatch(/^page \d+ (is used twice|does not exist: there are \d+)$/);
  });

  it('a page that says it is another one is not read', () => {
    const file = changed((view) => {
      view.setUint32(branch ?? 0, 3, true);
    });
    expect(why(file)).toMatch(/^page \d+ has the id 3$/);
  });
});

/** The reader ends with a value or a reason; anything else is an exception, and fails the test. */
const reads = (file: Uint8Array): boolean => {
  const opened = readBolt(file);
  if (!opened.ok) expect(opened.why).not.toBe('');
  return opened.ok;
};

describe('damage of any kind ends with a result or a reason', () => {
  it.each(['many', 'used'])('%s, truncated at every 512 bytes, is never read as whole', (state) => {
    for (const name of NAMES) {
      const file = databaseOf(first, state, name) ?? new Uint8Array();
      const used = file.findLastIndex((byte) => byte !== 0);
      for (let size = 0; size < used; size += 512) reads(file.subarray(0, size));
      expect(reads(file.subarray(0, 3 * PAGE))).toBe(false);
    }
  });

  it.each(NAMES)('%s with bits of its pages in use flipped in 1500 ways', (name) => {
    const whole = databaseOf(first, 'many', name) ?? new Uint8Array();
    const pages = [0, PAGE, ...pagesInUse(whole)];
    const place = fc.tuple(fc.constantFrom(...pages), fc.nat(PAGE - 1), fc.nat(7));
    const file = Uint8Array.from(whole);
    const property = fc.property(fc.array(place, { minLength: 1, maxLength: 4 }), (flips) => {
      for (const [page, at, bit] of flips) file[page + at] = (file[page + at] ?? 0) ^ (1 << bit);
      reads(file);
      for (const [page, at] of flips) file[page + at] = whole[page + at] ?? 0;
    });
    fc.assert(property, { numRuns: 1500 });
    expect(reads(file)).toBe(true);
  });

  it('headers of pages and of first elements set to extremes, one field at a time', () => {
    const file = Uint8Array.from(many);
    for (const at of used) {
      for (let field = 0; field < 32; field += 4) {
        for (const value of [0, 1, 2, 0x7fffffff, 0xffffffff]) {
          viewOf(file).setUint32(at + field, value, true);
          reads(file);
        }
        file.set(many.subarray(at + field, at + field + 4), at + field);
      }
    }
    expect(reads(file)).toBe(true);
  });
});
