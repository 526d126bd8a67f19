import { basename } from 'node:path';
import { documentedRows } from '../../test/helpers/documented-rows.ts';

/** The part of vitest's JSON report that counts tests by file. */
export interface CountedReport {
  readonly testResults: readonly {
    /** Path of the file. */
    readonly name: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

/** Rows `| name | what it is | tests |` have a file of test/unit/hostile as the name. */
const FILE = /^`([\w-]+)`$/;

/**
 * Holds the counts of bad input in docs/reliability.md against a run of the unit tests.
 * @returns one line for each file whose count is another one, or that one of the two leaves out
 */
export function wrongCounts({ testResults }: CountedReport): readonly string[] {
  const found = new Map(
    testResults
      .filter(({ name }) => name.includes('/test/unit/hostile/'))
      .map((file) => [basename(file.name, '.test.ts'), file.assertionResults.length]),
  );
  const said = new Map(
    [...documentedRows()].flatMap(([cell, others]) => {
      const [, name] = FILE.exec(cell) ?? [];
      return name === undefined ? [] : [[name, Number(others.at(-1))] as const];
    }),
  );
  return [...new Set([...found.keys(), ...said.keys()])].flatMap((name) => {
    const [is, was] = [found.get(name), said.get(name)];
    if (is === was) return [];
    return [
      `${name}: ${String(is ?? 'no')} tests, docs/reliability.md has ${String(was ?? 'none')}`,
    ];
  });
}
