import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { Command, Outcome } from '../../src/model/command.ts';
import type { Host } from '../../src/model/host.ts';
import { bystanders, picture } from './picture.ts';
import type { Scenario } from './scenario.ts';
import { SCENARIOS } from './scenarios.ts';
import { simulatedHost } from './simulated-host.ts';
import type { State } from './state.ts';
import { type, typeOn } from './way-on.ts';

/** Thrown inside of a program: it is gone, and dmctl is not. */
class ChildDeath extends Error {}

const KILLED: Outcome = {
  exitCode: null,
  signal: 'SIGKILL',
  stdout: '',
  stderr: '',
  durationMs: 0,
};

/** LVM's own, and wipefs; a systemctl that is killed stops nothing. */
const isMortal = ({ program, writes }: Command): boolean =>
  writes && /^(pv|vg|lv|wipefs)/.test(program);

/**
 * The machine, one of whose programs is killed: before it does anything, within its work, or when
 * all is done.
 * @param nth of all those moments of all programs, from 0
 */
function withDeathOf(state: State, nth: number): { host: Host; died: () => string | null } {
  let count = 0;
  let running: string | null = null;
  let died: string | null = null;
  const moment = (what: string): void => {
    if (running === null || count++ !== nth) return;
    died = what;
    throw new ChildDeath();
  };
  const host = simulatedHost(state, (_, what) => {
    moment(what);
  });
  const run = async (command: Command): Promise<Outcome> => {
    if (!isMortal(command)) return host.run(command);
    running = command.program;
    try {
      moment(`${command.program}, before it did anything`);
      return await host.run(command);
    } catch (error) {
      if (error instanceof ChildDeath) return KILLED;
      throw error;
    } finally {
      running = null;
    }
  };
  return { host: { ...host, run }, died: () => died };
}

const DOCUMENT = join(import.meta.dirname, '../../docs/reliability.md');

/** Cases of this scenario, as docs/reliability.md has them. */
function documented({ name }: Scenario): number {
  const lines = readFileSync(DOCUMENT, 'utf8').split('\n');
  const line = lines.find((one) => one.startsWith(`| LVM killed: ${name} `)) ?? '';
  return Number(line.split('|')[2]?.trim());
}

type Verdict = 'no such moment' | 'right' | { readonly wrong: string };

async function judge(scenario: Scenario, nth: number): Promise<Verdict> {
  const [first, state, finished] = [scenario.state(), scenario.state(), scenario.state()];
  const { host, died } = withDeathOf(state, nth);
  const end = await typeOn(host, 'again', scenario);
  const where = died();
  if (where === null) return 'no such moment';
  await type('again', scenario, finished);
  const isAs = (wanted: State): boolean =>
    bystanders(state) === bystanders(first) &&
    isDeepStrictEqual(picture(state, first), picture(wanted, first));
  const found = { wrong: `${where}: exit ${String(end.exitCode)}: ${end.said}` };
  if (end.exitCode === 0) return isAs(finished) ? 'right' : found;
  if (end.exitCode === 30) return isAs(first) ? 'right' : found;
  if (end.exitCode !== 31) return found;
  // It had grown: nothing takes that back.
  const again = await type('again', scenario, state);
  return again.exitCode === 0 && isAs(finished) ? 'right' : found;
}

describe('wherever a program of LVM is killed, dmctl comes to the end or puts everything back', () => {
  const scenarios = SCENARIOS.filter(
    ({ name, failsWith, wiped, fullDisk }) =>
      name.includes('direct-lvm') && failsWith === undefined && !wiped && !fullDisk,
  );

  test.each(scenarios)('$name', async (scenario) => {
    const verdicts: Verdict[] = [];
    while (verdicts.at(-1) !== 'no such moment') {
      verdicts.push(await judge(scenario, verdicts.length));
    }
    const tried = verdicts.slice(0, -1);
    expect(tried.filter((verdict) => verdict !== 'right')).toEqual([]);
    expect(tried.length).toBe(documented(scenario));
  });
});
