import { describe, expect, it } from 'vitest';
import type { Check } from '../../../src/model/check.ts';
import { failuresText, noticesText } from '../../../src/views/failure-text.ts';
import { printable } from '../../../src/views/printable.ts';
import { makeStyle } from '../../../src/views/style.ts';
import { verifyText } from '../../../src/views/reports/verify-text.ts';

const plain = makeStyle(false, 'iec');

/** A label that clears the screen, and one that turns the rest of the line round. */
const LABEL = 'data\u001b[2J\u009b1A\u202eevil\r';

const isClean = (text: string): boolean =>
  !/[\p{Cc}\p{Bidi_Control}]/u.test(text.replaceAll('\n', ''));

describe('words of others on a terminal', () => {
  it('are written out where they would move or hide something', () => {
    expect(printable(LABEL)).toBe('data\\u{1b}[2J\\u{9b}1A\\u{202e}evil\\u{d}');
    expect(printable('zwölf 池 😀\tx\ny')).toBe('zwölf 池 😀\tx\ny');
  });

  it('are so in errors, notes and checks', () => {
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
      verifyText({ mode: null, pool: null, checks }, plain),
    ];

    for (const text of texts) {
      expect(text).toContain('evil');
      expect(isClean(text)).toBe(true);
    }
  });
});
