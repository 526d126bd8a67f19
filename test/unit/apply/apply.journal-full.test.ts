import { describe, expect, test } from 'vitest';
import { applyPlan, resumeRun, rollbackRun } from '../../../src/apply/apply.ts';
import type { ApplyParts } from '../../../src/apply/parts.ts';
import { unfinishedRun } from '../../../src/apply/runs.ts';
import { HostError } from '../../../src/model/host.ts';
import {
  cutOffRun,
  opening,
  partsFor,
  place,
  planOfFiles,
  snapshot,
} from '../../helpers/run-of-files.ts';

/** The parts of a host whose journal takes so many lines and no more. */
function withRoomFor(lines: number, parts: ApplyParts): ApplyParts {
  const openAppend: ApplyParts['host']['openAppend'] = async (path) => {
    const file = await parts.host.openAppend(path);
    let left = lines;
    const append = (line: string): Promise<void> => {
      left -= 1;
      if (left >= 0) return file.append(line);
      return Promise.reject(new HostError('cannot-write', path, 'no space left on device'));
    };
    return { ...file, append };
  };
  return { ...parts, host: { ...parts.host, openAppend } };
}

/** Opened, three lines for each of three steps, closed. */
const ALL = 11;

describe('a journal that cannot be written any more', () => {
  test('before its first line leaves the host alone, and nothing is unfinished', async () => {
    const { etc, stateDir } = await place();
    const before = snapshot(etc);
    const { parts } = partsFor({ stateDir });
    const run = applyPlan(withRoomFor(0, parts), planOfFiles(etc), opening);
    await expect(run).rejects.toThrow('no space left');
    expect(snapshot(etc)).toEqual(before);
    expect(await unfinishedRun(parts.host, stateDir)).toBeNull();
    expect(await parts.host.list(`${stateDir}/runs`)).toEqual([]);
  });

  for (let lines = 1; lines < ALL; lines += 1) {
    test(`after ${String(lines)} lines stops the run: resume finishes it, rollback undoes it`, async () => {
      for (const [goOn, wanted] of [
        [resumeRun, 'done'],
        [rollbackRun, 'put-back'],
      ] as const) {
        const { etc, stateDir } = await place();
        const before = snapshot(etc);
        const { parts } = partsFor({ stateDir });
        const end = await applyPlan(withRoomFor(lines, parts), planOfFiles(etc), opening);
        expect(end).toMatchObject({ end: 'stopped', failure: { code: 'DM051', exitCode: 31 } });
        expect(end.failure?.why).toContain('no space left on device');
        const after = await goOn(parts, await cutOffRun(stateDir));
        expect(after).toMatchObject({ end: wanted, failure: null });
        if (wanted === 'put-back') expect(snapshot(etc)).toEqual(before);
        expect(await unfinishedRun(parts.host, stateDir)).toBeNull();
      }
    });
  }
});
