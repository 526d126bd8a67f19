import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { applyPlan, resumeRun } from '../../../src/apply/apply.ts';
import type { Plan } from '../../../src/model/plan/plan.ts';
import { fileStep } from '../../../src/plan/steps/files.ts';
import { sha256Of } from '../../../src/model/sha256.ts';
import {
  cutOffRun,
  Death,
  opening,
  partsFor,
  place,
  planOfFiles,
} from '../../helpers/run-of-files.ts';
import { stepId } from '../../helpers/step-id.ts';

/** What a tool that is cut off leaves: neither the old content nor the new. */
const HALF = 'half\n';

/** The last step of the plan mends a file that was cut off half way. */
function planThatMends(etc: string): Plan {
  const plan = planOfFiles(etc);
  const old = { text: HALF, sha256: sha256Of(HALF) };
  const words = { id: stepId('mend-changed'), title: 'Mend it', why: 'it is half' };
  const mend = [fileStep({ path: `${etc}/config`, text: 'first\n', old }, words)];
  const steps = plan.steps.map((step) =>
    step.id === stepId('changed') ? { ...step, mend } : step,
  );
  return { ...plan, steps };
}

describe('a step that was cut off in its middle', () => {
  test('is mended and then taken, where this run had begun it', async () => {
    const { etc, stateDir } = await place();
    const die = { moment: 'after-intent', step: 'changed' } as const;
    await expect(
      applyPlan(partsFor({ stateDir, die }).parts, planThatMends(etc), opening),
    ).rejects.toThrow(Death);
    writeFileSync(`${etc}/config`, HALF);
    const { parts, events } = partsFor({ stateDir });
    const end = await resumeRun(parts, await cutOffRun(stateDir));
    expect(end).toMatchObject({ end: 'done', failure: null });
    expect(readFileSync(`${etc}/config`, 'utf8')).toBe('first\nmore\n');
    expect(events.filter(({ kind }) => kind === 'step-failed')).toEqual([]);
  });

  test('is left alone where this run had not begun it: the half work is somebody else’s', async () => {
    const { etc, stateDir } = await place();
    const die = { moment: 'before-intent', step: 'changed' } as const;
    await expect(
      applyPlan(partsFor({ stateDir, die }).parts, planThatMends(etc), opening),
    ).rejects.toThrow(Death);
    writeFileSync(`${etc}/config`, HALF);
    const end = await resumeRun(partsFor({ stateDir }).parts, await cutOffRun(stateDir));
    expect(end).toMatchObject({ end: 'stopped' });
    expect(readFileSync(`${etc}/config`, 'utf8')).toBe(HALF);
  });
});
