import { expect, test } from 'vitest';
import { SCENARIOS } from './scenarios.ts';
import { tryDeaths } from './deaths.ts';
test.each(SCENARIOS.slice(0, Number(process.env['N'] ?? 1)))(
  '$name',
  async (scenario) => {
    const t = Date.now();
    const f = await tryDeaths(scenario, { deaths: Number(process.env['D'] ?? 1) });
    console.log(scenario.name, f.deaths, f.machines, f.cases, f.wrong.length, Date.now() - t, 'ms');
    console.log(f.wrong.slice(0, Number(process.env['W'] ?? 12)).join('\n\n'));
  },
  200000,
);
