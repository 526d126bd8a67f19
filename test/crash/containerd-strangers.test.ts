import { expect, test } from 'vitest';
import { writes } from '../../src/model/command.ts';
import { META, METADATA, treeAt } from './containerd-databases.ts';
import { containerdScenarios } from './containerd-scenarios.ts';
import { runProgram } from './programs.ts';
import type { State } from './state.ts';
import { type } from './way-on.ts';

const SETUPS = (await containerdScenarios()).filter(({ name }) => name.startsWith('setup'));

const ADDRESS = ['--address', '/run/containerd/containerd.sock', '--namespace', 'default'];

/** Somebody makes a snapshot of their own; false: the snapshotter is not up. */
function prepareOwn(state: State): boolean {
  if (state.containerd?.plugin !== 'configured') return false;
  const args = ['snapshots', '--snapshotter', 'devmapper', 'prepare', 'own', ''];
  runProgram(state, () => undefined, writes('ctr', [...ADDRESS, ...args]));
  return true;
}

const hasOwn = (state: State): boolean =>
  [META, METADATA].every((path) => JSON.stringify(treeAt(state, path)).includes('own')) &&
  state.vgs.some(({ lvs }) => lvs.some((lv) => lv.pool !== null && lv.pool.dataUsedBlocks > 0));

test.each(SETUPS)(
  'given a snapshot that somebody made before a rollback of a setup ($name), it stops and the snapshot stays in use',
  async (scenario) => {
    const left: State[] = [];
    await type('again', scenario, scenario.state(), (state) => {
      const died = structuredClone(state);
      if (prepareOwn(died)) left.push(died);
    });
    expect(left.length).toBeGreaterThan(5);
    for (const state of left) {
      const { exitCode, code } = await type('rollback', scenario, state);
      const isOver = code === 'DM056';
      expect(exitCode === 32 || isOver, `exit ${String(exitCode)} ${code ?? ''}`).toBe(true);
      expect(hasOwn(state)).toBe(true);
      expect(state.containerd?.plugin).toBe('configured');
    }
  },
  120_000,
);
