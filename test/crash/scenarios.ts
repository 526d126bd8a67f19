import { folders, put } from './files.ts';
import { LOOP_SCENARIOS } from './loop-scenarios.ts';
import type { Scenario } from './scenario.ts';
import { startState, type Start } from './start.ts';
import { disk, type State } from './state.ts';
import { activate, adopt } from '../../src/jobs/keep.ts';
import { setupDirectLvm } from '../../src/jobs/setup-direct-lvm.ts';
import type { Job } from '../../src/run/job.ts';
import { resize } from '../../src/jobs/resize.ts';
import { writes, type Program } from '../../src/model/command.ts';
import { bytes, MIB } from '../../src/model/units.ts';
import type { ResizeRequest } from '../../src/plan/resize/request.ts';
import { profileText } from '../../src/profiles/profile.ts';
import { runProgram } from './programs.ts';
import { documentedRequest } from '../helpers/blank-host.ts';

export const direct = (devices: readonly string[], change = {}) =>
  setupDirectLvm(documentedRequest({ devices, ...change }));

export const ONE = ['/dev/xvdf'];
const THREE = ['/dev/xvdf', '/dev/xvdg', '/dev/xvdh'];
const threeDisks = () => ['f', 'g', 'h'].map((letter) => disk(letter));
export const signed = () =>
  disk('f', {
    signatures: [
      { type: 'gpt', offset: 0x200, label: null, uuid: 'g-p-t' },
      { type: 'ext4', offset: 0x438, label: 'old', uuid: 'e-x-t-4' },
    ],
    residue: 8192,
  });

const IMAGE = `/var/lib/docker/image/overlay2/imagedb/content/sha256/${'a'.repeat(64)}`;

export const withImage = (state: State): State => {
  put(state, IMAGE, 'image\n');
  for (const path of state.mounts) folders(state, `${path}/lost+found`);
  return state;
};

/** The one whose every second death is tried as well. */
export const TWICE: Scenario = {
  name: 'setup direct-lvm, one disk',
  state: () => startState(),
  job: () => direct(ONE),
};

const setupOnOneDisk: readonly Scenario[] = [
  TWICE,
  {
    name: 'setup direct-lvm, one disk, Docker not started at boot, no daemon.json',
    state: () => startState({ enabled: false, daemonJson: null }),
    job: () => direct(ONE),
  },
  {
    name: 'setup direct-lvm, one disk, Docker never started',
    state: () => startState({ docker: null }),
    job: () => direct(ONE),
  },
  {
    name: 'setup direct-lvm, a data root with an image to move',
    state: () => withImage(startState()),
    job: () => direct(ONE, { moveDataRoot: true }),
  },
  {
    name: 'setup direct-lvm, an image to move in a data root on its own mount',
    state: () => withImage(startState({ mounts: ['/var/lib/docker'] })),
    job: () => direct(ONE, { moveDataRoot: true }),
  },
];

const PV = 'first0-0000-0000-0000-0000-0000-000001';

/** A machine with the documented pool on xvdf and Docker on it, and two blank disks beside it. */
export function poolState(change: Start = {}): State {
  const disks = ['f', 'g', 'h'].map((letter) => disk(letter));
  const state = startState({ disks, docker: null, ...change });
  const run = (program: Program, ...args: string[]): void => {
    const { exitCode, stderr } = runProgram(state, () => undefined, writes(program, args));
    if (exitCode !== 0) throw new Error(stderr);
  };
  run('pvcreate', '--uuid', PV, '--norestorefile', '/dev/xvdf');
  run('vgcreate', '--addtag', 'dmctl', 'docker', '/dev/xvdf');
  run('lvcreate', '-y', '-l', '2431', '-n', 'thinpool', 'docker');
  run('lvcreate', '-y', '-l', '25', '-n', 'thinpoolmeta', 'docker');
  const parts = ['--thinpool', 'docker/thinpool', '--poolmetadata', 'docker/thinpoolmeta'];
  run('lvconvert', '-y', '--zero', 'n', '-c', '524288b', ...parts);
  put(
    state,
    '/etc/lvm/profile/docker-thinpool.profile',
    profileText({ threshold: 80, percent: 20 }),
  );
  run('lvchange', '--metadataprofile', 'docker-thinpool', 'docker/thinpool');
  const settings = {
    'storage-driver': 'devicemapper',
    'storage-opts': ['dm.thinpooldev=/dev/mapper/docker-thinpool'],
  };
  put(state, '/etc/docker/daemon.json', JSON.stringify(settings));
  run('systemctl', 'start', 'docker.service');
  return { ...state, faults: [] };
}

const grow = (change: Partial<ResizeRequest>): Job =>
  resize({
    ...{ engine: null, size: null, metadataSize: null, add: [], pvresize: false, keepStep: false },
    allowOvercommit: false,
    ...{ wipeSignatures: false, confirmed: [] },
    ...change,
  });

const resizes: readonly Scenario[] = [
  {
    name: 'resize direct-lvm, two disks added',
    state: () => poolState(),
    job: () => grow({ add: ['/dev/xvdg', '/dev/xvdh'] }),
  },
  {
    name: 'resize direct-lvm, metadata and data within the group',
    state: () => poolState(),
    job: () =>
      grow({
        size: { kind: 'to', size: bytes(2441 * 4 * MIB) },
        metadataSize: { kind: 'to', size: bytes(30 * 4 * MIB) },
      }),
  },
  {
    name: 'resize direct-lvm, a disk that has grown',
    state: () => poolOnGrownDisk(),
    job: () => grow({ pvresize: true }),
  },
  {
    name: 'resize direct-lvm, a disk that has grown and one added',
    state: () => poolOnGrownDisk(),
    job: () => grow({ pvresize: true, add: ['/dev/xvdg'] }),
  },
];

/** That pool after its disk was enlarged by 5 GiB while it was in use. */
function poolOnGrownDisk(): State {
  const state = poolState();
  const disks = state.disks.map((one) => {
    if (one.pv === null) return one;
    return { ...one, pv: { ...one.pv, size: one.size }, size: one.size + 5 * 1024 * MIB };
  });
  return { ...state, disks };
}

/** That pool as a person leaves it who stops at step 7 of the documentation. */
function poolWithoutPolicy(): State {
  const state = poolState();
  state.files.delete('/etc/lvm/profile/docker-thinpool.profile');
  for (const lv of state.vgs.flatMap(({ lvs }) => lvs)) lv.profile = null;
  return state;
}

const kept: readonly Scenario[] = [
  {
    name: 'setup direct-lvm, one disk, LVM does not activate the pool at boot',
    state: () => startState({ activatedAtBoot: ['other'] }),
    job: () => direct(ONE),
  },
  { name: 'activate --install-unit', state: () => poolState(), job: () => activate(true, null) },
  {
    name: 'adopt, a pool without a profile',
    state: poolWithoutPolicy,
    job: () => adopt({ engine: null, threshold: null, percent: null }),
  },
];

/** A scenario is a start and a request: one line more here, and every death of it is tried. */
export const SCENARIOS: readonly Scenario[] = [
  ...setupOnOneDisk,
  {
    name: 'setup direct-lvm, three disks',
    state: () => startState({ disks: threeDisks() }),
    job: () => direct(THREE),
  },
  {
    name: 'setup direct-lvm, a signed disk with --wipe-signatures',
    state: () => startState({ disks: [signed()] }),
    job: () => direct(ONE, { wipeSignatures: true, confirmed: ONE }),
    wiped: ONE,
  },
  {
    name: 'setup direct-lvm, dockerd that does not come up on the pool',
    state: () => startState({ brokenOnPool: true }),
    job: () => direct(ONE),
    failsWith: 30,
    refused: 'systemctl start',
  },
  ...resizes,
  ...kept,
  {
    ...TWICE,
    name: 'setup direct-lvm, one disk, no room for the journal from any line on',
    fullDisk: true,
  },
  {
    ...TWICE,
    name: 'setup direct-lvm, one disk, taken up with the clock ten years back',
    clockBack: true,
  },
  ...LOOP_SCENARIOS,
];
