import type { Explanation } from '../../src/model/codes/index.ts';
import { listItem } from '../../src/views/explain-text.ts';
import { plain } from './markdown.ts';

const HEAD = `# Codes

Errors, warnings and checks of dmctl carry a code such as \`DM020\`. This page lists all of them, with their
meaning and what to do. \`dmctl explain CODE\` prints the same text. \`npm run docs\` writes this page from
\`src/model/codes\`.
`;

/** The text of docs/codes.md: a section for each code, in order. */
export function codesPage(codes: Readonly<Record<string, Explanation>>): string {
  const sections = Object.entries(codes)
    .sort(([a], [b]) => a.localeCompare(b, 'en'))
    .map(([code, { title, meaning, why, fix }]) =>
      [
        `## ${code}: ${plain(title)}`,
        '',
        `${plain(meaning)} ${plain(why)}`,
        '',
        ...fix.map((remedy) => listItem(plain(remedy))),
        '',
      ].join('\n'),
    );
  return [HEAD, ...sections].join('\n');
}
