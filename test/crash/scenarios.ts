import { directory, folders, put } from './files.ts';
import { activate } from './lv.ts';
import { disk, newUuid, type Disk, type State } from './state.ts';
import { startDockerd } from './docker.ts';
import { setupDirectLvm } from '../../src/cli/setup-direct-lvm.ts';
import type { Job } from '../../src/cli/job.ts';
import { resize } from '../../src/cli/resize.ts';
import { writes, type Program } from '../../src/model/command.ts';
import { bytes, MIB } from '../../src/model/units.ts';
import type { ResizeRequest } from '../../src/plan/resize-request.ts';
import { profileText } from '../../src/profiles/profile.ts';
import { runProgram } from './programs.ts';
import { documentedRequest } from '../helpers/blank-host.ts';

/** A machine as it is at first, and what is asked of it. */
export interface Scenario {
  readonly name: string;
  readonly state: () => State;
  readonly job: () => Job;
  /** The command is put back by itself, with this exit code. */
  readonly failsWith?: number;
  /** Disks whose signatures are wiped by consent: a way back leaves them wiped. */
  readonly wiped?: readonly string[];
}

const ORPHAN = 'orphan-0000-0000-0000-0000-0000-000001';

/** Things that are none of dmctl's business: another group with a volume, a PV of nobody's. */
function bystanders(state: State): void {
  const label = { type: 'LVM2_member', offset: 0x218, label: null };
  const uuid = newUuid(state);
  state.disks.push(
    disk('y', { pv: { uuid: ORPHAN, used: false }, signatures: [{ ...label, uuid: ORPHAN }] }),
    disk('z', { pv: { uuid, used: true }, signatures: [{ ...label, uuid }] }),
    disk('w', { signatures: [{ type: 'ext4', offset: 0x438, label: 'data', uuid: 'e-x-t' }] }),
  );
  const keep = {
    name: 'keep',
    uuid: newUuid(state),
    tags: [],
    hidden: false,
    extents: 100,
    live: 100,
    active: false,
    profile: null,
    monitored: false,
    pool: null,
  };
  const vg = {
    name: 'other',
    uuid: newUuid(state),
    tags: [],
    extentSize: 2 ** 22,
    pvUuids: [uuid],
  };
  const group = { ...vg, lvs: [keep] };
  state.vgs.push(group);
  activate(group, keep);
  put(state, '/etc/lvm/profile/other.profile', 'activation {\n}\n');
  put(state, '/etc/docker/key.json', '{}');
  put(state, '/var/lib/other/file', 'other\n');
}

interface Start {
  readonly disks?: readonly Disk[];
  /** null: Docker was never started here. */
  readonly docker?: 'running' | 'stopped' | null;
  readonly enabled?: boolean;
  readonly daemonJson?: string | null;
  readonly brokenOnPool?: boolean;
  readonly mounts?: readonly string[];
}

const DAEMON_JSON = '{"iptables": false, "log-driver": "json-file"}\n';

/** A Debian host with bystanders, Docker with overlay2, and blank disks. */
export function startState(start: Start = {}): State {
  const { disks = [disk('f')], docker = 'running', enabled = true } = start;
  const state: State = {
    clock: Date.UTC(2026, 0, 1),
    nextInode: 100,
    nextUuid: 0,
    files: new Map(),
    mounts: start.mounts ?? [],
    disks: [...disks],
    vgs: [],
    units: {},
    daemon: null,
    baseDevice: null,
    startLimitHit: false,
    brokenOnPool: start.brokenOnPool ?? false,
    faults: [],
  };
  state.files.set('/', directory(state));
  folders(state, '/var/lib');
  folders(state, '/var/log');
  folders(state, '/etc/lvm');
  bystanders(state);
  const { daemonJson = DAEMON_JSON } = start;
  if (daemonJson !== null) put(state, '/etc/docker/daemon.json', daemonJson);
  for (const name of ['lvm2-monitor.service', 'dm-event.socket', 'dm-event.service'])
    state.units[name] = { active: 'active', enabled: true };
  const active = docker === 'running' ? 'active' : 'inactive';
  state.units['docker.service'] = { active, enabled };
  state.units['docker.socket'] = { active, enabled };
  if (docker !== null) state.daemon = startDockerd(state, () => undefined);
  if (docker !== 'running') state.daemon = null;
  if (docker !== null) put(state, '/var/lib/docker/engine-id', 'first\n');
  return state;
}

const direct = (devices: readonly string[], change = {}) =>
  setupDirectLvm(documentedRequest({ devices, ...change }));

const ONE = ['/dev/xvdf'];
const THREE = ['/dev/xvdf', '/dev/xvdg', '/dev/xvdh'];
const threeDisks = () => ['f', 'g', 'h'].map((letter) => disk(letter));
const signed = () =>
  disk('f', {
    signatures: [
      { type: 'gpt', offset: 0x200, label: null, uuid: 'g-p-t' },
      { type: 'ext4', offset: 0x438, label: 'old', uuid: 'e-x-t-4' },
    ],
    residue: 8192,
  });

const IMAGE = `/var/lib/docker/image/overlay2/imagedb/content/sha256/${'a'.repeat(64)}`;

const withImage = (state: State): State => {
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
function poolState(): State {
  const state = startState({ disks: ['f', 'g', 'h'].map((letter) => disk(letter)), docker: null });
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
    ...{ size: null, metadataSize: null, add: [], keepStep: false, allowOvercommit: false },
    ...{ wipeSignatures: false, confirmed: [] },
    ...change,
  });

const resizes: readonly Scenario[] = [
  {
    name: 'resize direct-lvm, two disks added',
    state: poolState,
    job: () => grow({ add: ['/dev/xvdg', '/dev/xvdh'] }),
  },
  {
    name: 'resize direct-lvm, metadata and data within the group',
    state: poolState,
    job: () =>
      grow({
        size: { kind: 'to', size: bytes(2441 * 4 * MIB) },
        metadataSize: { kind: 'to', size: bytes(30 * 4 * MIB) },
      }),
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
  },
  ...resizes,
];
