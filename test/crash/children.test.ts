import { describe, expect, test } from 'vitest';
import { carryOut } from '../../src/run/carry-out.ts';
import type { Host } from '../../src/model/host.ts';
import { SCENARIOS } from './scenarios.ts';
import { simulatedHost } from './simulated-host.ts';
import type { State } from './state.ts';
import { OPTIONS, partsOn, type } from './way-on.ts';

function scenarioOf(name: string) {
  const scenario = SCENARIOS.find((one) => one.name === name);
  if (scenario === undefined) throw new Error(`no scenario ${name}`);
  return scenario;
}

/** The programs that the command starts on that machine, one after another. */
async function startedBy(name: string, state: State): Promise<readonly string[]> {
  const machine = simulatedHost(state);
  const started: string[] = [];
  const host: Host = {
    ...machine,
    run: (command) => {
      const { program, args } = command;
      started.push(program === 'systemctl' ? `${program} ${args[0] ?? ''}` : program);
      return machine.run(command);
    },
  };
  const answer = await carryOut(partsOn(host), scenarioOf(name).job(), OPTIONS);
  expect(answer.exitCode).toBe(0);
  return started;
}

/** The machine as it is when the setup is killed right after the last of these. */
async function killedAt(name: string, moment: string): Promise<State> {
  const scenario = scenarioOf(name);
  const left: State[] = [];
  await type('again', scenario, scenario.state(), (state, what) => {
    if (what.startsWith(moment)) left.push(structuredClone(state));
  });
  const last = left.at(-1);
  if (last === undefined) throw new Error(`there was no ${moment}`);
  return last;
}

const ONE = 'setup direct-lvm, one disk';
const THREE = 'setup direct-lvm, three disks';

const SURVEY = ['systemctl show', 'lvm', 'lvmconfig', 'lsblk', 'wipefs', 'thin_check'];
/** That Docker is up and on which pool, it says itself on its socket. */
const DOCKER = ['systemctl stop', 'systemctl show', 'systemctl start'];

describe('the programs of a setup', () => {
  test('LVM is asked before it has made anything, and when it has made all', async () => {
    const made = ['pvcreate', 'vgcreate', 'lvcreate', 'lvcreate', 'lvconvert', 'lvchange'];
    expect(await startedBy(ONE, scenarioOf(ONE).state())).toEqual([
      ...SURVEY,
      ...made,
      'lvm',
      ...DOCKER,
    ]);
  });

  test('are no more on three disks, but for what makes them physical volumes', async () => {
    const started = await startedBy(THREE, scenarioOf(THREE).state());
    const lookers = started.filter((program) => ['lvm', 'lsblk', 'wipefs'].includes(program));
    expect(lookers).toEqual(['lvm', 'lsblk', 'wipefs', 'lvm']);
    expect(started.filter((program) => program === 'pvcreate')).toHaveLength(3);
  });

  test('LVM is asked about every step of a run that was cut off', async () => {
    const state = await killedAt(ONE, 'vgcreate');
    const started = await startedBy(ONE, state);
    const once = started.filter((program, n) => program !== started[n - 1]);
    const steps = ['lvcreate', 'lvcreate', 'lvconvert', 'lvchange'];
    expect(once.slice(0, 9)).toEqual(['lvm', ...steps.flatMap((step) => [step, 'lvm'])]);
  });
});
