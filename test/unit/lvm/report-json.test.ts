import { describe, expect, test } from 'vitest';
import { cleanJson, reportsIn } from '../../../src/lvm/report-json.ts';
import { parseLvmReport } from '../../../src/lvm/report.ts';
import { outcomeOf } from '../../helpers/recorded-outcomes.ts';
import fc from '../../helpers/fast-check.ts';

const good = outcomeOf('bookworm-direct-running', 'lvm fullreport').stdout;

const ODD = ['\n', '\t', '\r', '\u001b', '\u0000', '\u0007', 'a', '{', '}', '[', ']', ','];

describe('the JSON of a report', () => {
  test('is read with a notice of LVM between any two of its lines', () => {
    const lines = good.split('\n');
    const state = parseLvmReport(good);

    for (let at = 0; at < lines.length; at += 1) {
      const noticed = lines.toSpliced(
        at,
        0,
        'Retrying metadata scan.',
        '  WARNING: a "quoted" word',
      );
      expect(parseLvmReport(noticed.join('\n'))).toEqual(state);
    }
  });

  test('is read with any control character in a tag, which LVM prints as it is', () => {
    const withTag = (tag: string) => `{"report": [\n{"vg": [\n{"vg_tags":"${tag}"}\n]}\n]}\n`;
    const tag = fc.string({ unit: fc.constantFrom(...ODD) });

    fc.assert(
      fc.property(tag, (text) => {
        expect(reportsIn('lvm', withTag(text))).toEqual([{ vg: [{ vg_tags: text }] }]);
      }),
    );
  });

  test('keeps quotes and backslashes that LVM has escaped', () => {
    expect(cleanJson(String.raw`{"a":"x\"y\\"}`).trimEnd()).toBe(String.raw`{"a":"x\"y\\"}`);
  });

  test('that is cut off stays an error', () => {
    expect(() => reportsIn('lvm', good.slice(0, good.length / 2))).toThrow(/JSON/);
  });
});
