import { describe, expect, test } from 'vitest';
import { known, unknown } from '../../../../src/model/known.ts';
import type { OldRoot } from '../../../../src/model/facts/docker-state.ts';
import { bytes, GIB } from '../../../../src/model/units.ts';
import { planCleanup, type MetadataCopies } from '../../../../src/plan/keep/cleanup.ts';

const BACKUP = '/var/lib/docker.bk';
const moved = { path: '/var/lib/docker', backup: BACKUP, mark: { below: '', inode: 42 } };
const found: OldRoot = {
  inode: known(42),
  mark: known(42),
  mounts: known([]),
  holdings: known({ images: 2, containers: 0, volumes: 1, plugins: 0, swarm: false }),
  size: known(bytes(3 * GIB)),
};

const COPIES = '/var/lib/dmctl/metadata';
const NO_COPIES: MetadataCopies = { path: COPIES, inode: known(null), problems: [] };

const plan = (change: Partial<OldRoot> = {}, problems: readonly string[] = []) =>
  planCleanup({ root: { moved, found: { ...found, ...change }, problems }, copies: NO_COPIES });

const copiesPlan = (changes: Partial<MetadataCopies>) =>
  planCleanup({ root: null, copies: { ...NO_COPIES, ...changes } });

describe('the copies of metadata that repairs took', () => {
  test('are removed for good, and said to be the way back', () => {
    const { steps, warnings } = copiesPlan({ inode: known(7) });
    expect(steps).toMatchObject([
      {
        id: 'remove-metadata-copies',
        action: { kind: 'remove-tree', path: COPIES },
        before: [{ kind: 'directory', path: COPIES, is: { inode: 7 } }],
        ...{ risk: 'destroys-data', final: true, undo: [] },
      },
    ]);
    expect(warnings[0]?.message).toContain('ends the way back from a repair');
  });

  test('go together with the old data root', () => {
    const copies = { ...NO_COPIES, inode: known(7) };
    const { steps } = planCleanup({ root: { moved, found, problems: [] }, copies });
    expect(steps.map(({ id }) => id)).toEqual(['remove-old-data-root', 'remove-metadata-copies']);
  });

  test.each<[situation: string, changes: Partial<MetadataCopies>, code: string]>([
    ['a pool is not well', { inode: known(7), problems: ['read-only'] }, 'DM073'],
    ['they could not be seen', { inode: unknown('?') }, 'DM007'],
  ])('stay where %s', (_, changes, code) => {
    const { refusals, steps } = copiesPlan(changes);
    expect(refusals.map((one) => one.code)).toEqual([code]);
    expect(steps).toEqual([]);
  });

  test('are nothing where there are none, whatever the pool is like', () => {
    expect(copiesPlan({ problems: ['read-only'] })).toMatchObject({ steps: [], refusals: [] });
  });
});

describe('the plan of a cleanup', () => {
  test('removes the very folder that was moved aside, for good, and says what goes', () => {
    const { steps, warnings } = plan();
    expect(steps).toMatchObject([
      {
        action: { kind: 'remove-tree', path: BACKUP },
        before: [{ kind: 'directory', path: BACKUP, is: { inode: 42 } }],
        risk: 'destroys-data',
        final: true,
        undo: [],
      },
    ]);
    expect(warnings[0]?.message).toBe(`removing ${BACKUP} frees 3 GiB`);
    expect(warnings[0]?.why).toContain('2 images, 1 volume');
  });

  test('is nothing where the folder is gone', () => {
    expect(plan({ inode: known(null) }, ['bad'])).toMatchObject({ steps: [], refusals: [] });
  });

  test.each<[situation: string, change: Partial<OldRoot>, problems: string[], code: string]>([
    ['another folder there', { mark: known(7) }, [], 'DM070'],
    ['a mount in it', { mounts: known([`${BACKUP}/mnt`]) }, [], 'DM045'],
    ['complaints of verify', {}, ['the pool is monitored: it is not'], 'DM073'],
    ['a folder nobody could see', { inode: unknown('?') }, [], 'DM007'],
    ['a mark nobody could see', { mark: unknown('?') }, [], 'DM007'],
    ['mounts nobody could see', { mounts: unknown('?') }, [], 'DM007'],
  ])('with %s is refused', (_, change, problems, code) => {
    const { refusals, steps } = plan(change, problems);
    expect(refusals[0]).toMatchObject({ code, exitCode: 20 });
    expect(steps).toEqual([]);
  });
});
