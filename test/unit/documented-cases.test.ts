import { describe, expect, test } from 'vitest';
import { rowsOf } from '../helpers/documented-rows.ts';
import { wrongCases } from '../lab/documented-cases.ts';

const ROWS = rowsOf(`
| group       | cases    | what        |
| ----------- | -------- | ----------- |
| killed.full | 86 to 88 | at a write; |
|             |          | at a call   |
| teardown    | 9        | back        |
`);

describe('the cases of a run of the lab', () => {
  test('are documented where the count is the same, or within what comes and goes', () => {
    const groups = [
      { name: 'killed.full', cases: 86 },
      { name: 'killed.full', cases: 88 },
      { name: 'teardown', cases: 9 },
    ];
    expect(wrongCases(groups, ROWS)).toEqual([]);
  });

  test('are told where the count is another one, or the group has no line', () => {
    const groups = [
      { name: 'killed.full', cases: 85 },
      { name: 'killed.full', cases: 89 },
      { name: 'teardown', cases: 8 },
      { name: 'data-root', cases: 7 },
    ];
    expect(wrongCases(groups, ROWS)).toEqual([
      'killed.full: 85 cases, docs/reliability.md has 86 to 88',
      'killed.full: 89 cases, docs/reliability.md has 86 to 88',
      'teardown: 8 cases, docs/reliability.md has 9',
      'data-root: 7 cases, docs/reliability.md has none',
    ]);
  });
});
