import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { applyPlan } from '../../../src/apply/apply.ts';
import { writes, type Outcome } from '../../../src/model/command.ts';
import type { Plan, Step } from '../../../src/model/plan/plan.ts';
import { makePlan } from '../../../src/plan/steps/make-plan.ts';
import { opening, partsFor, place } from '../../helpers/run-of-files.ts';
import { stepId } from '../../helpers/step-id.ts';

const outcome = (change: Partial<Outcome>): Outcome => ({
  exitCode: 0,
  signal: null,
  stdout: '',
  stderr: '',
  durationMs: 1,
  ...change,
});

/** One step that has a program write a file. */
function planFor(path: string): Plan {
  const sha256 = createHash('sha256').update('made\n').digest('hex');
  const step: Step = {
    id: stepId('make'),
    title: 'Make it',
    why: 'because',
    documented: null,
    risk: 'safe',
    before: [{ kind: 'file', path, sha256: null }],
    action: { kind: 'run', command: writes('lvm', ['version']) },
    after: [{ kind: 'file', path, sha256 }],
    undo: [],
  };
  const parts = { command: 'resize', steps: [step], refusals: [], warnings: [], layout: null };
  return makePlan(parts);
}

/** Carries it out with a program that writes the file or not, and ends as told. */
async function carriedOut(program: (path: string, call: number) => Outcome) {
  const { etc, stateDir } = await place();
  const path = `${etc}/made`;
  const { parts } = partsFor({ stateDir });
  let calls = 0;
  const run = (): Promise<Outcome> => Promise.resolve(program(path, ++calls));
  const end = await applyPlan({ ...parts, host: { ...parts.host, run } }, planFor(path), opening);
  return { calls, end };
}

const CTRL_C = outcome({ exitCode: null, signal: 'SIGINT' });

describe('a child that a signal for us ended', () => {
  test('before it had begun is started again, and the step is a whole one', async () => {
    const { calls, end } = await carriedOut((path, call) => {
      if (call === 1) return CTRL_C;
      writeFileSync(path, 'made\n');
      return outcome({});
    });
    expect({ calls, end: end.end, failure: end.failure }).toEqual({
      calls: 2,
      end: 'done',
      failure: null,
    });
  });

  test('in its middle is not started again', async () => {
    const { calls, end } = await carriedOut((path) => {
      writeFileSync(path, 'half');
      return CTRL_C;
    });
    expect(calls).toBe(1);
    expect(end.failure).toMatchObject({ exitCode: 30 });
  });
});
