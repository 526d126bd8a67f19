import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { applyPlan, resumeRun } from '../../../src/apply/apply.ts';
import { unfinishedRun } from '../../../src/apply/runs.ts';
import type { Run } from '../../../src/model/journal.ts';
import { Death, opening, partsFor, planOfFiles, startState } from '../../helpers/run-of-files.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

async function place(): Promise<{ root: string; etc: string; stateDir: string }> {
  const root = await temporaryFolder();
  startState(root);
  return { root, etc: `${root}/etc`, stateDir: `${root}/state` };
}

async function cutOffRun(stateDir: string): Promise<Run> {
  const run = await unfinishedRun(partsFor({ stateDir }).parts.host, stateDir);
  if (run === null) throw new Error('there is no unfinished run');
  return run;
}

describe('a run taken up after a reboot', () => {
  test('takes a step again whose effect the reboot has taken away', async () => {
    const { etc, stateDir } = await place();
    const die = { moment: 'before-intent', step: 'fresh' } as const;
    await expect(
      applyPlan(partsFor({ stateDir, die }).parts, planOfFiles(etc), opening),
    ).rejects.toThrow(Death);
    // The folder stands for what does not outlive a reboot, as a stopped Docker does not.
    rmSync(`${etc}/new`, { recursive: true });
    const run = await cutOffRun(stateDir);
    const folderIsNeeded = run.plan.steps.map((step) =>
      step.id === 'fresh'
        ? { ...step, before: [...step.before, ...(run.plan.steps[0]?.after ?? [])] }
        : step,
    );
    const end = await resumeRun(partsFor({ stateDir }).parts, {
      ...run,
      plan: { ...run.plan, steps: folderIsNeeded },
    });
    expect(end).toMatchObject({ end: 'done', failure: null });
    expect(readFileSync(`${etc}/new/profile`, 'utf8')).toBe('threshold=80\n');
  });

  test('takes none again whose effect the step in progress has used up', async () => {
    const { etc, stateDir } = await place();
    const die = { moment: 'after-effect', step: 'changed' } as const;
    await expect(
      applyPlan(partsFor({ stateDir, die }).parts, planOfFiles(etc), opening),
    ).rejects.toThrow(Death);
    // As lvconvert uses up the volumes that lvcreate made: the profile became something else.
    writeFileSync(`${etc}/new/profile`, 'used up');
    const run = await cutOffRun(stateDir);
    const steps = run.plan.steps.map((step) =>
      step.id === 'changed'
        ? { ...step, before: [...step.before, ...(run.plan.steps[1]?.after ?? [])] }
        : step,
    );
    const resumed = { ...run, plan: { ...run.plan, steps } };
    const end = await resumeRun(partsFor({ stateDir }).parts, resumed);
    expect(end).toMatchObject({ end: 'done', failure: null });
    expect(readFileSync(`${etc}/new/profile`, 'utf8')).toBe('used up');
  });
});
