import { writes, type Program } from '../../src/model/command.ts';
import { growFile } from './loop.ts';
import { runProgram } from './programs.ts';
import type { Lv, State } from './state.ts';

/** What somebody does by hand between two steps of dmctl; LVM's own lock keeps him out of one. */
export interface Stranger {
  readonly name: string;
  readonly act: (state: State) => void;
}

/** What a person types; where it is refused, he leaves it. */
function types(state: State, program: Program, ...args: string[]): void {
  const { faults } = state;
  state.faults = [];
  runProgram(state, () => undefined, writes(program, args));
  state.faults = faults;
}

export const volume = ({ vgs }: State, name: string): Lv | undefined =>
  vgs.find((vg) => vg.name === 'docker')?.lvs.find((lv) => lv.name === name);

const DOCKER = ['docker.socket', 'docker.service'];

const DATA = '/var/lib/docker/devicemapper/devicemapper/data';

function growsTheFile(state: State): void {
  const entry = state.files.get(DATA);
  if (entry?.kind !== 'file' || !entry.sparse || entry.sparse.size >= 300 * 2 ** 30) return;
  const file = { path: DATA, inode: entry.inode, fileSystem: '98:0' };
  growFile(state, () => undefined, file, 300 * 2 ** 30);
}

function restarts(state: State): void {
  types(state, 'systemctl', 'stop', ...DOCKER);
  types(state, 'systemctl', 'start', 'docker.service');
}

const ofDocker: readonly Stranger[] = [
  {
    name: 'starts Docker',
    act: (s) => {
      types(s, 'systemctl', 'start', 'docker.service');
    },
  },
  {
    name: 'stops Docker',
    act: (s) => {
      types(s, 'systemctl', 'stop', ...DOCKER);
    },
  },
  { name: 'restarts Docker', act: restarts },
];

/** With the disk xvdh, which is blank. */
export const ON_DISKS: readonly Stranger[] = [
  {
    name: 'extends the pool',
    act: (state) => {
      const now = volume(state, 'thinpool')?.extents ?? 0;
      types(state, 'lvextend', '-l', String(now + 5), 'docker/thinpool');
    },
  },
  {
    name: 'makes a volume in the group',
    act: (s) => {
      types(s, 'lvcreate', '-l', '3', '-n', 'theirs', 'docker');
    },
  },
  {
    name: 'removes the pool',
    act: (s) => {
      types(s, 'lvremove', '-y', 'docker/thinpool');
    },
  },
  {
    name: 'adds a disk to the group',
    act: (state) => {
      types(state, 'pvcreate', '/dev/xvdh');
      types(state, 'vgextend', 'docker', '/dev/xvdh');
    },
  },
  ...ofDocker,
];

export const ON_LOOP_FILES: readonly Stranger[] = [
  { name: 'grows the data file', act: growsTheFile },
  {
    name: 'lets the loop device show all of its file',
    act: (s) => {
      types(s, 'losetup', '-c', '/dev/loop0');
    },
  },
  {
    name: 'drops the table that waits',
    act: (s) => {
      types(s, 'dmsetup', 'clear', s.loopPool?.name ?? '');
    },
  },
  {
    name: 'swaps the table that waits in',
    act: (s) => {
      types(s, 'dmsetup', 'resume', s.loopPool?.name ?? '');
    },
  },
  ...ofDocker,
];
