import { describe, expect, it, test } from 'vitest';
import type { Check } from '../../../src/model/check.ts';
import { failuresText, noticesText } from '../../../src/views/failure-text.ts';
import { makeStyle } from '../../../src/views/style.ts';
import { verifyText } from '../../../src/views/reports/verify-text.ts';
import { bar, printable } from '../../../src/views/text.ts';

const plain = makeStyle(false, 'iec');

/** A label that clears the screen, and one that reverses the rest of the line. */
const LABEL = 'data\u001b[2J\u009b1A\u202eevil\r';

const isClean = (text: string): boolean =>
  !/[\p{Cc}\p{Bidi_Control}]/u.test(text.replaceAll('\n', ''));

describe('foreign text on a terminal', () => {
  it('is escaped where it would move the cursor or hide something', () => {
    expect(printable(LABEL)).toBe('data\\u{1b}[2J\\u{9b}1A\\u{202e}evil\\u{d}');
    expect(printable('zwölf 池 😀\tx\ny')).toBe('zwölf 池 😀\tx\ny');
  });

  it('is escaped in errors, notes and checks', () => {
    const notice = {
      code: 'DM020',
      message: LABEL,
      why: LABEL,
      fix: [LABEL],
      exitCode: 20,
    } as const;
    const cause = { argv: ['lvm', LABEL], exitCode: 5, stderr: LABEL };
    const failure = { ...notice, state: LABEL, log: null, cause };
    const check: Check = {
      ...{ id: 'x', code: 'DM150', status: 'failed', title: 'x', wanted: 'x' },
      ...{ found: LABEL, fix: [LABEL, LABEL] },
    };
    const checks = [check, { ...check, status: 'ok' } as const];
    const texts = [
      failuresText([failure], plain),
      noticesText([notice], plain),
      verifyText({ mode: null, pool: null, checks, needsPool: true }, true, plain),
    ];

    for (const text of texts) {
      expect(text).toContain('evil');
      expect(isClean(text)).toBe(true);
    }
  });
});

test.each([
  [0, 80, '[--------|-]'],
  [50, 80, '[#####---|-]'],
  [100, 80, '[########|#]'],
  [250, null, '[##########]'],
  [30, 100, '[###-------]'],
  [null, 80, '[??????????]'],
])('a bar of %s percent with a threshold at %s', (percent, threshold, drawn) => {
  expect(bar(percent, threshold, 10)).toBe(drawn);
});
