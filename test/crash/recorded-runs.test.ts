import { describe, expect, test } from 'vitest';
import { goOn, recordedCommands, recordedRuns, type Way } from './recorded-runs.ts';

const COMMANDS = await recordedCommands();
const RUNS = recordedRuns();

test('a run of every command that leaves something to undo is on record', () => {
  expect(RUNS.map(({ name }) => name)).toEqual(Object.keys(COMMANDS).sort());
});

describe.each(RUNS)('a run that an earlier dmctl recorded, $name', (run) => {
  const ways = run.cuts.flatMap((cut) =>
    Object.entries(cut.outcomes).map(
      ([way, outcome]) => [way as Way, cut.at, cut, outcome] as const,
    ),
  );

  test.each(ways)('ends on %s as it did then, from: %s', async (way, _at, cut, outcome) => {
    const command = COMMANDS[run.name];
    if (command === undefined) throw new Error(`${run.name} is no command`);
    const { said, ...found } = await goOn(run, cut, way, command);
    expect(found, said).toEqual(outcome);
  });
});
