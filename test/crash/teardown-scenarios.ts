import { resize } from '../../src/cli/resize.ts';
import { setupDirectLvm } from '../../src/cli/setup-direct-lvm.ts';
import { teardown } from '../../src/cli/teardown.ts';
import type { Job } from '../../src/cli/job.ts';
import { setupLoopLvm } from '../../src/cli/setup-loop-lvm.ts';
import { documentedRequest } from '../helpers/blank-host.ts';
import { ASKED } from '../helpers/loop-lvm.ts';
import { folders } from './files.ts';
import type { Scenario } from './scenario.ts';
import { withImage } from './scenarios.ts';
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

const takeDown = (confirm: string): Job => teardown({ confirm, dryRun: false, erase: false });

const twoDisks = () => ['f', 'g'].map((letter) => disk(letter));

const mounts = ['/var/lib/docker'];

/** What set-ups made is taken down. */
export async function teardownScenarios(): Promise<readonly Scenario[]> {
  const moving = setUp({ moveDataRoot: true });
  const loopLvm = setupLoopLvm(ASKED);
  const direct: readonly (readonly [name: string, state: State, jobs: readonly Job[]])[] = [
    ['one disk', startState(), [setUp()]],
    ['two disks, one of them added later', startState({ disks: twoDisks() }), [setUp(), addDisk()]],
    [
      'Docker never started before the set-up, no daemon.json',
      startState({ docker: null, daemonJson: null }),
      [setUp()],
    ],
    [
      'an image of before in a data root on its own mount',
      withImage(startState({ mounts })),
      [moving],
    ],
    ['a data root on its own mount, empty before the set-up', onEmptyMount(), [setUp()]],
  ];
  const loop: typeof direct = [
    ['Docker on overlay2 before', startState(), [loopLvm]],
    ['Docker never started before', startState({ docker: null, daemonJson: null }), [loopLvm]],
  ];
  const scenarios = async (list: typeof direct, mode: string, confirm: string) =>
    Promise.all(
      list.map(async ([name, first, jobs]): Promise<Scenario> => {
        const state = await after(first, jobs);
        return {
          name: `teardown of ${mode}, ${name}`,
          state: () => structuredClone(state),
          job: () => takeDown(confirm),
        };
      }),
    );
  return [
    ...(await scenarios(direct, 'direct-lvm', 'docker/thinpool')),
    ...(await scenarios(loop, 'loop-lvm', 'loop-lvm')),
  ];
}

/** A mount that Docker has not seen yet. */
function onEmptyMount(): State {
  const state = startState({ mounts, docker: null });
  folders(state, '/var/lib/docker/lost+found');
  return state;
}
