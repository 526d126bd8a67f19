import fc from '../../helpers/fast-check.ts';
import { describe, expect, test } from 'vitest';
import { journalLine, readJournal } from '../../../src/apply/journal.ts';
import { runOf } from '../../../src/apply/runs.ts';
import type { JournalRecord } from '../../../src/model/plan/journal.ts';

const at = '2020-01-01T00:00:00.000Z';
const records: readonly JournalRecord[] = [
  { kind: 'intent', at, direction: 'do', step: 'vgcreate' },
  {
    kind: 'result',
    at,
    direction: 'do',
    step: 'vgcreate',
    ok: false,
    untouched: false,
    detail: 'no "space"\n left',
  },
  { kind: 'turned', at, why: 'ü' },
];
const text = records.map((record) => `${journalLine(record)}\n`).join('');

describe('a journal', () => {
  test('gives back the records that were written', () => {
    expect(readJournal(text)).toEqual({ records, torn: false });
  });

  test('cut off anywhere keeps every whole record and no half one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: text.length }), (cut) => {
        const { records: kept } = readJournal(text.slice(0, cut));
        const whole = text.slice(0, cut).split('\n').length - 1;
        expect(kept).toEqual(records.slice(0, whole));
      }),
    );
  });

  test('with a damaged line before the last one is an error', () => {
    const lines = text.split('\n');
    const damaged = [lines[0]?.replace('intent', 'indent'), ...lines.slice(1)].join('\n');
    expect(() => readJournal(damaged)).toThrow('line 1 is damaged');
  });

  test('with a last line whose bytes went wrong leaves that line out', () => {
    const damaged = text.replace('ü', 'u');
    expect(readJournal(damaged)).toEqual({ records: records.slice(0, 2), torn: true });
  });

  test('that does not begin by opening a run is refused', () => {
    expect(() => runOf(records, {})).toThrow('does not open a run');
  });
});
