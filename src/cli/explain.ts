import { CODES, type Code } from '../model/codes/index.ts';
import { plainAnswer, type Answer } from '../views/answer.ts';
import { codesText, explainText } from '../views/explain-text.ts';
import { nearest } from './nearest.ts';
import { usageError } from '../run/usage.ts';

const isCode = (word: string): word is Code => Object.hasOwn(CODES, word);

const answer = (data: Answer['data'], text: Answer['text']): Answer => ({
  ...plainAnswer('explain'),
  data,
  text,
});

/** All codes. */
export function explainAll(): Answer {
  const codes = Object.entries(CODES).map(([code, { title }]) => ({ code, title }));
  codes.sort((a, b) => a.code.localeCompare(b.code, 'en'));
  return answer({ codes }, (style) => codesText(CODES, style));
}

/**
 * What one code means, however it is written: `DM020`, `dm020`, `20`.
 * @throws DmctlError DM002 when there is no such code
 */
export function explain(typed: string): Answer {
  const code = /^\d{1,3}$/.test(typed) ? `DM${typed.padStart(3, '0')}` : typed.toUpperCase();
  if (!isCode(code)) {
    const near = nearest(code, Object.keys(CODES), 2).map((known) => `dmctl explain ${known}`);
    const fix = [...near, 'dmctl explain  lists all codes'];
    throw usageError(`there is no code '${typed}'`, fix, 'codes look like DM020');
  }
  return answer({ code, ...CODES[code] }, (style) => explainText(code, CODES[code], style));
}
