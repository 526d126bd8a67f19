import { readFileSync, statSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { applyPlan } from '../../../src/apply/apply.ts';
import { history } from '../../../src/reports/history.ts';
import { outputOf } from '../../../src/run/output.ts';
import { resume, rollback } from '../../../src/jobs/recovery.ts';
import type { JobOptions } from '../../../src/run/job.ts';
import { makeStyle } from '../../../src/views/style.ts';
import { freshPlace, placeWithInterruptedRun } from '../../helpers/interrupted-run.ts';
import { opening, partsFor, planOfFiles, snapshot } from '../../helpers/run-of-files.ts';

const plain = makeStyle(false, 'iec');

const options = (change: Partial<JobOptions> = {}): JobOptions => ({
  dryRun: false,
  script: false,
  detailedExitcode: false,
  lockTimeoutSeconds: 0,
  output: outputOf(['--quiet']),
  ...change,
});

describe('resume', () => {
  test('continues an interrupted run, and then finds nothing to do', async () => {
    const { etc, parts } = await placeWithInterruptedRun();
    const answer = await resume(parts, options());
    expect(answer).toMatchObject({ changed: true, exitCode: 0, runId: 'abc123', failures: [] });
    expect(answer.data['end']).toBe('done');
    expect(readFileSync(`${etc}/config`, 'utf8')).toBe('first\nmore\n');
    expect(await resume(parts, options())).toMatchObject({ changed: false, exitCode: 0 });
  });

  test('as a dry run shows the steps that are ahead and changes nothing', async () => {
    const { root, parts } = await placeWithInterruptedRun();
    const before = snapshot(root);
    const answer = await resume(parts, options({ dryRun: true, detailedExitcode: true }));
    expect(answer).toMatchObject({ changed: false, exitCode: 10 });
    expect(answer.text(plain)).toContain('Nothing was changed');
    expect(snapshot(root)).toEqual(before);
  });

  test('writes a log that only root can read', async () => {
    const { root, parts } = await placeWithInterruptedRun();
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
  test('undoes what the run did', async () => {
    const { etc, parts } = await placeWithInterruptedRun();
    const answer = await rollback(parts, null, options());
    expect(answer).toMatchObject({ changed: true, exitCode: 0, runId: 'abc123' });
    expect(snapshot(etc)).toEqual({ [`${etc}/config`]: 'first\n' });
  });

  test('as a script undoes the same', async () => {
    const { parts } = await placeWithInterruptedRun();
    const answer = await rollback(parts, null, options({ dryRun: true, script: true }));
    expect(answer.data['script']).toContain("begin '1. Remove ");
    expect(answer.text(plain)).toBe(answer.data['script']);
  });

  test.each([[null], ['abc123'], ['ffffff'], ['../../etc']])(
    'refuses when run %j is not unfinished',
    async (runId) => {
      const { etc, parts } = await freshPlace();
      await applyPlan(partsFor({ stateDir: parts.stateDir }).parts, planOfFiles(etc), opening);
      const refused = rollback(parts, runId, options());
      await expect(refused).rejects.toMatchObject({ failure: { code: 'DM056', exitCode: 20 } });
    },
  );
});

test('rollback of a finished setup names teardown instead', async () => {
  const { etc, parts } = await freshPlace();
  const pool = { vg: 'docker', pool: 'thinpool' };
  const request = { ...opening.request, command: 'setup direct-lvm', options: pool };
  const apply = partsFor({ stateDir: parts.stateDir }).parts;
  const { steps, ...rest } = planOfFiles(etc);
  const [first, ...others] = steps.map((step) => ({ ...step, before: [], undo: [] }));
  if (first === undefined) throw new Error('the plan has no step');
  const plan = { ...rest, steps: [{ ...first, id: 'vgcreate' as const }, ...others] };
  await applyPlan(apply, plan, { ...opening, request });
  const fix = [expect.stringContaining('dmctl teardown --confirm docker/thinpool') as string];
  await expect(rollback(parts, opening.runId, options())).rejects.toMatchObject({
    failure: { code: 'DM056', fix },
  });
});

test('other users than root are refused before anything is read', async () => {
  const { parts } = await freshPlace();
  const mine = { ...parts, host: { ...parts.host, euid: 1000 } };
  const refusal = { failure: { code: 'DM003', exitCode: 4 } };
  await expect(resume(mine, options())).rejects.toMatchObject(refusal);
  await expect(rollback(mine, null, options())).rejects.toMatchObject(refusal);
  await expect(history(mine)).rejects.toMatchObject(refusal);
});
