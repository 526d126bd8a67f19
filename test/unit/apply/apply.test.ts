import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { applyPlan, resumeRun, rollbackRun } from '../../../src/apply/apply.ts';
import type { Moment } from '../../../src/apply/parts.ts';
import { readRun, unfinishedRun } from '../../../src/apply/runs.ts';
import {
  cutOffRun,
  Death,
  opening,
  partsFor,
  place,
  planOfFiles,
  snapshot,
} from '../../helpers/run-of-files.ts';

describe('a plan that is carried out', () => {
  test('leads to the state its steps describe and leaves no unfinished run', async () => {
    const { etc, stateDir } = await place();
    const { parts } = partsFor({ stateDir });
    const end = await applyPlan(parts, planOfFiles(etc), opening);
    expect(end).toMatchObject({ end: 'done', changed: true, failure: null });
    expect(end.steps.map(({ state }) => state)).toEqual(['done', 'done', 'done']);
    expect(readFileSync(`${etc}/config`, 'utf8')).toBe('first\nmore\n');
    expect(await unfinishedRun(parts.host, stateDir)).toBeNull();
  });

  test('adopts what is done already and calls nothing changed', async () => {
    const { etc, stateDir } = await place();
    const plan = planOfFiles(etc);
    await applyPlan(partsFor({ stateDir }).parts, plan, opening);
    const again = await applyPlan(partsFor({ stateDir }).parts, plan, {
      ...opening,
      runId: 'abc124',
    });
    expect(again).toMatchObject({ end: 'done', changed: false });
    expect(again.steps.map(({ state }) => state)).toEqual(['already', 'already', 'already']);
  });

  test('tells its listener of every step, in order', async () => {
    const { etc, stateDir } = await place();
    const { parts, events } = partsFor({ stateDir });
    await applyPlan(parts, planOfFiles(etc), opening);
    expect(events.map(({ kind }) => kind)).toEqual([
      'run-opened',
      ...['folder', 'fresh', 'changed'].flatMap(() => ['step-started', 'step-finished']),
    ]);
  });

  test('keeps its folder and journal to root and shows no file content in the journal', async () => {
    const { etc, stateDir } = await place();
    const { parts } = partsFor({ stateDir });
    await applyPlan(parts, planOfFiles(etc), opening);
    const journal = `${stateDir}/runs/abc123/journal.jsonl`;
    expect((await parts.host.stat(`${stateDir}/runs/abc123`))?.mode).toBe(0o700);
    expect((await parts.host.stat(journal))?.mode).toBe(0o600);
    const text = readFileSync(journal, 'utf8');
    expect(text).not.toContain('first');
    expect(text).not.toContain(Buffer.from('first\n').toString('base64'));
  });
});

describe('a step that fails', () => {
  test('puts everything back and says what failed', async () => {
    const { etc, stateDir } = await place();
    const plan = planOfFiles(etc);
    const before = snapshot(etc);
    const { parts } = partsFor({ stateDir });
    // Another hand edits the file after the plan was made and after the look before the step.
    const meddling = {
      ...parts,
      failpoint: (moment: Moment, step: string): void => {
        if (moment === 'after-intent' && step === 'changed')
          writeFileSync(`${etc}/config`, 'mine\n');
      },
    };
    const end = await applyPlan(meddling, plan, opening);
    expect(end).toMatchObject({ end: 'put-back', changed: false });
    expect(end.failure).toMatchObject({ code: 'DM050', exitCode: 30 });
    expect(end.failure?.why).toContain('config');
    expect(snapshot(etc)).toEqual({ ...before, [`${etc}/config`]: 'mine\n' });
  });

  test('before anything was done is a refusal: nothing was changed', async () => {
    const { etc, stateDir } = await place();
    const plan = planOfFiles(etc);
    writeFileSync(`${etc}/new`, 'a file where the folder should go');
    const end = await applyPlan(partsFor({ stateDir }).parts, plan, opening);
    expect(end).toMatchObject({ end: 'put-back', changed: false });
    expect(end.failure).toMatchObject({ code: 'DM057', exitCode: 20 });
    expect(await unfinishedRun(partsFor({ stateDir }).parts.host, stateDir)).toBeNull();
  });

  test('keeps both causes when putting back fails too, and rollback goes on from there', async () => {
    const { etc, stateDir } = await place();
    const plan = planOfFiles(etc);
    const before = snapshot(etc);
    const { parts } = partsFor({ stateDir });
    const meddling = {
      ...parts,
      failpoint: (moment: Moment, step: string): void => {
        if (moment !== 'after-intent' || step !== 'changed') return;
        writeFileSync(`${etc}/config`, 'mine\n');
        writeFileSync(`${etc}/new/stranger`, 'not ours\n');
      },
    };
    const end = await applyPlan(meddling, plan, opening);
    expect(end).toMatchObject({ end: 'put-back-failed', changed: true });
    expect(end.failure).toMatchObject({ code: 'DM052', exitCode: 32 });
    expect(end.failure?.why).toContain('Write changed');
    expect(end.failure?.why).toContain(`${etc}/new`);

    rmSync(`${etc}/new/stranger`);
    const back = await rollbackRun(partsFor({ stateDir }).parts, await cutOffRun(stateDir));
    expect(back).toMatchObject({ end: 'put-back', failure: null });
    expect(snapshot(etc)).toEqual({ ...before, [`${etc}/config`]: 'mine\n' });
  });
});

const MOMENTS: readonly Moment[] = [
  'before-intent',
  'after-intent',
  'after-effect',
  'after-result',
];
const DEATHS = ['folder', 'fresh', 'changed'].flatMap((step) =>
  MOMENTS.map((moment) => ({ step, moment })),
);

describe.each(DEATHS)('a run that dies $moment of $step', (die) => {
  async function dead(): Promise<{
    etc: string;
    stateDir: string;
    before: Record<string, string>;
  }> {
    const { etc, stateDir } = await place();
    const before = snapshot(etc);
    const { parts } = partsFor({ stateDir, die });
    await expect(applyPlan(parts, planOfFiles(etc), opening)).rejects.toThrow(Death);
    return { etc, stateDir, before };
  }

  test('is taken up and reaches the same end', async () => {
    const { etc, stateDir } = await dead();
    const end = await resumeRun(partsFor({ stateDir }).parts, await cutOffRun(stateDir));
    expect(end).toMatchObject({ end: 'done', changed: true, failure: null });
    expect(readFileSync(`${etc}/config`, 'utf8')).toBe('first\nmore\n');
    expect(readFileSync(`${etc}/new/profile`, 'utf8')).toBe('threshold=80\n');
  });

  test('is undone and reaches the first state', async () => {
    const { etc, stateDir, before } = await dead();
    const end = await rollbackRun(partsFor({ stateDir }).parts, await cutOffRun(stateDir));
    expect(end).toMatchObject({ end: 'put-back', failure: null });
    expect(snapshot(etc)).toEqual(before);
  });
});

describe('a stop signal', () => {
  test('ends the run after a whole step, resumable', async () => {
    const { etc, stateDir } = await place();
    const { parts } = partsFor({ stateDir });
    const stopping = {
      ...parts,
      failpoint: (moment: Moment, step: string): void => {
        if (moment === 'after-intent' && step === 'fresh') parts.stop.requested = 'SIGINT';
      },
    };
    const end = await applyPlan(stopping, planOfFiles(etc), opening);
    expect(end.failure).toMatchObject({ code: 'DM051', exitCode: 130 });
    expect(end.steps.map(({ state }) => state)).toEqual(['done', 'done', 'pending']);
    const resumed = await resumeRun(partsFor({ stateDir }).parts, await cutOffRun(stateDir));
    expect(resumed.end).toBe('done');
  });
});

describe('a run taken up on a host that changed', () => {
  test('stops and shows both sides instead of going on or back', async () => {
    const { etc, stateDir } = await place();
    const die = { moment: 'after-intent', step: 'changed' } as const;
    await expect(
      applyPlan(partsFor({ stateDir, die }).parts, planOfFiles(etc), opening),
    ).rejects.toThrow(Death);
    writeFileSync(`${etc}/config`, 'mine\n');
    const end = await resumeRun(partsFor({ stateDir }).parts, await cutOffRun(stateDir));
    expect(end.failure).toMatchObject({ code: 'DM051', exitCode: 31 });
    expect(readFileSync(`${etc}/config`, 'utf8')).toBe('mine\n');
  });
});

describe('undoing', () => {
  test('leaves alone what was in place before the run', async () => {
    const { etc, stateDir } = await place();
    const plan = planOfFiles(etc);
    await partsFor({ stateDir }).parts.host.makeDirectory(
      `${etc}/new`,
      { uid: 0, gid: 0, mode: 0o755 },
      null,
    );
    const die = { moment: 'after-effect', step: 'changed' } as const;
    await expect(applyPlan(partsFor({ stateDir, die }).parts, plan, opening)).rejects.toThrow(
      Death,
    );
    await rollbackRun(partsFor({ stateDir }).parts, await cutOffRun(stateDir));
    expect(Object.keys(snapshot(etc)).sort()).toEqual([`${etc}/config`, `${etc}/new`]);
  });

  test('keeps the mode of a file that it puts back', async () => {
    const { etc, stateDir } = await place();
    chmodSync(`${etc}/config`, 0o640);
    const die = { moment: 'after-result', step: 'changed' } as const;
    await expect(
      applyPlan(partsFor({ stateDir, die }).parts, planOfFiles(etc), opening),
    ).rejects.toThrow(Death);
    await rollbackRun(partsFor({ stateDir }).parts, await cutOffRun(stateDir));
    expect((await partsFor({ stateDir }).parts.host.stat(`${etc}/config`))?.mode).toBe(0o640);
    expect(
      (await readRun(partsFor({ stateDir }).parts.host, stateDir, 'abc123'))?.closed?.end,
    ).toBe('put-back');
  });
});
