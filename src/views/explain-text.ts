import type { Explanation } from '../model/codes/index.ts';
import type { Style } from './style.ts';

/** What a code means and what to do. */
export function explainText(code: string, explanation: Explanation, style: Style): string {
  const { title, meaning, why, fix } = explanation;
  return [
    `${style.bold(code)}  ${style.bold(title)}`,
    '',
    `  ${meaning}`,
    `  ${style.dim(why)}`,
    '',
    'What to do:',
    ...fix.map((line) => `  - ${line}`),
    '',
  ].join('\n');
}

/** All codes with their titles, one line each. */
export function codesText(codes: Readonly<Record<string, Explanation>>, style: Style): string {
  const lines = Object.entries(codes)
    .sort(([a], [b]) => a.localeCompare(b, 'en'))
    .map(([code, { title }]) => `${style.bold(code)}  ${title}`);
  return `${lines.join('\n')}\n\ndmctl explain CODE says what a code means and what to do.\n`;
}
