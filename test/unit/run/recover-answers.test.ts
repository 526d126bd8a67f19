import { readFileSync, statSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { applyPlan } from '../../../src/apply/apply.ts';
import { history } from '../../../src/reports/history.ts';
import { outputOf } from '../../../src/run/output.ts';
import type { Parts } from '../../../src/run/context.ts';
import { resume } from '../../../src/jobs/resume.ts';
import { rollback } from '../../../src/jobs/rollback.ts';
import type { JobOptions } from '../../../src/run/job.ts';
import { mustBeFinished } from '../../../src/run/unfinished.ts';
import { unfinishedRun } from '../../../src/apply/runs.ts';
import { makeStyle } from '../../../src/views/style.ts';
import { changingParts } from '../../helpers/changing-parts.ts';
import {
  Death,
  opening,
  partsFor,
  planOfFiles,
  snapshot,
  startState,
} from '../../helpers/run-of-files.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const plain = makeStyle(false, 'iec');

const options = (change: Partial<JobOptions> = {}): JobOptions => ({
  dryRun: false,
  script: false,
  detailedExitcode: false,
  lockTimeoutSeconds: 0,
  output: outputOf(['--quiet']),
  ...change,
});

interface Place {
  readonly root: string;
  readonly etc: string;
  readonly parts: Parts;
}

async function place(): Promise<Place> {
  const root = await temporaryFolder();
  startState(root);
  return { root, etc: `${root}/etc`, parts: changingParts(root) };
}

/** A host on which a run died after its second step. */
async function placeWithRunCutOff(): Promise<Place> {
  const here = await place();
  const die = { moment: 'after-result', step: 'fresh' } as const;
  const { parts } = partsFor({ stateDir: here.parts.stateDir, die });
  await expect(applyPlan(parts, planOfFiles(here.etc), opening)).rejects.toThrow(Death);
  return here;
}

describe('resume', () => {
  test('goes on with the run that was cut off and then finds nothing more to do', async () => {
    const { etc, parts } = await placeWithRunCutOff();
    const answer = await resume(parts, options());
    expect(answer).toMatchObject({ changed: true, exitCode: 0, runId: 'abc123', failures: [] });
    expect(answer.data['end']).toBe('done');
    expect(readFileSync(`${etc}/config`, 'utf8')).toBe('first\nmore\n');
    expect(await resume(parts, options())).toMatchObject({ changed: false, exitCode: 0 });
  });

  test('as a dry run tells the steps that are ahead and changes nothing', async () => {
    const { root, parts } = await placeWithRunCutOff();
    const before = snapshot(root);
    const answer = await resume(parts, options({ dryRun: true, detailedExitcode: true }));
    expect(answer).toMatchObject({ changed: false, exitCode: 10 });
    expect(answer.text(plain)).toContain('Nothing was changed');
    expect(snapshot(root)).toEqual(before);
  });

  test('writes a log for root alone', async () => {
    const { root, parts } = await placeWithRunCutOff();
    await resume(parts, options());
    const path = `${root}/log/abc123.log`;
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(`${root}/log`).mode & 0o777).toBe(0o700);
    const text = readFileSync(path, 'utf8');
    expect(text).toContain('do changed: Write changed');
    expect(text).not.toContain('threshold=80');
  });
});

describe('rollback', () => {
  test('takes back what the run did', async () => {
    const { etc, parts } = await placeWithRunCutOff();
    const answer = await rollback(parts, null, options());
    expect(answer).toMatchObject({ changed: true, exitCode: 0, runId: 'abc123' });
    expect(snapshot(etc)).toEqual({ [`${etc}/config`]: 'first\n' });
  });

  test('as a script takes the same back', async () => {
    const { parts } = await placeWithRunCutOff();
    const answer = await rollback(parts, null, options({ dryRun: true, script: true }));
    expect(answer.data['script']).toContain("begin '1. Remove ");
    expect(answer.text(plain)).toBe(answer.data['script']);
  });

  test.each([[null], ['abc123'], ['ffffff'], ['../../etc']])(
    'refuses when run %j is not unfinished',
    async (runId) => {
      const { etc, parts } = await place();
      await applyPlan(partsFor({ stateDir: parts.stateDir }).parts, planOfFiles(etc), opening);
      const refused = rollback(parts, runId, options());
      await expect(refused).rejects.toMatchObject({ failure: { code: 'DM056', exitCode: 20 } });
    },
  );
});

test('rollback of a finished set-up says that teardown is the word for it', async () => {
  const { etc, parts } = await place();
  const pool = { vg: 'docker', pool: 'thinpool' };
  const request = { ...opening.request, command: 'setup direct-lvm', options: pool };
  const apply = partsFor({ stateDir: parts.stateDir }).parts;
  const { steps, ...rest } = planOfFiles(etc);
  const [first, ...others] = steps.map((step) => ({ ...step, before: [], undo: [] }));
  if (first === undefined) throw new Error('the plan has no step');
  const plan = { ...rest, steps: [{ ...first, id: 'vgcreate' }, ...others] };
  await applyPlan(apply, plan, { ...opening, request });
  const fix = [expect.stringContaining('dmctl teardown --confirm docker/thinpool') as string];
  await expect(rollback(parts, opening.runId, options())).rejects.toMatchObject({
    failure: { code: 'DM056', fix },
  });
});

describe('an unfinished run', () => {
  test('is named to whoever wants to change something else', async () => {
    const { parts } = await placeWithRunCutOff();
    const run = await unfinishedRun(parts.host, parts.stateDir);
    expect(() => {
      mustBeFinished(run);
    }).toThrow('run abc123 is unfinished: setup direct-lvm /dev/xvdf');
  });

  test('stands in the history, which says how to go on', async () => {
    const { parts } = await placeWithRunCutOff();
    const answer = await history(parts);
    expect(answer.data).toMatchObject({ runs: [{ runId: 'abc123', outcome: 'unfinished' }] });
    expect(answer.text(plain)).toContain('dmctl resume');
  });
});

test('a user who is not root is told so before anything is read', async () => {
  const { parts } = await place();
  const mine = { ...parts, host: { ...parts.host, euid: 1000 } };
  const refusal = { failure: { code: 'DM003', exitCode: 4 } };
  await expect(resume(mine, options())).rejects.toMatchObject(refusal);
  await expect(rollback(mine, null, options())).rejects.toMatchObject(refusal);
  await expect(history(mine)).rejects.toMatchObject(refusal);
});
