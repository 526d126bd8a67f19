import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { resume } from '../../src/jobs/recovery.ts';
import { teardown } from '../../src/jobs/teardown.ts';
import type { Host } from '../../src/model/host.ts';
import { LOOP_SCENARIOS, LOOP_TWICE } from './loop-scenarios.ts';
import { managedScenarios } from './managed-scenarios.ts';
import { picture, type Picture } from './picture.ts';
import type { Scenario } from './scenario.ts';
import { SCENARIOS, TWICE } from './scenarios.ts';
import { simulatedHost } from './simulated-host.ts';
import type { Entry, State } from './state.ts';
import { teardownScenarios } from './teardown-scenarios.ts';
import { OPTIONS, partsOn, type, typeOn } from './way-on.ts';

/** What is done with a run on record: it is continued, undone, or its pool is taken down. */
export type Way = 'again' | 'resume' | 'rollback' | 'teardown';

/** Where a way led, and the machine then; by name where that is the first or the last of the run. */
interface Outcome {
  readonly exitCode: number;
  readonly machine: 'first' | 'end' | Picture;
}

/** A machine on which the run was cut off, or came to its end. */
interface Cut {
  /** The last thing that happened. */
  readonly at: string;
  /** Lines of the run's journal by then. */
  readonly lines: number;
  readonly machine: State;
  readonly outcomes: Readonly<Partial<Record<Way, Outcome>>>;
}

/** A run on record: its journal is a file of its own, and not in the machines. */
export interface RecordedRun {
  readonly name: string;
  readonly journal: string;
  readonly first: State;
  readonly end: Picture;
  readonly cuts: readonly Cut[];
}

/** A command that is recorded, and what `teardown --confirm` takes for the pool that it makes. */
interface Recorded {
  readonly scenario: Scenario;
  readonly confirm?: string;
}

/** The commands that are recorded, by the name of their folder in fixtures/journals. */
export async function recordedCommands(): Promise<Readonly<Record<string, Recorded>>> {
  const named = (all: readonly Scenario[], name: string): Scenario => {
    const found = all.find((one) => one.name === name);
    if (found === undefined) throw new Error(`no scenario ${name}`);
    return found;
  };
  const managed = named(await managedScenarios(), 'setup direct-lvm --managed');
  return {
    'setup-direct-lvm': { scenario: TWICE, confirm: 'docker/thinpool' },
    'setup-managed': { scenario: managed, confirm: 'docker/thinpool' },
    'setup-loop-lvm': { scenario: named(LOOP_SCENARIOS, 'setup loop-lvm'), confirm: 'loop-lvm' },
    'resize-direct-lvm': { scenario: named(SCENARIOS, 'resize direct-lvm, two disks added') },
    'resize-loop-lvm': { scenario: LOOP_TWICE },
    teardown: { scenario: named(await teardownScenarios(), 'teardown of direct-lvm, one disk') },
  };
}

const JOURNAL = /^\/var\/lib\/dmctl\/runs\/[^/]+\/journal\.jsonl$/;

/** The journal of the run that began last. */
function journalOf({ files }: State): { path: string; text: string; mode: number; inode: number } {
  const all = [...files].flatMap(([path, entry]) =>
    JOURNAL.test(path) && entry.kind === 'file' ? [{ ...entry, path }] : [],
  );
  const last = all.sort((a, b) => a.inode - b.inode).at(-1);
  if (last === undefined) throw new Error('no journal');
  return last;
}

const linesOf = (text: string): number => text.split('\n').length - 1;

/** Whether it is in the middle of its run, with its last line whole. */
const isOpen = ({ text }: { readonly text: string }): boolean =>
  text.endsWith('\n') && !text.includes('"kind":"closed"');

/** The step that the journal speaks of last. */
function lastStep(state: State): string {
  const last = journalOf(state).text.trimEnd().split('\n').at(-1) ?? '';
  const step = /"step":"([^"]+)"/.exec(last.slice(0, 200))?.[1];
  return step === undefined ? '' : ` (${step})`;
}

function withJournal(machine: State, text: string): State {
  const { path, ...entry } = journalOf(machine);
  const copy = structuredClone(machine);
  copy.files.set(path, { ...entry, kind: 'file', text });
  return copy;
}

/** Goes one way with the machine of a cut. */
export async function goOn(
  { first, end, journal }: Pick<RecordedRun, 'first' | 'end' | 'journal'>,
  { lines, machine }: Pick<Cut, 'lines' | 'machine'>,
  way: Way,
  { scenario, confirm }: Recorded,
): Promise<Outcome & { readonly said: string }> {
  const text = journal.split('\n').slice(0, lines);
  const state = withJournal(machine, text.map((line) => `${line}\n`).join(''));
  const host = simulatedHost(state, () => undefined);
  const takeDown = () => teardown({ confirm: confirm ?? '', dryRun: false, erase: false });
  const asked = way === 'teardown' ? { ...scenario, job: takeDown } : scenario;
  const { exitCode, said } =
    way === 'resume'
      ? await resumed(host)
      : await typeOn(host, way === 'rollback' ? way : 'again', asked);
  const found = plain(picture(state, first));
  const isFirst = isDeepStrictEqual(found, plain(picture(first, first)));
  const isEnd = isDeepStrictEqual(found, end);
  return { exitCode, said, machine: isEnd ? 'end' : isFirst ? 'first' : found };
}

async function resumed(host: Host): Promise<{ exitCode: number; said: string }> {
  const { exitCode, failures } = await resume(partsOn(host), OPTIONS);
  return { exitCode, said: failures.map(({ message, why }) => `${message}: ${why}`).join('; ') };
}

/** As a file gives it back. */
const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** So many moments of each run are recorded, from its first line to its end. */
const CUTS = 7;

/** Records a command: carries it out, and cuts it off on the way. */
export async function record(name: string, command: Recorded): Promise<RecordedRun> {
  const { scenario, confirm } = command;
  const first = scenario.state();
  const machine = structuredClone(first);
  const before = linesIn(first);
  const moments: { at: string; machine: State }[] = [];
  const end = await type('again', scenario, machine, (state, at) => {
    if (linesIn(state) > before && isOpen(journalOf(state)))
      moments.push({ at: `${at}${lastStep(state)}`, machine: structuredClone(state) });
  });
  if (end.exitCode !== 0) throw new Error(end.said);
  const journal = journalOf(machine).text;
  const run = { name, journal, first, end: plain(picture(machine, first)) };
  const chosen = Array.from({ length: CUTS }, (_, n) =>
    Math.floor(((n + 0.5) * moments.length) / CUTS),
  );
  const cuts: Cut[] = [];
  for (const at of chosen) {
    const moment = moments[at];
    if (moment === undefined) continue;
    cuts.push(await cutOf(run, moment, ['again', 'resume', 'rollback'], command));
  }
  if (confirm !== undefined)
    cuts.push(await cutOf(run, { at: 'the end', machine }, ['again', 'teardown'], command));
  return { ...run, cuts };
}

/** Lines of all journals. */
const linesIn = ({ files }: State): number =>
  [...files].reduce(
    (sum, [path, entry]) =>
      sum + (JOURNAL.test(path) && entry.kind === 'file' ? linesOf(entry.text) : 0),
    0,
  );

async function cutOf(
  run: Omit<RecordedRun, 'cuts'>,
  { at, machine }: { readonly at: string; readonly machine: State },
  ways: readonly Way[],
  command: Recorded,
): Promise<Cut> {
  const lines = linesOf(journalOf(machine).text);
  const cut = { at, lines, machine: { ...withJournal(machine, ''), faults: [] } };
  const outcomes: Partial<Record<Way, Outcome>> = {};
  for (const way of ways) {
    const { exitCode, machine: end } = await goOn(run, cut, way, command);
    outcomes[way] = { exitCode, machine: end };
  }
  return { ...cut, outcomes };
}

const FOLDER = new URL('../../fixtures/journals/', import.meta.url);

type Files = State['files'];

/** The files of a machine; one that is as it was at first is named alone. */
const filesAsText = (files: Files, first: Files) =>
  [...files].map(([path, entry]) =>
    isDeepStrictEqual(entry, first.get(path)) ? [path] : [path, entry],
  );

type Written = readonly [path: string, entry?: Entry];

const filesOf = (written: unknown, first: Files): Files =>
  new Map(
    (written as readonly Written[]).map(([path, entry]) => {
      const same = entry ?? first.get(path);
      if (same === undefined) throw new Error(`${path} was not there at first`);
      return [path, same];
    }),
  );

/** Writes a run on record: its journal as it is, and all else beside it. */
export function writeRun({ name, journal, first, end, cuts }: RecordedRun): void {
  const folder = new URL(`${name}/`, FOLDER);
  const written = (machine: State, start: Files) => ({
    ...machine,
    files: filesAsText(machine.files, start),
  });
  const rest = {
    first: written(first, new Map()),
    end,
    cuts: cuts.map((cut) => ({ ...cut, machine: written(cut.machine, first.files) })),
  };
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL('journal.jsonl', folder), journal);
  writeFileSync(new URL('machines.json', folder), `${JSON.stringify(rest)}\n`);
}

/** What machines have since the runs were recorded. */
const added = (): Pick<State, 'layers' | 'loadedUnits'> => ({
  layers: null,
  loadedUnits: new Map(),
});

/** Reads the runs on record. */
export function recordedRuns(): readonly RecordedRun[] {
  return readdirSync(FOLDER).map((name) => {
    const text = (file: string) => readFileSync(new URL(`${name}/${file}`, FOLDER), 'utf8');
    const { first, end, cuts } = JSON.parse(text('machines.json')) as RecordedRun;
    const start = filesOf(first.files, new Map());
    return {
      ...{
        name,
        journal: text('journal.jsonl'),
        end,
        first: { ...added(), ...first, files: start },
      },
      cuts: cuts.map((cut) => {
        const files = filesOf(cut.machine.files, start);
        return { ...cut, machine: { ...added(), ...cut.machine, files } };
      }),
    };
  });
}
