import { describe, expect, test } from 'vitest';
import { parseDockerInfo } from '../../src/docker/info.ts';
import { parseDmInfo, parseThinPoolStatus } from '../../src/lvm/dmsetup.ts';
import { parseLoopDevices } from '../../src/lvm/losetup.ts';
import { parseThinPoolTables } from '../../src/lvm/thin-pool-table.ts';
import { reads, writes, type Outcome, type Program } from '../../src/model/command.ts';
import { readRecording } from '../helpers/recorded-host.ts';
import { outcomesOf } from '../helpers/recorded-outcomes.ts';
import { growFile } from './loop.ts';
import { runProgram } from './programs.ts';
import { simulatedHost } from './simulated-host.ts';
import { startState } from './start.ts';
import type { State } from './state.ts';

type Call = readonly [Program, ...string[]];

const DATA = '/var/lib/docker/devicemapper/devicemapper/data';

function machine(): State {
  const daemonJson = '{"iptables": false, "storage-driver": "devicemapper"}\n';
  return { ...startState({ docker: 'stopped', enabled: false, daemonJson }), vgs: [] };
}

function call(state: State, [program, ...args]: Call): void {
  const { exitCode, stderr } = runProgram(state, () => undefined, writes(program, args));
  expect(exitCode, stderr).toBe(0);
}

function startDocker(state: State): void {
  call(state, ['systemctl', 'start', 'docker.service']);
}

function stopDocker(state: State): void {
  call(state, ['systemctl', 'stop', 'docker.socket', 'docker.service']);
}

/** As scripts/fixtures/states.ts does it by hand. */
function load(state: State): void {
  startDocker(state);
  const inode = state.files.get(DATA)?.inode ?? 0;
  growFile(state, () => undefined, { path: DATA, inode, fileSystem: '98:0' }, 200 * 2 ** 30);
  call(state, ['losetup', '-c', '/dev/loop0']);
  const table = '0 419430400 thin-pool 7:1 7:0 128 32768 1 skip_block_zeroing';
  call(state, ['dmsetup', 'reload', state.loopPool?.name ?? '', '--table', table]);
}

const STATES: readonly (readonly [name: string, work: (state: State) => void])[] = [
  ['loop-running', startDocker],
  ['loop-stopped', stopDocker],
  ['loop-half-loaded', load],
  ['loop-files', stopDocker],
];

/** Inodes are another host's, and so is Docker's name of its pool. */
const comparable = (value: unknown): unknown => {
  const text = JSON.stringify(value, (key, part: unknown) => (key === 'inode' ? undefined : part));
  return JSON.parse(text.replaceAll(/docker-98:0-\d+-/g, 'docker-')) as unknown;
};

/** What each program tells, read as dmctl reads it. */
const TELLS: readonly (readonly [Call, (stdout: string) => unknown])[] = [
  [['dmsetup', 'info'], parseDmInfo],
  [['dmsetup', 'status'], parseThinPoolStatus],
  [['dmsetup', 'table', '--target'], parseThinPoolTables],
  [['dmsetup', 'table', '--inactive'], parseThinPoolTables],
  [['losetup', '--list'], parseLoopDevices],
  [
    ['docker', 'info'],
    (stdout) => {
      const { storageDriver, dataRoot, devicemapper } = parseDockerInfo(stdout);
      const own = ['poolName', 'dataLoopFile', 'metadataLoopFile', 'dataTotal', 'metadataTotal'];
      const pool = Object.entries(devicemapper ?? {}).filter(([key]) => own.includes(key));
      return { storageDriver, dataRoot, ...Object.fromEntries(pool) };
    },
  ],
];

/** What sysfs and stat(2) tell, where the recording has it. */
const FILES = [
  'readText /sys/dev/block/7:0/size',
  'readText /sys/dev/block/7:1/size',
  'readText /sys/dev/block/7:0/loop/backing_file',
  'readText /sys/block/dm-0/dm/name',
  'readText /sys/block/dm-0/dm/suspended',
];

async function sizesOf(state: State): Promise<readonly unknown[]> {
  const host = simulatedHost(state);
  const paths = [DATA, DATA.replace(/data$/, 'metadata')];
  return Promise.all(paths.map(async (path) => (await host.stat(path))?.size));
}

describe('the simulated pool on loop files tells what the recorded ones told', () => {
  const state = machine();
  const told = (what: Call): Outcome => {
    const [program, ...args] = what;
    const answer = runProgram(state, () => undefined, reads(program, args));
    return { ...answer, signal: null, durationMs: 0 };
  };
  for (const [name, work] of STATES)
    test(`on bookworm-${name}`, async () => {
      work(state);
      const host = `bookworm-${name}`;
      let compared = 0;
      for (const [what, read] of TELLS) {
        const [recorded] = outcomesOf(what.join(' ')).filter((one) => one.host === host);
        if (recorded?.outcome.exitCode !== 0) continue;
        compared += 1;
        const simulated = comparable(read(told(what).stdout));
        expect(simulated, what.join(' ')).toEqual(comparable(read(recorded.outcome.stdout)));
      }
      const recording = readRecording(host);
      for (const asked of FILES) {
        const answer = recording[asked];
        if (!answer || !('value' in answer)) continue;
        compared += 1;
        const text = await simulatedHost(state).readText(asked.slice('readText '.length));
        expect(comparable(text), asked).toEqual(comparable(answer.value));
      }
      expect(compared).toBeGreaterThan(1);
      if (name !== 'loop-files') return;
      expect(await sizesOf(state)).toEqual([200 * 2 ** 30, 2 * 2 ** 30]);
    });
});

describe('the simulated pool on loop files refuses what the real ones refuse', () => {
  test.each<readonly [string, Call]>([
    ['a loop device that does not exist', ['losetup', '-c', '/dev/loop5']],
    ['a pool that does not exist', ['dmsetup', 'resume', 'docker-98:0-1-pool']],
    ['a table of other devices', ['dmsetup', 'reload', 'POOL', '--table', '0 8 linear 7:5 0']],
    ['the removal of a pool in use', ['dmsetup', 'remove', 'POOL']],
  ])('%s', (_, [program, ...args]) => {
    const state = machine();
    startDocker(state);
    const before = structuredClone(state);
    const named = args.map((word) => (word === 'POOL' ? (state.loopPool?.name ?? '') : word));
    const { exitCode } = runProgram(state, () => undefined, writes(program, named));
    expect(exitCode).not.toBe(0);
    expect(state).toEqual({ ...before, faults: state.faults });
  });
});
