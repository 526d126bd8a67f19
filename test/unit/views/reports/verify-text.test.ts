import { describe, expect, test } from 'vitest';
import type { Check } from '../../../../src/model/check.ts';
import { makeStyle } from '../../../../src/views/style.ts';
import { verifyText } from '../../../../src/views/reports/verify-text.ts';

const plain = makeStyle(false, 'iec');

const check = (status: Check['status'], change: Partial<Check> = {}): Check => ({
  id: `check-${status}`,
  code: 'DM110',
  status,
  title: `title ${status}`,
  found: `found ${status}`,
  wanted: 'that',
  fix: status === 'ok' ? [] : ['fix it'],
  ...change,
});

const textOf = (checks: readonly Check[], verbose = false): string =>
  verifyText({ mode: 'direct-lvm', pool: null, checks, needsPool: true }, verbose, plain);

describe('what verify found, shown to a person', () => {
  test('lists problems last, headed by what was found, with the verdict below', () => {
    const text = textOf([check('failed'), check('ok'), check('note')]);
    const order = ['note', 'failed'].map((status) => text.indexOf(`found ${status}`));
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(text).not.toContain('title failed');
    expect(text).toContain(
      'failed   found failed  DM110\n           wanted: that\n           fix:    fix it\n',
    );
    expect(text).toMatch(
      /\nProblems found \(1 failed, 1 note, 1 ok\); see dmctl explain DM110; -v lists all checks\n$/,
    );
  });

  test('counts the checks that are ok, and lists them with -v alone', () => {
    const checks = [check('ok'), check('note')];
    expect(textOf(checks)).not.toContain('title ok');
    expect(textOf(checks, true)).toContain('  ok       title ok: found ok\n');
    expect(textOf(checks, true)).toMatch(/\nAll checks passed \(1 note, 1 ok\)\n$/);
  });

  test('passes with notes alone', () => {
    const text = textOf([check('ok'), check('note')]);
    expect(text).toMatch(/\nAll checks passed \(1 note, 1 ok\); -v lists all checks\n$/);
  });

  test('does not pass if anything is unknown', () => {
    const text = textOf([check('ok'), check('unknown')]);
    expect(text).toContain('Problems found (1 unknown, 1 ok)');
  });
});
