import { describe, expect, test } from 'vitest';
import { documentedRows } from '../helpers/documented-rows.ts';
import { tryDeaths, type Findings } from './deaths.ts';
import { LOOP_TWICE } from './loop-scenarios.ts';
import { containerdScenarios } from './containerd-scenarios.ts';
import type { Scenario } from './scenario.ts';
import { managedScenarios } from './managed-scenarios.ts';
import { migrateScenarios } from './migrate-scenarios.ts';
import { SCENARIOS, TWICE } from './scenarios.ts';
import { growthScenarios, teardownScenarios } from './teardown-scenarios.ts';

const ALL = [
  ...SCENARIOS,
  ...(await growthScenarios()),
  ...(await managedScenarios()),
  ...(await teardownScenarios()),
  ...(await migrateScenarios()),
  ...(await containerdScenarios()),
];

/** The line of docs/reliability.md about this group: cases, and those of them that keep the pool. */
function documented(group: string): Pick<Findings, 'deaths' | 'cases' | 'kept'> {
  const [deaths, cases, kept] = documentedRows().get(group) ?? [];
  return { deaths: Number(deaths), cases: Number(cases), kept: Number(kept) };
}

async function come(scenario: Scenario, group: string, deaths: number): Promise<void> {
  const { wrong, machines, ...counted } = await tryDeaths(scenario, deaths);
  expect(wrong.slice(0, 5)).toEqual([]);
  expect(machines * 2).toBe(counted.cases);
  expect(counted).toEqual(documented(group));
}

describe('whatever point dmctl dies at, the same command comes to the end and rollback to the start', () => {
  test.each(ALL)('$name', (scenario) => come(scenario, scenario.name, 1), 300_000);

  const nested = process.env['CRASH_TWICE'] === '1';
  test.runIf(nested).each([TWICE, LOOP_TWICE])(
    '$name, and what takes the run up dies at every point too',
    (scenario) => come(scenario, `${scenario.name}, dying twice`, 2),
    1_800_000,
  );
});
