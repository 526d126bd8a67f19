import { describe, expect, test } from 'vitest';
import { unfinishedRun } from '../../src/apply/runs.ts';
import { bystanders } from './picture.ts';
import type { Scenario } from './scenario.ts';
import { SCENARIOS } from './scenarios.ts';
import { simulatedHost } from './simulated-host.ts';
import { disk, type State } from './state.ts';
import { ON_DISKS, ON_LOOP_FILES, volume, type Stranger } from './strangers.ts';
import { type, type End } from './way-on.ts';

/** The scenario with one more blank disk, for a stranger. */
function scenario(name: string): Scenario {
  const found = SCENARIOS.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no scenario ${name}`);
  return { ...found, state: () => withDisk(found.state()) };
}

const withDisk = (state: State): State =>
  state.disks.some(({ path }) => path === '/dev/xvdh')
    ? state
    : { ...state, disks: [...state.disks, disk('h')] };

interface Meeting {
  readonly first: State;
  readonly machine: State;
  readonly end: End;
  /** What he left: sizes that nobody may take back. */
  readonly met: State;
  readonly story: string;
  /** Nothing is looked at any more: what is done now, no command can know. */
  readonly isLate: boolean;
}

/** How often the machine changes when nobody interferes. */
async function changesOf(one: Scenario): Promise<number> {
  let count = 0;
  await type('again', one, one.state(), (_, __, inside) => {
    if (!inside) count += 1;
  });
  return count;
}

/** The last lines of journal and log. */
const AFTER_THE_LAST_LOOK = 4;

async function meet(
  one: Scenario,
  stranger: Stranger,
  at: number,
  changes: number,
): Promise<Meeting> {
  const first = one.state();
  const machine = structuredClone(first);
  let met = structuredClone(first);
  let story = `${stranger.name}: never`;
  let count = 0;
  const end = await type('again', one, machine, (state, what, inside) => {
    if (inside) return;
    count += 1;
    if (count !== at) return;
    stranger.act(state);
    met = structuredClone(state);
    story = `${stranger.name} after: ${what}`;
  });
  return { first, machine, end, met, story, isLate: at > changes - AFTER_THE_LAST_LOOK };
}

const sizesOf = (state: State): readonly number[] =>
  [...state.files.values()].map((entry) => (entry.kind === 'file' ? (entry.sparse?.size ?? 0) : 0));

/** Whatever came of it: nothing is lost that was Docker's, the stranger's or anybody else's. */
function damage({ first, machine, met }: Omit<Meeting, 'end'>): readonly string[] {
  const wrong: string[] = [];
  if (bystanders(machine) !== bystanders(first)) wrong.push('bystanders touched');
  const engineId = ['/var/lib/docker', '/var/lib/docker.bk'].some((root) =>
    machine.files.has(`${root}/engine-id`),
  );
  if (!engineId && first.files.has('/var/lib/docker/engine-id')) wrong.push('data root lost');
  const theirs = volume(met, 'theirs');
  if (theirs && volume(machine, 'theirs')?.extents !== theirs.extents) wrong.push('volume lost');
  const [was, is] = [volume(met, 'thinpool'), volume(machine, 'thinpool')];
  if (was?.pool && is && is.extents < was.extents) wrong.push('the pool shrank');
  if ((was?.pool?.transactionId ?? 0) > 0 && volume(first, 'thinpool') && !is)
    wrong.push('a pool that Docker uses was removed');
  const [before, after] = [sizesOf(met), sizesOf(machine)];
  if (Math.max(0, ...after) < Math.max(0, ...before) && first.loopPool)
    wrong.push('a loop file shrank');
  if (machine.loopPool?.suspended === true) wrong.push('left suspended');
  return wrong;
}

/** Does what the command said hold? */
async function lies({ first, machine, end, story, isLate }: Meeting): Promise<readonly string[]> {
  const open = await unfinishedRun(simulatedHost(machine), '/var/lib/dmctl');
  const isOpen = end.exitCode === 31 || end.exitCode === 32;
  const wrong =
    isOpen === (open !== null)
      ? []
      : [`exit ${String(end.exitCode)}, journal: ${String(open?.runId)}`];
  if (![0, 20, 30, 31, 32].includes(end.exitCode)) wrong.push(`exit ${String(end.exitCode)}`);
  if (end.exitCode !== 0 && end.said === '') wrong.push('no word of it');
  const isOnPool = machine.daemon?.driver === 'devicemapper' || story.includes('tops Docker');
  if (end.exitCode === 0 && !isOnPool && !isLate) wrong.push('says done, but Docker is not on it');
  const asBefore = machine.daemon?.driver === first.daemon?.driver;
  if (end.exitCode === 30 && !asBefore && !story.includes('stops Docker'))
    wrong.push('not put back');
  return wrong;
}

async function comeAcross(one: Scenario, stranger: Stranger): Promise<number> {
  const changes = await changesOf(one);
  for (let at = 1; at <= changes; at += 1) {
    const meeting = await meet(one, stranger, at, changes);
    const { machine, end, story } = meeting;
    const said = `${story}: exit ${String(end.exitCode)}: ${end.said}`;
    expect([...damage(meeting), ...(await lies(meeting))], said).toEqual([]);
    if (end.exitCode !== 31) continue;
    const back = await type('rollback', one, machine);
    const lost = damage(meeting);
    expect(lost, `${said} | rollback: ${back.said}`).toEqual([]);
    expect([0, 32], `${said} | rollback: ${back.said}`).toContain(back.exitCode);
  }
  return changes;
}

describe('somebody who does something by hand between two steps loses nothing, and is told the truth', () => {
  describe.each([
    ['setup direct-lvm, one disk', ON_DISKS],
    ['resize direct-lvm, metadata and data within the group', ON_DISKS],
    ['resize loop-lvm, data and metadata', ON_LOOP_FILES],
  ] as const)('%s', (name, strangers) => {
    test.each(strangers)(
      'who $name',
      async (stranger) => {
        expect(await comeAcross(scenario(name), stranger)).toBeGreaterThan(10);
      },
      120_000,
    );
  });
});
