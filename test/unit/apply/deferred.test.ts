import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { applyPlan, resumeRun, rollbackRun } from '../../../src/apply/apply.ts';
import { readJournal } from '../../../src/apply/journal.ts';
import type { ApplyParts, Moment } from '../../../src/apply/parts.ts';
import { stepsLeft } from '../../../src/apply/undo.ts';
import { undecided } from '../../../src/model/plan/condition.ts';
import type { Plan, Step } from '../../../src/model/plan/plan.ts';
import { makePlan } from '../../../src/plan/steps/make-plan.ts';
import {
  cutOffRun,
  Death,
  opening,
  partsFor,
  place,
  planOfFiles,
  snapshot,
} from '../../helpers/run-of-files.ts';
import { stepId } from '../../helpers/step-id.ts';

/** A plan whose first two steps, `folder` and `fresh`, leave their look to its last, `changed`. */
function chain(etc: string, change: (step: Step) => Step = (step) => step): Plan {
  const plan = planOfFiles(etc);
  const steps = plan.steps.map((step) => {
    const left = { ...step, verifiedWith: { step: stepId('changed'), conditions: step.after } };
    return change(step.id === stepId('changed') ? step : left);
  });
  return { ...plan, steps };
}

/** The parts, with a hand that meddles, the paths of every look, and the steps shown as failed. */
function watched(
  stateDir: string,
  meddle: (moment: Moment, step: string) => void = () => undefined,
): { readonly parts: ApplyParts; readonly looks: string[]; readonly failed: string[] } {
  const { parts } = partsFor({ stateDir });
  const looks: string[] = [];
  const failed: string[] = [];
  const look: ApplyParts['look'] = (conditions) => {
    const names = conditions.map((one) => ('path' in one ? one.path.split('/').at(-1) : one.kind));
    looks.push(names.join(' '));
    return parts.look(conditions);
  };
  const listen: ApplyParts['listen'] = (event) => {
    if (event.kind === 'step-failed') failed.push(event.step.id);
  };
  return { parts: { ...parts, look, listen, failpoint: meddle }, looks, failed };
}

const told = (stateDir: string): readonly string[] =>
  readJournal(readFileSync(`${stateDir}/runs/${opening.runId}/journal.jsonl`, 'utf8'))
    .records.filter((record) => 'step' in record)
    .map((record) => ('step' in record ? `${record.kind} ${record.step}` : ''));

const dying = async (stateDir: string, plan: Plan, moment: Moment, step: string): Promise<void> => {
  const { parts } = partsFor({ stateDir, die: { moment, step } });
  await expect(applyPlan(parts, plan, opening)).rejects.toThrow(Death);
};

describe('steps that leave their look to a later one', () => {
  test('are taken on the success of their actions, and verified by one look', async () => {
    const { etc, stateDir } = await place();
    const { parts, looks } = watched(stateDir);
    const end = await applyPlan(parts, chain(etc), opening);
    expect(end).toMatchObject({ end: 'done', failure: null });
    expect(end.steps.map(({ state }) => state)).toEqual(['done', 'done', 'done']);
    expect(looks).toEqual(['new', 'config', 'config new profile']);
    const acted = (id: string): readonly string[] => [`intent ${id}`, `result ${id}`];
    expect(told(stateDir)).toEqual([
      ...['folder', 'fresh', 'changed'].flatMap(acted),
      ...['verified folder', 'verified fresh', 'verified changed'],
    ]);
  });

  test('look before they begin where they destroy data', async () => {
    const { etc, stateDir } = await place();
    const { parts, looks } = watched(stateDir);
    const plan = chain(etc, (step) =>
      step.id === stepId('fresh') ? { ...step, risk: 'destroys-data' } : step,
    );
    await applyPlan(parts, plan, opening);
    expect(looks).toEqual(['new', 'profile', 'config', 'config new profile']);
  });

  test('are undone with all the rest where that look shows that one of them did nothing', async () => {
    const { etc, stateDir } = await place();
    const before = snapshot(etc);
    const { parts, failed } = watched(stateDir, (moment, step) => {
      if (moment === 'after-result' && step === 'fresh') rmSync(`${etc}/new/profile`);
    });
    const end = await applyPlan(parts, chain(etc), opening);
    expect(end).toMatchObject({ end: 'put-back', changed: false });
    expect(end.failure).toMatchObject({ code: 'DM050', exitCode: 30 });
    expect(end.failure?.message).toContain("'Write fresh' did not have the expected effect");
    expect(failed).toEqual(['changed']);
    expect(snapshot(etc)).toEqual(before);
  });

  test('stay as they are where that look can say nothing, and resume looks again', async () => {
    const { etc, stateDir } = await place();
    const { parts } = watched(stateDir);
    const blind: ApplyParts = {
      ...parts,
      look: async (conditions) =>
        conditions.length < 3
          ? parts.look(conditions)
          : conditions.map((condition) => ({ condition, finding: undecided('no light') })),
    };
    const end = await applyPlan(blind, chain(etc), opening);
    expect(end.failure).toMatchObject({ code: 'DM051', exitCode: 31 });
    const resumed = await resumeRun(parts, await cutOffRun(stateDir));
    expect(resumed).toMatchObject({ end: 'done', failure: null });
    expect(told(stateDir).filter((line) => line.startsWith('verified'))).toHaveLength(3);
  });

  test('are looked at one by one where an action fails', async () => {
    const { etc, stateDir } = await place();
    const before = snapshot(etc);
    const { parts, looks } = watched(stateDir, (moment, step) => {
      if (moment === 'after-intent' && step === 'fresh') writeFileSync(`${etc}/new/profile`, 'x');
    });
    const end = await applyPlan(parts, chain(etc), opening);
    expect(end.failure?.exitCode).toBe(32);
    expect(looks.slice(0, 2)).toEqual(['new', 'profile config']);
    // Their own folder holds what somebody else put there.
    rmSync(`${etc}/new/profile`);
    await rollbackRun(parts, await cutOffRun(stateDir));
    expect(snapshot(etc)).toEqual(before);
  });
});

describe('a run that dies among such steps', () => {
  test('goes on after the last one that its journal has gone past, and looks at each from there', async () => {
    const { etc, stateDir } = await place();
    await dying(stateDir, chain(etc), 'after-result', 'fresh');
    expect(stepsLeft(await cutOffRun(stateDir), 'do').map(({ id }) => id)).toEqual([
      'fresh',
      'changed',
    ]);
    const { parts, looks } = watched(stateDir);
    const end = await resumeRun(parts, await cutOffRun(stateDir));
    expect(end).toMatchObject({ end: 'done', failure: null });
    expect(looks).toEqual(['profile', 'profile', 'config', 'config new', 'config new']);
  });

  test('stops where what it went past is not so any more', async () => {
    const { etc, stateDir } = await place();
    await dying(stateDir, chain(etc), 'after-result', 'changed');
    rmSync(`${etc}/new`, { recursive: true });
    const end = await resumeRun(partsFor({ stateDir }).parts, await cutOffRun(stateDir));
    expect(end.failure).toMatchObject({ code: 'DM051', exitCode: 31 });
    expect(end.failure?.message).toContain('did not have the expected effect');
  });

  const deaths = ['folder', 'fresh', 'changed'].flatMap((step) =>
    (['before-intent', 'after-intent', 'after-effect', 'after-result'] as const).map(
      (moment) => [moment, step] as const,
    ),
  );

  test.each(deaths)('%s of %s: resume reaches the end, rollback the start', async (...death) => {
    const [there, back] = [await place(), await place()];
    await dying(there.stateDir, chain(there.etc), ...death);
    const end = await resumeRun(
      partsFor({ stateDir: there.stateDir }).parts,
      await cutOffRun(there.stateDir),
    );
    expect(end).toMatchObject({ end: 'done', changed: true, failure: null });
    expect(readFileSync(`${there.etc}/config`, 'utf8')).toBe('first\nmore\n');
    const before = snapshot(back.etc);
    await dying(back.stateDir, chain(back.etc), ...death);
    await rollbackRun(partsFor({ stateDir: back.stateDir }).parts, await cutOffRun(back.stateDir));
    expect(snapshot(back.etc)).toEqual(before);
  });
});

test('a plan in which nobody would look at a step is not made', async () => {
  const { etc } = await place();
  const { steps } = chain(etc);
  const parts = { command: 'resize', refusals: [], warnings: [], layout: null };
  expect(() => makePlan({ ...parts, steps: steps.slice(0, 2) })).toThrow(
    'changed does not come after folder',
  );
  expect(() => makePlan({ ...parts, steps: steps.toReversed() })).toThrow();
});
