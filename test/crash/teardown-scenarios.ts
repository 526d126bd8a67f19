import { resize } from '../../src/cli/resize.ts';
import { setupDirectLvm } from '../../src/cli/setup-direct-lvm.ts';
import { teardown } from '../../src/cli/teardown.ts';
import type { Job } from '../../src/cli/job.ts';
import { documentedRequest } from '../helpers/blank-host.ts';
import type { Scenario } from './scenario.ts';
import { startState } from './start.ts';
import { disk, type State } from './state.ts';
import { type } from './way-on.ts';

/** The machine after these commands, all of which come to their end. */
async function after(state: State, jobs: readonly Job[]): Promise<State> {
  for (const job of jobs) {
    const end = await type('again', { name: 'before', state: () => state, job: () => job }, state);
    if (end.exitCode !== 0) throw new Error(end.said);
  }
  return { ...state, faults: [] };
}

const setUp = (change = {}): Job =>
  setupDirectLvm(documentedRequest({ devices: ['/dev/xvdf'], ...change }));

const addDisk = (): Job =>
  resize({
    ...{ size: null, metadataSize: null, add: ['/dev/xvdg'], keepStep: false },
    ...{ allowOvercommit: false, wipeSignatures: false, confirmed: [] },
  });

const takeDown = (): Job => teardown({ confirm: 'docker/thinpool', dryRun: false, erase: false });

const twoDisks = () => ['f', 'g'].map((letter) => disk(letter));

/** What set-ups made is taken down. */
export async function teardownScenarios(): Promise<readonly Scenario[]> {
  const [one, two, fresh, managed] = [
    await after(startState(), [setUp()]),
    await after(startState({ disks: twoDisks() }), [setUp(), addDisk()]),
    await after(startState({ docker: null, daemonJson: null }), [setUp()]),
    await after(startState({ disks: twoDisks() }), [setUp({ managed: true }), addDisk()]),
  ];
  const scenario = (name: string, state: State): Scenario => ({
    name: `teardown of direct-lvm, ${name}`,
    state: () => structuredClone(state),
    job: takeDown,
  });
  return [
    scenario('one disk', one),
    scenario('two disks, one of them added later', two),
    scenario('Docker never started before the set-up, no daemon.json', fresh),
    scenario('a pool that Docker set up itself, and a disk added later', managed),
  ];
}
