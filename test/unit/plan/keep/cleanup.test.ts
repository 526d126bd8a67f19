import { describe, expect, test } from 'vitest';
import { known, unknown } from '../../../../src/model/known.ts';
import type { OldRoot } from '../../../../src/model/facts/docker-state.ts';
import { bytes, GIB } from '../../../../src/model/units.ts';
import { planCleanup } from '../../../../src/plan/keep/cleanup.ts';

const BACKUP = '/var/lib/docker.bk';
const moved = { path: '/var/lib/docker', backup: BACKUP, mark: { below: '', inode: 42 } };
const found: OldRoot = {
  inode: known(42),
  mark: known(42),
  mounts: known([]),
  holdings: known({ images: 2, containers: 0, volumes: 1, plugins: 0, swarm: false }),
  size: known(bytes(3 * GIB)),
};

const plan = (change: Partial<OldRoot> = {}, problems: readonly string[] = []) =>
  planCleanup({ moved, found: { ...found, ...change }, problems });

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
