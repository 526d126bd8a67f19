import { describe, expect, test } from 'vitest';
import { checkConditions } from '../../../../../src/observe/conditions/conditions.ts';
import type { DockerMade } from '../../../../../src/model/plan/condition.ts';
import { simulatedHost } from '../../../../crash/simulated-host.ts';
import { runProgram } from '../../../../crash/programs.ts';
import { startState } from '../../../../crash/start.ts';
import { findVg, type Disk, type State } from '../../../../crash/state.ts';
import { writes, type Program } from '../../../../../src/model/command.ts';
import { blankDisk } from '../../../../helpers/blank-host.ts';

const run = (state: State, program: Program, ...args: string[]): void => {
  const { exitCode, stderr } = runProgram(state, () => undefined, writes(program, args));
  if (exitCode !== 0) throw new Error(stderr);
};

/** A machine on which Docker came as far as its two volumes. */
function withVolumes(): State {
  const state = startState();
  run(state, 'pvcreate', '-f', '/dev/xvdf');
  run(state, 'vgcreate', 'docker', '/dev/xvdf');
  run(state, 'lvcreate', '-l', '10', '-n', 'thinpool', 'docker');
  run(state, 'lvcreate', '-l', '1', '-n', 'thinpoolmeta', 'docker');
  return state;
}

async function verdict(state: State, is: DockerMade, later = 0, wasBlank = true): Promise<string> {
  const { majorMinor } =
    state.disks.find(({ path }) => path === '/dev/xvdf') ?? blankDisk().identity;
  const device = { ...blankDisk().identity, majorMinor };
  const since = Math.floor(state.clock / 1000) + later;
  const [checked] = await checkConditions(simulatedHost(state), [
    { kind: 'docker-made', device, is, since, wasBlank },
  ]);
  return checked?.finding.verdict ?? 'none';
}

const docker = (state: State) => {
  const vg = findVg(state, 'docker');
  if (vg === undefined) throw new Error('no group');
  return vg;
};

describe('what Docker made of a disk', () => {
  test('is its group, alone on that disk, with its volumes, from now on', async () => {
    expect(await verdict(withVolumes(), 'group')).toBe('holds');
    expect(await verdict(withVolumes(), 'unclaimed')).toBe('fails');
    expect(await verdict(withVolumes(), 'orphan')).toBe('fails');
  });

  test('is nothing, or a physical volume alone, where it had only begun', async () => {
    const state = startState();
    expect(await verdict(state, 'unclaimed')).toBe('holds');
    expect(await verdict(state, 'orphan')).toBe('fails');
    run(state, 'pvcreate', '-f', '/dev/xvdf');
    expect(await verdict(state, 'orphan')).toBe('holds');
    expect(await verdict(state, 'unclaimed')).toBe('holds');
    expect(await verdict(state, 'half-used')).toBe('fails');
    state.disks.forEach(({ path, pv }) => {
      if (path === '/dev/xvdf' && pv !== null) pv.used = true;
    });
    expect(await verdict(state, 'half-used')).toBe('holds');
    expect(await verdict(state, 'unclaimed')).toBe('fails');
  });

  test.each<[string, (state: State) => void]>([
    [
      'a volume of another name',
      (s) => {
        run(s, 'lvcreate', '-l', '1', '-n', 'other', 'docker');
      },
    ],
    [
      'a tag on a volume',
      (s) => {
        docker(s).lvs.forEach((lv) => lv.tags.push('theirs'));
      },
    ],
    [
      'a tag on the group',
      (s) => {
        s.vgs = s.vgs.map((vg) => (vg.name === 'docker' ? { ...vg, tags: ['theirs'] } : vg));
      },
    ],
    [
      'another disk in the group',
      (s) => {
        s.vgs = s.vgs.map((vg) =>
          vg.name === 'docker'
            ? {
                ...vg,
                pvUuids: [
                  ...vg.pvUuids,
                  ...s.disks.flatMap(({ path, pv }) =>
                    path === '/dev/xvdy' && pv ? [pv.uuid] : [],
                  ),
                ],
              }
            : vg,
        );
      },
    ],
  ])('is not what has %s', async (_, change) => {
    const state = withVolumes();
    change(state);
    expect(await verdict(state, 'group')).toBe('fails');
  });

  test('is not what lies on a disk of another size, or beside other data', async () => {
    const state = startState();
    run(state, 'pvcreate', '-f', '/dev/xvdf');
    const change = (different: Partial<Disk>): State => ({
      ...state,
      disks: state.disks.map((one) => (one.path === '/dev/xvdf' ? { ...one, ...different } : one)),
    });
    expect(await verdict(change({ size: 5 * 2 ** 30 }), 'orphan')).toBe('fails');
    expect(await verdict(change({ residue: 65536 }), 'orphan')).toBe('fails');
    expect(await verdict(change({ residue: 65536 }), 'orphan', 0, false)).toBe('holds');
    expect(await verdict(change({ residue: 65536 }), 'unclaimed')).toBe('holds');
  });

  test('is not a physical volume that was in a group before the run', async () => {
    const state = withVolumes();
    state.vgs = state.vgs.filter(({ name }) => name !== 'docker');
    for (const { path, pv } of state.disks) if (path === '/dev/xvdf' && pv) pv.used = true;
    expect(await verdict(state, 'half-used')).toBe('holds');
    expect(await verdict(state, 'half-used', 3600)).toBe('fails');
  });

  test('is not what is older than the run', async () => {
    expect(await verdict(withVolumes(), 'group', 1)).toBe('fails');
  });
});
