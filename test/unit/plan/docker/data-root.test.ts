import { dockerFacts } from '../../../../src/docker/engine.ts';
import { describe, expect, test } from 'vitest';
import type { DataRoot } from '../../../../src/model/facts/docker-state.ts';
import { known } from '../../../../src/model/known.ts';
import { dataRootRefusals } from '../../../../src/plan/docker/data-root-refusals.ts';
import { dataRootSteps } from '../../../../src/plan/docker/data-root.ts';
import { blankHost } from '../../../helpers/blank-host.ts';
import { root } from '../../../helpers/loop-lvm.ts';
import type { Changes } from '../../../helpers/engine.ts';

const { docker } = dockerFacts(blankHost());
const stopped: Changes = { docker: { ...docker, running: known(false), info: known(null) } };

const BACKUP = '/var/lib/docker/docker.bk';
const mounted: DataRoot = { ...root, mountPoint: true };

const overlay = { path: '/var/lib/docker/overlay2/a/merged', foreign: true };
const volumes = { path: '/var/lib/docker/volumes', foreign: true };
const plugins = { path: '/var/lib/docker/plugins', foreign: false };

function codes(mountsBelow: (typeof volumes)[], change: Changes = {}): readonly string[] {
  const facts = blankHost({ dataRoot: { ...root, mountsBelow }, ...change });
  return dataRootRefusals(facts, true).map(({ code }) => code);
}

describe('a data root on its own mount', () => {
  test('stays, and what is in it is moved into a folder in it', () => {
    expect(dataRootRefusals(blankHost({ dataRoot: mounted }), false)).toEqual([]);
    const steps = dataRootSteps({
      dataRoot: mounted,
      dataRootBackup: { path: BACKUP, exists: false },
    });
    expect(steps.map(({ id }) => id)).toEqual([
      'make-backup-directory',
      'move-data-root',
      'name-backup-directory',
    ]);
    expect(steps.flatMap(({ undo }) => undo.map(({ id }) => id))).toEqual([
      'undo-make-backup-directory',
      'undo-move-data-root',
      'undo-new-entries',
      'undo-name-backup-directory',
    ]);
  });

  test('that is empty, or holds what was moved aside earlier alone, is left as it is', () => {
    const facts = blankHost({
      dataRoot: { ...mounted, empty: true },
      dataRootBackup: { path: BACKUP, exists: true },
    });
    expect(dataRootRefusals(facts, false)).toEqual([]);
    expect(dataRootSteps(dockerFacts(facts))).toEqual([]);
  });

  test('is refused where an earlier one lies in it beside other things', () => {
    const facts = blankHost({
      dataRoot: mounted,
      dataRootBackup: { path: BACKUP, exists: true },
    });
    expect(dataRootRefusals(facts, true)).toMatchObject([
      { code: 'DM045', why: `${BACKUP} already exists` },
    ]);
  });
});

describe('what is mounted below a data root', () => {
  test('does not matter where Docker takes it down when it stops', () => {
    expect(codes([overlay, plugins])).toEqual([]);
  });

  test('is refused where it is of another file system and would stay', () => {
    expect(codes([overlay, volumes])).toEqual(['DM045']);
  });

  test('is refused where Docker is stopped: containers may have outlived it', () => {
    expect(codes([overlay], stopped)).toEqual(['DM049']);
    expect(codes([], stopped)).toEqual([]);
  });
});
