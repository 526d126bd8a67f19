import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const DOCUMENT = join(import.meta.dirname, '../../docs/reliability.md');

/** First cells of the rows of all tables of a Markdown text, each with the cells that follow it. */
export type Rows = ReadonlyMap<string, readonly string[]>;

export function rowsOf(text: string): Rows {
  const rows = [...text.matchAll(/^\|(.*)\|$/gm)].map(([, cells = '']) => {
    const [name = '', ...others] = cells.split('|').map((cell) => cell.trim());
    return [name, others] as const;
  });
  return new Map(rows);
}

/** What docs/reliability.md has of each group. */
export const documentedRows = (): Rows => rowsOf(readFileSync(DOCUMENT, 'utf8'));
