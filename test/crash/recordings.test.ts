import { describe, expect, test } from 'vitest';
import { parseUnits } from '../../src/lvm/systemctl.ts';
import { parseDmInfo, parseThinPoolStatus } from '../../src/lvm/dmsetup.ts';
import { parseLsblk } from '../../src/lvm/lsblk.ts';
import { parseLvmReport } from '../../src/lvm/report.ts';
import { parseSignatures } from '../../src/lvm/wipefs.ts';
import { reads, writes, type Outcome, type Program } from '../../src/model/command.ts';
import { outcomeOf } from '../helpers/recorded-outcomes.ts';
import { put } from './files.ts';
import { runProgram } from './programs.ts';
import { startState } from './start.ts';
import { disk, type State } from './state.ts';

/**
 * The documented steps by hand, on the simulated machine as in scripts/fixtures/states.ts on the real
 * one: after each, the programs have to tell the same of both.
 */
type Call = readonly [Program, ...string[]];

const LVCONVERT: Call = [
  ...(['lvconvert', '-y', '--zero', 'n', '-c', '524288b'] as const),
  ...(['--thinpool', 'docker/thinpool', '--poolmetadata', 'docker/thinpoolmeta'] as const),
];

const STATES: readonly (readonly [name: string, calls: readonly Call[]])[] = [
  ['bookworm-blank', []],
  [
    'bookworm-half-pvcreate',
    [
      ['systemctl', 'stop', 'docker.service', 'docker.socket'],
      ['pvcreate', '/dev/xvdf'],
    ],
  ],
  ['bookworm-half-vgcreate', [['vgcreate', 'docker', '/dev/xvdf']]],
  ['bookworm-half-lvcreate-data', [['lvcreate', '-l', '2431', '-n', 'thinpool', 'docker']]],
  ['bookworm-half-lvcreate', [['lvcreate', '-l', '25', '-n', 'thinpoolmeta', 'docker']]],
  ['bookworm-half-lvconvert', [LVCONVERT]],
  [
    'bookworm-direct-stopped',
    [
      ['lvchange', '--metadataprofile', 'docker-thinpool', 'docker/thinpool'],
      ['systemctl', 'start', 'docker.service'],
      ['systemctl', 'stop', 'docker.socket', 'docker.service'],
    ],
  ],
  ['bookworm-direct-inactive', [['lvchange', '-an', 'docker/thinpool']]],
];

/** The machine of the recordings: one disk, Docker not started at boot, and nothing else. */
function machine(): State {
  const state = startState({ enabled: false });
  put(state, '/etc/lvm/profile/docker-thinpool.profile', 'activation {\n}\n');
  const options = ['dm.thinpooldev=/dev/mapper/docker-thinpool'];
  const settings = { 'storage-driver': 'devicemapper', 'storage-opts': options };
  put(state, '/etc/docker/daemon.json', JSON.stringify(settings));
  return { ...state, disks: [disk('f')], vgs: [] };
}

/** UUIDs are another host's, how much Docker has written is its own. */
const comparable = (value: unknown): unknown => {
  const text = JSON.stringify(value, (key, part: unknown) =>
    /uuid|percent|usedblocks|transactionid|opencount/i.test(key) ? undefined : part,
  );
  return JSON.parse(text.replaceAll(/LVM-\w+/g, 'LVM')) as unknown;
};

/** What each program tells, read as dmctl reads it. */
const TELLS: Readonly<
  Record<string, readonly [beginning: string, args: Call, read: (outcome: Outcome) => unknown]>
> = {
  fullreport: ['lvm fullreport', ['lvm', 'fullreport'], ({ stdout }) => parseLvmReport(stdout)],
  lsblk: [
    'lsblk -J',
    ['lsblk', '-J', '-o', 'NAME', '/dev/ubdb'],
    ({ stdout }) => parseLsblk(stdout),
  ],
  'dmsetup info': ['dmsetup info', ['dmsetup', 'info'], ({ stdout }) => parseDmInfo(stdout)],
  'dmsetup status': [
    'dmsetup status --noflush --target thin-pool',
    ['dmsetup', 'status'],
    ({ stdout }) => parseThinPoolStatus(stdout),
  ],
  systemctl: [
    'systemctl show',
    ['systemctl', 'show', '-p', 'Id', 'docker.service', 'docker.socket'],
    ({ stdout }) => parseUnits(stdout).filter(({ name }) => name.startsWith('docker.')),
  ],
};

/** wipefs is not asked about a disk that belongs to an active volume group. */
const SIGNED = new Set(['bookworm-blank', 'bookworm-half-pvcreate', 'bookworm-half-vgcreate']);

function tell(state: State, [program, ...args]: Call): Outcome {
  const answer = runProgram(state, () => undefined, reads(program, args));
  return { ...answer, signal: null, durationMs: 0 };
}

describe('the simulated programs tell what the recorded ones told', () => {
  const state = machine();
  for (const [name, calls] of STATES) {
    test(`on ${name}`, () => {
      for (const [program, ...args] of calls) {
        const { exitCode, stderr } = runProgram(state, () => undefined, writes(program, args));
        expect(exitCode, stderr).toBe(0);
      }
      for (const [what, [beginning, call, read]] of Object.entries(TELLS)) {
        const simulated = comparable(read(tell(state, call)));
        expect(simulated, what).toEqual(comparable(read(outcomeOf(name, beginning))));
      }
      if (!SIGNED.has(name)) return;
      const wipefs: Call = ['wipefs', '--json', '--output', 'DEVICE', '/dev/ubdb'];
      const simulated = comparable(parseSignatures(tell(state, wipefs)));
      const recorded = outcomeOf(name, 'wipefs --json');
      expect(simulated).toEqual(comparable(parseSignatures(recorded)));
    });
  }
});

describe('the simulated programs refuse what the real ones refuse', () => {
  const refused: readonly (readonly [why: string, call: Call])[] = [
    ['a PV of another group', ['pvcreate', '/dev/xvdz']],
    ['a signed disk', ['pvcreate', '/dev/xvdw']],
    ['a PV in a group', ['pvremove', '/dev/xvdz']],
    ['a name that is taken', ['vgcreate', 'other', '/dev/xvdy']],
    ['a disk that is no PV', ['vgcreate', 'new', '/dev/xvdf']],
    ['a group with a volume', ['vgremove', 'other']],
    ['a group that does not exist', ['vgremove', 'docker']],
    ['more than there is room for', ['lvcreate', '-l', '99999', '-n', 'big', 'other']],
    ['a volume of a name that is taken', ['lvcreate', '-l', '1', '-n', 'keep', 'other']],
    ['volumes that are not there', LVCONVERT],
    ['a volume that does not exist', ['lvremove', '-y', 'other/gone']],
    ['a unit that does not exist', ['systemctl', 'start', 'strange.service']],
  ];

  test.each(refused)('%s', (_, [program, ...args]) => {
    const state = startState();
    const before = structuredClone(state);
    const { exitCode } = runProgram(state, () => undefined, writes(program, args));
    expect(exitCode).not.toBe(0);
    expect(state.disks).toEqual(before.disks);
    expect(state.vgs).toEqual(before.vgs);
  });
});
