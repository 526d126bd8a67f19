import { mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { applyPlan } from '../../../src/apply/apply.ts';
import { endedRuns } from '../../../src/apply/ended-runs.ts';
import { lastDone, listRuns, unfinishedRun } from '../../../src/apply/runs.ts';
import type { Host } from '../../../src/model/host.ts';
import {
  cutOffRun,
  Death,
  opening,
  partsFor,
  place,
  planOfFiles,
} from '../../helpers/run-of-files.ts';

/** A host that tells which journals were read. */
function watched(host: Host): { readonly host: Host; readonly read: string[] } {
  const read: string[] = [];
  const readBytes: Host['readBytes'] = (path) => {
    if (path.endsWith('journal.jsonl')) read.push(path);
    return host.readBytes(path);
  };
  return { host: { ...host, readBytes }, read };
}

const any = (): boolean => true;

describe('a run that is over', () => {
  async function overRun() {
    const { etc, stateDir } = await place();
    const { parts } = partsFor({ stateDir });
    await applyPlan(parts, planOfFiles(etc), opening);
    return { etc, stateDir, index: `${stateDir}/ended.jsonl`, ...watched(parts.host) };
  }

  test('is found by the index of ended runs, and its journal is not read', async () => {
    const { host, stateDir, read } = await overRun();
    expect(await unfinishedRun(host, stateDir)).toBeNull();
    expect(await lastDone(host, stateDir, any)).toEqual(opening.request);
    expect(await lastDone(host, stateDir, () => false)).toBeNull();
    expect(read).toEqual([]);
  });

  test('is found by its journal where the index is lost, torn, or damaged', async () => {
    const { host, stateDir, read, index } = await overRun();
    const line = readFileSync(index, 'utf8');
    const losses = [
      () => {
        truncateSync(index, Math.floor(line.length / 2));
      },
      () => {
        writeFileSync(index, line.replace('done', 'dome'));
      },
      () => {
        rmSync(index);
      },
    ];
    for (const [round, lose] of losses.entries()) {
      lose();
      expect(await endedRuns(host, stateDir)).toEqual(new Map());
      expect(await unfinishedRun(host, stateDir)).toBeNull();
      expect(await lastDone(host, stateDir, any)).toEqual(opening.request);
      expect(read).toHaveLength(2 * (round + 1));
    }
  });

  test('counts for nothing once its directory was removed', async () => {
    const { host, stateDir } = await overRun();
    rmSync(`${stateDir}/runs/${opening.runId}`, { recursive: true });
    expect(await lastDone(host, stateDir, any)).toBeNull();
    expect(await listRuns(host, stateDir)).toEqual([]);
  });

  test('does not hide a later one that was interrupted', async () => {
    const { etc, stateDir, host } = await overRun();
    const later = { ...opening, runId: 'later1' };
    const die = { moment: 'after-intent', step: 'changed' } as const;
    const { parts } = partsFor({ stateDir, die });
    await expect(applyPlan(parts, planOfFiles(etc), later)).rejects.toThrow(Death);
    expect(await unfinishedRun(host, stateDir)).toMatchObject({ runId: 'later1' });
    expect(await cutOffRun(stateDir)).toMatchObject({ runId: 'later1' });
  });
});

test('given an index that cannot be written, a run ends as it does with one', async () => {
  const { etc, stateDir } = await place();
  const { parts } = partsFor({ stateDir });
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  mkdirSync(`${stateDir}/ended.jsonl`);
  const end = await applyPlan(parts, planOfFiles(etc), opening);
  expect(end).toMatchObject({ end: 'done', failure: null });
});
