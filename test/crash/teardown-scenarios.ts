import { resize } from '../../src/cli/resize.ts';
import { setupDirectLvm } from '../../src/cli/setup-direct-lvm.ts';
import { setupLoopLvm } from '../../src/cli/setup-loop-lvm.ts';
import { teardown } from '../../src/cli/teardown.ts';
import type { Job } from '../../src/cli/job.ts';
import { documentedRequest } from '../helpers/blank-host.ts';
import { ASKED } from '../helpers/loop-lvm.ts';
import type { Scenario } from './scenario.ts';
import { withImage } from './loop-scenarios.ts';
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

const setUp = (): Job => setupDirectLvm(documentedRequest({ devices: ['/dev/xvdf'] }));

const addDisk = (): Job =>
  resize({
    ...{ size: null, metadataSize: null, add: ['/dev/xvdg'], keepStep: false },
    ...{ allowOvercommit: false, wipeSignatures: false, confirmed: [] },
  });

const setUpLoop = (moveDataRoot = false): Job => setupLoopLvm({ ...ASKED, moveDataRoot });

const takeDown = (confirm: string): Job => teardown({ confirm, dryRun: false, erase: false });

const twoDisks = () => ['f', 'g'].map((letter) => disk(letter));

/** What set-ups made is taken down. */
export async function teardownScenarios(): Promise<readonly Scenario[]> {
  const never = { docker: null, daemonJson: null } as const;
  const direct = {
    'one disk': await after(startState(), [setUp()]),
    'two disks, one of them added later': await after(startState({ disks: twoDisks() }), [
      setUp(),
      addDisk(),
    ]),
    'Docker never started before the set-up, no daemon.json': await after(startState(never), [
      setUp(),
    ]),
  };
  const loop = {
    'a data root with an image': await after(withImage(), [setUpLoop(true)]),
    'Docker not started at boot': await after(startState({ enabled: false }), [setUpLoop()]),
    'Docker never started before the set-up, no daemon.json': await after(startState(never), [
      setUpLoop(),
    ]),
  };
  return [
    ...scenarios('direct-lvm', 'docker/thinpool', direct),
    ...scenarios('loop-lvm', 'loop-lvm', loop),
  ];
}

const scenarios = (
  kind: string,
  confirm: string,
  states: Readonly<Record<string, State>>,
): readonly Scenario[] =>
  Object.entries(states).map(([name, state]) => ({
    name: `teardown of ${kind}, ${name}`,
    state: () => structuredClone(state),
    job: () => takeDown(confirm),
  }));
