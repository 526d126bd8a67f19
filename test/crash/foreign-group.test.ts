import { expect, test } from 'vitest';
import { carryOut } from '../../src/run/carry-out.ts';
import { TWICE } from './scenarios.ts';
import { simulatedHost } from './simulated-host.ts';
import { startState } from './start.ts';
import { disk, newUuid, type State } from './state.ts';
import { OPTIONS, partsOn } from './way-on.ts';

/** Somebody else's group of the name that a setup is about to give, on a disk that is plugged in. */
function plugIn(state: State): void {
  const uuid = newUuid(state);
  const label = { type: 'LVM2_member', offset: 0x218, label: null, uuid };
  state.disks.push(disk('q', { pv: { uuid, used: true }, signatures: [label] }));
  const group = { name: 'docker', uuid: newUuid(state), tags: [], extentSize: 4194304 };
  state.vgs.push({ ...group, pvUuids: [uuid], lvs: [] });
}

test('a group of the same name that comes up in the middle of a setup is left alone, and all is put back', async () => {
  const state = startState();
  const before = structuredClone(state);
  const host = simulatedHost(state, (machine, what) => {
    if (what.startsWith('pvcreate') && !what.includes(', ')) plugIn(machine);
  });

  const answer = await carryOut(partsOn(host), TWICE.job(), OPTIONS);

  expect(answer.exitCode).toBe(30);
  expect(answer.failures[0]?.why).toContain('A volume group called docker already exists');
  expect(state.vgs.find(({ name }) => name === 'docker')).toMatchObject({ tags: [], lvs: [] });
  expect(state.disks.slice(0, before.disks.length)).toEqual(before.disks);
});
