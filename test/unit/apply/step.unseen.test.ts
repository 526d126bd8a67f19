import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { applyPlan, resumeRun } from '../../../src/apply/apply.ts';
import type { Condition } from '../../../src/model/plan/condition.ts';
import type { Plan } from '../../../src/model/plan/plan.ts';
import { sha256Of } from '../../../src/model/sha256.ts';
import { makePlan } from '../../../src/plan/steps/make-plan.ts';
import { cutOffRun, Death, opening, partsFor, place } from '../../helpers/run-of-files.ts';
import { stepId } from '../../helpers/step-id.ts';

/** Makes a folder, by which nobody looks: what it starts from and what it leads to are the same. */
function planOf(etc: string, folder: string): Plan {
  const path = `${etc}/config`;
  const same: Condition = { kind: 'file', path, sha256: sha256Of(readFileSync(path, 'utf8')) };
  const step = {
    id: stepId('erase'),
    title: 'Erase it',
    why: 'because',
    documented: null,
    risk: 'safe',
    before: [same],
    action: {
      kind: 'make-directory',
      path: `${etc}/${folder}`,
      likeLabelOf: null,
      owner: { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0, mode: 0o755 },
    },
    after: [same],
    undo: [],
    unseen: true,
  } as const;
  const parts = { command: 'teardown', refusals: [], warnings: [], layout: null };
  return makePlan({ ...parts, steps: [step] }, {});
}

describe('a step of which nobody can see whether it was done as a whole', () => {
  test('is taken once more where it was cut off, though what it leads to is there', async () => {
    const { etc, stateDir } = await place();
    const die = { moment: 'after-intent', step: 'erase' } as const;
    const dying = applyPlan(partsFor({ stateDir, die }).parts, planOf(etc, 'done'), opening);
    await expect(dying).rejects.toThrow(Death);
    expect(existsSync(`${etc}/done`)).toBe(false);
    const end = await resumeRun(partsFor({ stateDir }).parts, await cutOffRun(stateDir));
    expect(end).toMatchObject({ end: 'done', failure: null });
    expect(existsSync(`${etc}/done`)).toBe(true);
  });

  test('has failed where its tool says so', async () => {
    const { etc, stateDir } = await place();
    const end = await applyPlan(partsFor({ stateDir }).parts, planOf(etc, 'no/done'), opening);
    expect(end.end).not.toBe('done');
    expect(end.failure?.why).toContain('ENOENT');
  });
});
