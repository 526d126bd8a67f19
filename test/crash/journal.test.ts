import { describe, expect, test } from 'vitest';
import { journalLine } from '../../src/apply/journal.ts';
import { isRecord } from '../../src/model/json.ts';
import { picture } from './picture.ts';
import { LOOP_TWICE } from './loop-scenarios.ts';
import { TWICE } from './scenarios.ts';
import type { Scenario } from './scenario.ts';
import type { State } from './state.ts';
import { type } from './way-on.ts';

/** A machine on which the command has been carried out, by a dmctl that had no index of ended runs yet. */
async function afterwards(one: Scenario): Promise<State> {
  const machine = one.state();
  expect((await type('again', one, machine)).exitCode).toBe(0);
  expect(machine.files.delete(INDEX)).toBe(true);
  return machine;
}

const INDEX = '/var/lib/dmctl/ended.jsonl';

function changeJournal(machine: State, change: (lines: readonly string[]) => readonly string[]) {
  for (const [path, entry] of machine.files)
    if (path.endsWith('/journal.jsonl') && entry.kind === 'file') {
      const text = change(entry.text.split('\n')).join('\n');
      machine.files.set(path, { ...entry, text });
    }
}

/** The line that opens the run, as a dmctl of another version would write it. */
function ofVersion(schema: unknown, [first = '', ...rest]: readonly string[]): readonly string[] {
  const record: unknown = JSON.parse(first.slice(first.indexOf(' ') + 1));
  if (!isRecord(record)) throw new Error('no record');
  // The cast stands for a record that this dmctl does not know.
  return [journalLine({ ...record, schema } as never), ...rest];
}

const JOURNALS: readonly (readonly [
  name: string,
  why: string,
  change: (lines: readonly string[]) => readonly string[],
])[] = [
  ['of the next version', 'it has version 2', (lines) => ofVersion(2, lines)],
  ['of a version without a number', 'it has version null', (lines) => ofVersion(null, lines)],
  [
    'with a line that went wrong on its disk',
    'line 3 is damaged',
    (lines) => lines.map((line, index) => (index === 2 ? line.replace('"', "'") : line)),
  ],
  ['that has lost its first line', 'does not open a run', (lines) => lines.slice(1)],
];

describe.each([TWICE, LOOP_TWICE])('given a journal that is not read, $name', (one) => {
  test.each(JOURNALS)('%s: nothing is begun or taken back', async (_, why, change) => {
    const machine = await afterwards(one);
    changeJournal(machine, change);
    const before = structuredClone(machine);
    for (const way of ['again', 'rollback'] as const) {
      const end = await type(way, one, machine);
      expect(end).toMatchObject({ exitCode: 20, code: 'DM055' });
      expect(end.said).toContain(why);
    }
    expect(picture(machine, before)).toEqual(picture(before, before));
    expect(machine.files).toEqual(before.files);
  });
});
