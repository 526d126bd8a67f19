import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import { unfinishedRun } from '../../src/apply/runs.ts';
import { documentedRows } from '../helpers/documented-rows.ts';
import { isHeld } from './device-mapper.ts';
import { booted } from './machines.ts';
import { managedScenarios } from './managed-scenarios.ts';
import type { Scenario } from './scenario.ts';
import { SCENARIOS } from './scenarios.ts';
import { keyOf } from './sameness.ts';
import { simulatedHost } from './simulated-host.ts';
import type { Disk, State } from './state.ts';
import { teardownScenarios } from './teardown-scenarios.ts';
import { type, type WayOn } from './way-on.ts';

/** What somebody attaches in the place of the disk, as large, and without a serial number as that was. */
const FOREIGN = {
  /** A raw database, or plain dm-crypt: no signature, no zeros. */
  'raw data': { fill: 0x5a, middle: true, area: null },
  /** Its label is wiped, and the text that would bring its volumes back is still there. */
  'what LVM left of another group': { middle: true, area: textOfOthers() },
} as const;

function textOfOthers(): string {
  const head = 'theirs {\nid = "others-0000-0000-0000-0000-0000-000001"\nseqno = 7\n';
  return `${head}}\ncreation_time = 1000\t# 1970\n`;
}

type Content = Pick<Disk, 'middle' | 'area'> & Partial<Pick<Disk, 'fill'>>;

/** The machine with that disk instead; null: the disk is in use, and nobody can pull it. */
function withForeign(state: State, path: string, content: Content): State | null {
  const machine = structuredClone(state);
  const at = machine.disks.findIndex((disk) => disk.path === path);
  const disk = machine.disks[at];
  if (disk === undefined || isHeld(machine, disk)) return null;
  const uuid = disk.pv?.uuid ?? '';
  machine.vgs = machine.vgs.filter(({ pvUuids }) => !pvUuids.includes(uuid));
  const residue = content.fill === undefined ? null : 0;
  machine.disks[at] = { ...disk, signatures: [], pv: null, residue, ...content };
  return machine;
}

/** Every machine that a death of the command leaves in the middle of a run, and after a boot too. */
async function deathsOf(one: Scenario): Promise<readonly State[]> {
  const first = one.state();
  const left = new Map<string, State>();
  const keep = (state: State): unknown => left.set(keyOf(state, first), state);
  await type('again', one, one.state(), (state) => {
    keep(structuredClone(state));
    keep(booted(state));
  });
  const states = [...left.values()];
  const open = await Promise.all(
    states.map((state) => unfinishedRun(simulatedHost(state), '/var/lib/dmctl')),
  );
  return states.filter((_, n) => open[n] !== null);
}

const diskOf = (state: State, path: string): Disk | undefined =>
  state.disks.find((disk) => disk.path === path);

/** A setup cannot come to its end without its disk. */
const endsOf = ({ name }: Scenario, way: WayOn): readonly number[] =>
  way === 'again' && !name.startsWith('teardown') ? [20, 31, 32] : [0, 31, 32];

/** Takes the run up; every write to the disk, and every end but a stop that says why. */
async function wrongWith(one: Scenario, way: WayOn, first: State, path: string): Promise<string[]> {
  const machine = structuredClone(first);
  const foreign = diskOf(first, path);
  const wrong: string[] = [];
  const end = await type(way, one, machine, (state, what) => {
    if (!isDeepStrictEqual(diskOf(state, path), foreign)) wrong.push(`written to: ${what}`);
  });
  if (!endsOf(one, way).includes(end.exitCode)) wrong.push(`exit ${String(end.exitCode)}`);
  if (end.exitCode !== 0 && end.said === '') wrong.push('no word of it');
  return wrong.map((words) => `${way}: ${words}; ${end.said}`);
}

/** Rolls back with the other disk, and again with the right one in its place. */
async function wrongOnceBack(
  one: Scenario,
  right: State,
  foreign: State,
  path: string,
): Promise<string[]> {
  const machine = structuredClone(foreign);
  if ((await type('rollback', one, machine)).exitCode !== 32) return [];
  machine.vgs = structuredClone(right.vgs);
  machine.disks = machine.disks.map((disk) =>
    disk.path === path ? structuredClone(diskOf(right, path) ?? disk) : disk,
  );
  const end = await type('rollback', one, machine);
  if (end.exitCode !== 0) return [`exit ${String(end.exitCode)} with the right disk: ${end.said}`];
  const isAsBefore = isDeepStrictEqual(diskOf(machine, path), diskOf(one.state(), path));
  return isAsBefore ? [] : ['the right disk is not as before'];
}

const SCENES = [
  ...SCENARIOS.filter(({ name }) =>
    [
      'setup direct-lvm, one disk',
      'setup direct-lvm, a signed disk with --wipe-signatures',
      'resize direct-lvm, two disks added',
    ].includes(name),
  ),
  ...(await managedScenarios()).filter(({ name }) => /--managed(, a signed disk.*)?$/.test(name)),
  ...(await teardownScenarios()).filter(({ name }) =>
    /, one disk(, with --erase)?$|set up itself/.test(name),
  ),
];

describe('another disk in the place of one that a run was cut off on is never written to', () => {
  describe.each(SCENES)('$name', (one) => {
    test.each(Object.entries(FOREIGN))(
      'with %s',
      async (_, content) => {
        const path = one.name.startsWith('resize') ? '/dev/xvdg' : '/dev/xvdf';
        const wrong: string[] = [];
        let cases = 0;
        for (const state of await deathsOf(one)) {
          const machine = withForeign(state, path, content);
          if (machine === null) continue;
          for (const way of ['again', 'rollback'] as const)
            wrong.push(...(await wrongWith(one, way, machine, path)));
          if (one.name.startsWith('setup'))
            wrong.push(...(await wrongOnceBack(one, state, machine, path)));
          cases += 2;
        }
        expect(wrong.slice(0, 5)).toEqual([]);
        expect([cases]).toEqual(documentedRows().get(`another disk: ${one.name}`)?.map(Number));
      },
      120_000,
    );
  });
});
