import type { Explanation } from '../model/codes/index.ts';
import type { Style } from './style.ts';

/** A remedy as an item of a list; steps that have an order carry their own numbers. */
export const listItem = (remedy: string): string =>
  /^\d+\. /.test(remedy) ? remedy : `- ${remedy}`;

/** The page of `dmctl explain CODE`: meaning, reason and remedies of one code. */
export function explainText(code: string, explanation: Explanation, style: Style): string {
  const { title, meaning, why, fix } = explanation;
  return [
    `${style.bold(code)}  ${style.bold(title)}`,
    '',
    `  ${meaning}`,
    `  ${style.dim(why)}`,
    '',
    'What to do:',
    ...fix.map((remedy) => `  ${listItem(remedy)}`),
    '',
  ].join('\n');
}

/** The list of `dmctl explain`: all codes with their titles, one line each. */
export function codesText(codes: Readonly<Record<string, Explanation>>, style: Style): string {
  const lines = Object.entries(codes)
    .sort(([a], [b]) => a.localeCompare(b, 'en'))
    .map(([code, { title }]) => `${style.bold(code)}  ${title}`);
  return `${lines.join('\n')}\n\nRun dmctl explain CODE for the meaning of a code and what to do.\n`;
}
