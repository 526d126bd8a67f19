import type { Explanation } from '../../src/model/codes/index.ts';
import { plain } from './markdown.ts';

const HEAD = `# Codes

What a code in a message of dmctl means, why it is said, and what to do. \`dmctl explain CODE\` prints the
same; both come from \`src/model/codes\`, and \`npm run docs\` writes this page.
`;

/** docs/codes.md: every code, in order. */
export function codesPage(codes: Readonly<Record<string, Explanation>>): string {
  const sections = Object.entries(codes)
    .sort(([a], [b]) => a.localeCompare(b, 'en'))
    .map(([code, { title, meaning, why, fix }]) =>
      [
        `## ${code}: ${plain(title)}`,
        '',
        `${plain(meaning)} ${plain(why)}`,
        '',
        ...fix.map((line) => `- ${plain(line)}`),
        '',
      ].join('\n'),
    );
  return [HEAD, ...sections].join('\n');
}
