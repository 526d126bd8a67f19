import { resize } from '../../src/jobs/resize.ts';
import { setupDirectLvm } from '../../src/jobs/setup-direct-lvm.ts';
import { teardown } from '../../src/jobs/teardown.ts';
import type { Job } from '../../src/run/job.ts';
import { setupLoopLvm } from '../../src/jobs/setup-loop-lvm.ts';
import { documentedRequest } from '../helpers/blank-host.ts';
import { ASKED } from '../helpers/loop-lvm.ts';
import { folders } from './files.ts';
import { booted } from './machines.ts';
import { after } from './prepared.ts';
import type { Scenario } from './scenario.ts';
import { withImage } from './scenarios.ts';
import { startState } from './start.ts';
import { disk, type State } from './state.ts';
import { type } from './way-on.ts';

const setUp = (change = {}): Job =>
  setupDirectLvm(documentedRequest({ devices: ['/dev/xvdf'], ...change }));

const addDisk = (): Job =>
  resize({
    ...{
      engine: null,
      size: null,
      metadataSize: null,
      add: ['/dev/xvdg'],
      pvresize: false,
      keepStep: false,
    },
    ...{ allowOvercommit: false, wipeSignatures: false, confirmed: [] },
  });

const takeDown = (confirm: string, erase = false): Job =>
  teardown({ confirm, dryRun: false, erase });

const twoDisks = () => ['f', 'g'].map((letter) => disk(letter));

const DIRECT = 'docker/thinpool';

const mounts = ['/var/lib/docker'];

/** A pool that a setup made grows while systemd has its boot unit loaded. */
export async function growthScenarios(): Promise<readonly Scenario[]> {
  const state = booted(await after(startState({ disks: twoDisks() }), [setUp()]));
  return [
    {
      name: 'resize direct-lvm, a disk added since a reboot, with a boot unit',
      state: () => structuredClone(state),
      job: addDisk,
    },
  ];
}

/** What setups made is taken down. */
export async function teardownScenarios(): Promise<readonly Scenario[]> {
  const direct: readonly Before[] = [
    { name: 'one disk', first: startState(), jobs: [setUp()] },
    {
      name: 'two disks, one of them added later',
      first: startState({ disks: twoDisks() }),
      jobs: [setUp(), addDisk()],
      since: booted,
    },
    {
      name: 'Docker never started before setup, no daemon.json',
      first: startState({ docker: null, daemonJson: null }),
      jobs: [setUp()],
    },
    {
      name: 'an image from before setup, in a data root on its own mount',
      first: withImage(startState({ mounts })),
      jobs: [setUp({ moveDataRoot: true })],
    },
    {
      name: 'a data root on its own mount, empty before setup',
      first: onEmptyMount(),
      jobs: [setUp()],
    },
    {
      name: 'a disk whose end looks signed',
      first: startState(),
      jobs: [setUp()],
      since: withOddEnd,
    },
    {
      name: 'after one that was given up',
      first: startState(),
      jobs: [setUp()],
      since: givenUp,
    },
    {
      name: 'a pool that Docker set up itself, and a disk added later',
      first: startState({ disks: twoDisks() }),
      jobs: [setUp({ managed: true }), addDisk()],
    },
  ];
  const erased: Before = {
    name: 'one disk, with --erase',
    first: startState(),
    jobs: [setUp()],
    since: withData,
  };
  const loop: readonly Before[] = [
    { name: 'Docker on overlay2 before', first: startState(), jobs: [setupLoopLvm(ASKED)] },
    {
      name: 'Docker never started before',
      first: startState({ docker: null, daemonJson: null }),
      jobs: [setupLoopLvm(ASKED)],
    },
  ];
  // One after another: a process runs one command.
  const scenarios: Scenario[] = [];
  for (const before of direct) scenarios.push(await scenario('direct-lvm', DIRECT, before));
  scenarios.push(await scenario('direct-lvm', DIRECT, erased, true));
  for (const before of loop) scenarios.push(await scenario('loop-lvm', 'loop-lvm', before));
  return scenarios;
}

/** What happened on the machine before the teardown. */
interface Before {
  readonly name: string;
  readonly first: State;
  readonly jobs: readonly Job[];
  readonly since?: (state: State) => State | Promise<State>;
}

async function scenario(
  mode: string,
  confirm: string,
  before: Before,
  erase = false,
): Promise<Scenario> {
  const { name, first, jobs, since = (state: State) => state } = before;
  const state = await since(await after(first, jobs));
  return {
    name: `teardown of ${mode}, ${name}`,
    state: () => structuredClone(state),
    job: () => takeDown(confirm, erase),
  };
}

/** Images and containers have been written to the pool. */
function withData(state: State): State {
  for (const disk of state.disks.slice(0, 1)) disk.middle = true;
  return state;
}

/** A teardown is killed as the group goes, and rolled back: its physical volume stays, marked as used. */
async function givenUp(state: State): Promise<State> {
  const left: State[] = [];
  const scenario = { name: 'first', state: () => state, job: () => takeDown(DIRECT) };
  await type('again', scenario, structuredClone(state), (seen, what) => {
    if (what.startsWith('vgremove') && seen.vgs.length < state.vgs.length)
      left.push(structuredClone(seen));
  });
  const [first] = left;
  if (first === undefined) throw new Error('no vgremove');
  const end = await type('rollback', scenario, first);
  if (end.exitCode !== 0) throw new Error(end.said);
  return first;
}

/** What the pool held at the disk's end looks like the backup of a partition table. */
function withOddEnd(state: State): State {
  for (const { signatures, size } of state.disks.slice(0, 1))
    signatures.push({ type: 'gpt', offset: size - 512, label: null, uuid: 'g-p-t' });
  return state;
}

/** A mount that Docker has not seen yet. */
function onEmptyMount(): State {
  const state = startState({ mounts, docker: null });
  folders(state, '/var/lib/docker/lost+found');
  return state;
}
