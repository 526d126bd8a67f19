import { expect, test } from 'vitest';
import { history } from '../../../src/reports/history.ts';
import { makeStyle } from '../../../src/views/style.ts';
import { placeWithInterruptedRun } from '../../helpers/interrupted-run.ts';

test('an unfinished run is in the history, which says how to continue it', async () => {
  const { parts } = await placeWithInterruptedRun();
  const answer = await history(parts);
  expect(answer.data).toMatchObject({ runs: [{ runId: 'abc123', outcome: 'unfinished' }] });
  expect(answer.text(makeStyle(false, 'iec'))).toContain('dmctl resume');
});
