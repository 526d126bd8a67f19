import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { applyPlan, resumeRun, rollbackRun } from '../../../src/apply/apply.ts';
import { journalLine, readJournal } from '../../../src/apply/journal.ts';
import {
  cutOffRun,
  Death,
  opening,
  partsFor,
  place,
  planOfFiles,
  snapshot,
} from '../../helpers/run-of-files.ts';

describe('a run that a newer dmctl planned', () => {
  /** Cut off after its second step; then one kind in its journal becomes one of the future. */
  async function cutOffWith(old: string, future: string) {
    const { etc, stateDir } = await place();
    const before = snapshot(etc);
    const die = { moment: 'after-result', step: 'fresh' } as const;
    const dying = applyPlan(partsFor({ stateDir, die }).parts, planOfFiles(etc), opening);
    await expect(dying).rejects.toThrow(Death);
    const journal = `${stateDir}/runs/${opening.runId}/journal.jsonl`;
    const [opened, ...others] = readJournal(readFileSync(journal, 'utf8')).records;
    const text = JSON.stringify(opened);
    const at = text.lastIndexOf(old);
    expect(at).toBeGreaterThan(0);
    const newer = JSON.parse(
      text.slice(0, at) + future + text.slice(at + old.length),
    ) as typeof opened;
    const records = [newer, ...others].filter((record) => record !== undefined);
    writeFileSync(journal, records.map((record) => `${journalLine(record)}\n`).join(''));
    return { etc, stateDir, before };
  }

  test.each([
    ['an action', '"kind":"write-file"', '"kind":"weave-file"', 'weave-file'],
    ['a condition', '"kind":"file"', '"kind":"tapestry"', 'tapestry'],
  ])('with %s unknown here is not gone on with', async (_, old, future, kind) => {
    const { etc, stateDir } = await cutOffWith(old, future);
    const now = snapshot(etc);
    const run = await cutOffRun(stateDir);
    await expect(resumeRun(partsFor({ stateDir }).parts, run)).rejects.toMatchObject({
      failure: { code: 'DM055', exitCode: 20, why: `a newer version planned them: ${kind}` },
    });
    expect(snapshot(etc)).toEqual(now);
    expect(await cutOffRun(stateDir)).toMatchObject({ direction: 'do' });
  });

  test('is undone where only what it had not begun is unknown here', async () => {
    const { etc, stateDir, before } = await cutOffWith(
      '"kind":"write-file"',
      '"kind":"weave-file"',
    );
    const end = await rollbackRun(partsFor({ stateDir }).parts, await cutOffRun(stateDir));
    expect(end).toMatchObject({ end: 'put-back', failure: null });
    expect(snapshot(etc)).toEqual(before);
  });
});
