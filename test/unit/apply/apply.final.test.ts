import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { applyPlan, resumeRun, rollbackRun } from '../../../src/apply/apply.ts';
import type { ApplyParts } from '../../../src/apply/parts.ts';
import { unfinishedRun } from '../../../src/apply/runs.ts';
import { createHost } from '../../../src/host/create-host.ts';
import { HostError, type Host } from '../../../src/model/host.ts';
import type { Plan, Step } from '../../../src/model/plan/plan.ts';
import {
  cutOffRun,
  opening,
  partsFor,
  place,
  planOfFiles,
  snapshot,
} from '../../helpers/run-of-files.ts';
import { stepId } from '../../helpers/step-id.ts';

describe('a run with a step that nothing takes back', () => {
  /** The middle step grows something, so to speak. */
  const withFinalStep = (etc: string): Plan => {
    const plan = planOfFiles(etc);
    const steps = plan.steps.map((step) =>
      step.id === stepId('fresh') ? { ...step, final: true as const, undo: [] } : step,
    );
    return { ...plan, steps };
  };

  const failingAt = (stateDir: string, etc: string): ApplyParts => ({
    ...partsFor({ stateDir }).parts,
    failpoint: (moment, step) => {
      if (moment === 'after-intent' && step === 'changed') writeFileSync(`${etc}/config`, 'mine\n');
    },
  });

  test('stops where a later step fails, and goes on once the cause is mended', async () => {
    const { etc, stateDir } = await place();
    const end = await applyPlan(failingAt(stateDir, etc), withFinalStep(etc), opening);
    expect(end).toMatchObject({ end: 'stopped', changed: true });
    expect(end.failure).toMatchObject({ code: 'DM051', exitCode: 31 });
    writeFileSync(`${etc}/config`, 'first\n');
    const resumed = await resumeRun(partsFor({ stateDir }).parts, await cutOffRun(stateDir));
    expect(resumed).toMatchObject({ end: 'done', failure: null });
    expect(readFileSync(`${etc}/config`, 'utf8')).toBe('first\nmore\n');
  });

  test('is given up by a rollback, which leaves it and what it stands on', async () => {
    const { etc, stateDir } = await place();
    await applyPlan(failingAt(stateDir, etc), withFinalStep(etc), opening);
    const back = await rollbackRun(partsFor({ stateDir }).parts, await cutOffRun(stateDir));
    expect(back).toMatchObject({ end: 'put-back', changed: true, failure: null });
    expect(readFileSync(`${etc}/new/profile`, 'utf8')).toBe('threshold=80\n');
    expect(await unfinishedRun(partsFor({ stateDir }).parts.host, stateDir)).toBeNull();
  });

  test('is put back where that very step failed and left things as they were', async () => {
    const { etc, stateDir } = await place();
    const before = snapshot(etc);
    const host = createHost();
    const full: Host = {
      ...host,
      replaceFile: (path, ...rest) =>
        path.startsWith(etc)
          ? Promise.reject(new HostError('cannot-write', path, 'no space left on device'))
          : host.replaceFile(path, ...rest),
    };
    const parts = { ...partsFor({ stateDir }).parts, host: full };
    const end = await applyPlan(parts, withFinalStep(etc), opening);
    expect(end).toMatchObject({ end: 'put-back', changed: false });
    expect(end.failure).toMatchObject({ exitCode: 30 });
    expect(snapshot(etc)).toEqual(before);
  });

  test('is put back by a rollback where the step was cut off before it did anything', async () => {
    const { etc, stateDir } = await place();
    const before = snapshot(etc);
    const dying: ApplyParts = {
      ...partsFor({ stateDir }).parts,
      failpoint: (moment, step) => {
        if (moment === 'after-intent' && step === 'fresh') throw new Error('cut off');
      },
    };
    await expect(applyPlan(dying, withFinalStep(etc), opening)).rejects.toThrow('cut off');
    const back = await rollbackRun(partsFor({ stateDir }).parts, await cutOffRun(stateDir));
    expect(back).toMatchObject({ end: 'put-back', changed: false, failure: null });
    expect(snapshot(etc)).toEqual(before);
  });

  describe('that removes a folder with all that is in it', () => {
    /** The second of two steps removes a tree, and is cut off when half of that is gone. */
    const half = async (): Promise<{ readonly etc: string; readonly stateDir: string }> => {
      const { etc, stateDir } = await place();
      mkdirSync(`${etc}/tree`);
      for (const name of ['one', 'two']) writeFileSync(`${etc}/tree/${name}`, name);
      const path = `${etc}/tree`;
      const plan = withFinalStep(etc);
      const [first] = plan.steps;
      const remove: Step = {
        ...{
          id: stepId('remove'),
          title: 'remove',
          why: '',
          documented: null,
          risk: 'destroys-data',
        },
        ...{ final: true, undo: [], action: { kind: 'remove-tree', path } },
        before: [{ kind: 'directory', path, is: 'present' }],
        after: [{ kind: 'directory', path, is: 'absent' }],
      };
      if (first === undefined) throw new Error('no step');
      const steps = [first, remove];
      const host: Host = {
        ...createHost(),
        removeTree: () => {
          rmSync(`${path}/one`);
          return Promise.reject(new HostError('cannot-write', path, 'EIO: i/o error'));
        },
      };
      const end = await applyPlan(
        { ...partsFor({ stateDir }).parts, host },
        { ...plan, steps },
        opening,
      );
      expect(end).toMatchObject({ end: 'stopped', changed: true, failure: { exitCode: 31 } });
      return { etc, stateDir };
    };

    test('stops where half of it is gone, and goes on', async () => {
      const { etc, stateDir } = await half();
      const resumed = await resumeRun(partsFor({ stateDir }).parts, await cutOffRun(stateDir));
      expect(resumed).toMatchObject({ end: 'done', failure: null });
      expect(existsSync(`${etc}/tree`)).toBe(false);
    });

    test('is given up by a rollback, which takes nothing back that half a folder would replace', async () => {
      const { etc, stateDir } = await half();
      const done = snapshot(etc);
      const back = await rollbackRun(partsFor({ stateDir }).parts, await cutOffRun(stateDir));
      expect(back).toMatchObject({ end: 'put-back', changed: true, failure: null });
      expect(snapshot(etc)).toEqual(done);
    });
  });
});
