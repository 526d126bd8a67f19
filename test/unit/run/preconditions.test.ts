import { expect, test } from 'vitest';
import { unfinishedRun } from '../../../src/apply/runs.ts';
import { mustBeFinished } from '../../../src/run/preconditions.ts';
import { placeWithInterruptedRun } from '../../helpers/interrupted-run.ts';

test('an unfinished run is named to a command that wants to change something else', async () => {
  const { parts } = await placeWithInterruptedRun();
  const run = await unfinishedRun(parts.host, parts.stateDir);
  expect(() => {
    mustBeFinished(run);
  }).toThrow('run abc123 is unfinished: setup direct-lvm /dev/xvdf');
});
