import { dockerFacts } from '../../../../src/docker/engine.ts';
import { describe, expect, test } from 'vitest';
import { known } from '../../../../src/model/known.ts';
import type { Plan, Step } from '../../../../src/model/plan/plan.ts';
import { planTeardown } from '../../../../src/plan/teardown/teardown.ts';
import { destroyed } from '../../../../src/plan/teardown/notices.ts';
import { planScript } from '../../../../src/views/script/script.ts';
import { syntaxErrors } from '../../../helpers/bash.ts';
import { NO_UNIT, withDockerDown, withInfo } from '../../../helpers/changed-facts.ts';
import { blankDisk } from '../../../helpers/blank-host.ts';
import { healthy, lvm, NO_LVM } from '../../../helpers/facts.ts';
import { setUp, teardownSite, type Different } from '../../../helpers/teardown-site.ts';
import type { DataRoot } from '../../../../src/model/facts/docker-state.ts';
import { changed } from '../../../helpers/engine.ts';

const plan = (different: Different = {}): Plan => planTeardown(teardownSite(different));
const ids = ({ steps }: Plan): readonly string[] => steps.map(({ id }) => id);
const notes = ({ warnings }: Plan): readonly string[] => warnings.map(({ code }) => code);

const everyStep = (steps: readonly Step[]): readonly Step[] =>
  steps.flatMap((step) => [step, ...everyStep(step.undo), ...everyStep(step.mend ?? [])]);

const { docker, dataRoot } = dockerFacts(healthy);
const root = dataRoot as Extract<DataRoot, { state: 'present' }>;
const holding = (volumes: number) => ({
  dataRoot: { ...root, holdings: { ...root.holdings, volumes } },
});

describe('the plan of a teardown', () => {
  test('has Docker up without the pool before anything is destroyed', () => {
    expect(ids(plan())).toEqual([
      'stop-docker',
      'set-data-root-aside',
      'daemon-json',
      'restore-data-root',
      'start-docker',
      'disable-unit',
      'unit',
      'release-pool',
      'deactivate-pool',
      'lvremove',
      'vgremove',
      'blank-end-xvdf',
      'pvremove-xvdf',
      'blank-xvdf',
      'profile',
      'remove-data-root',
    ]);
  });

  test('can be taken back up to the removal of the pool, and not from there on', () => {
    const { steps } = plan();
    const first = steps.findIndex(({ id }) => id === 'lvremove');
    expect(steps.map(({ final }) => final === true)).toEqual(steps.map((_, at) => at >= first));
    expect(steps.slice(first).flatMap(({ undo }) => undo)).toEqual([]);
  });

  test('has unique ids, and every step says what it leads to', () => {
    const steps = everyStep(plan({ record: { movedRoot: null } }).steps);
    const all = steps.map(({ id }) => id);
    expect(new Set(all).size).toBe(all.length);
    expect(steps.filter(({ after }) => after.length === 0)).toEqual([]);
  });

  test('is the same, byte for byte, for the same facts, and a script that bash reads', () => {
    expect(JSON.stringify(plan())).toBe(JSON.stringify(plan()));
    const script = planScript(plan());
    expect(syntaxErrors(script)).toBe('');
    expect(script).not.toContain('is_thin_pool docker');
    expect(script.indexOf('only_on_pool docker/thinpool')).toBeLessThan(
      script.indexOf('  lvremove -y'),
    );
  });

  test('says how much goes with the pool', () => {
    const [notice] = plan().warnings;
    expect(notice?.code).toBe('DM220');
    expect(notice?.message).toContain('1 image, 2 containers (97.5 MiB)');
    expect(destroyed(teardownSite())).toEqual({ images: 1, containers: 2, bytes: 195 * 524288 });
  });

  test('writes zeros over all of the disk only where that was asked for', () => {
    const step = ({ steps }: Plan, name: string) => steps.find(({ id }) => id === name);
    expect(step(plan(), 'erase-xvdf')).toBeUndefined();
    const erasing = plan({ request: { erase: true } });
    expect(step(erasing, 'erase-xvdf')).toMatchObject({
      action: {
        command: { program: 'blkdiscard', args: ['--zeroout', '--offset', '1048576', '/dev/xvdf'] },
      },
      unseen: true,
    });
    for (const one of [plan(), erasing])
      expect(step(one, 'blank-xvdf')?.action).toMatchObject({
        ...{ kind: 'zero-range', offset: 0, length: 1048576 },
        device: { path: '/dev/xvdf' },
      });
  });

  test('writes over a disk only what its label or what LVM left of it proves to be ours', () => {
    const [pv] = lvm.pvs;
    const uuid = pv?.uuid ?? '';
    const proofs = (wasBlank: boolean) =>
      plan({ request: { erase: true }, ownPvs: new Map([[uuid, wasBlank]]) }).steps.flatMap(
        ({ id, before, action }) => {
          const proven = before.filter(({ kind }) => /^(pv-present|device-leftover)$/.test(kind));
          return action.kind === 'zero-range' || id.startsWith('erase')
            ? [[id, proven, 'proof' in action ? action.proof : null]]
            : [];
        },
      );
    const device = blankDisk('/dev/xvdf').identity;
    const label = { kind: 'pv-present', device, uuid, vg: null };
    for (const wasBlank of [true, false]) {
      const proof = { kind: 'leftover', uuid, wasBlank };
      expect(proofs(wasBlank)).toEqual([
        ['erase-xvdf', [label], null],
        ['blank-end-xvdf', [label], { kind: 'label', uuid }],
        ['blank-xvdf', [{ kind: 'device-leftover', device, proof }], proof],
      ]);
    }
  });

  test('goes on with disks of its own that a teardown that was given up has left', () => {
    const [pv] = lvm.pvs;
    if (pv === undefined) throw new Error('no disk');
    const left = { ...pv, vg: null };
    const rest = plan({
      facts: {
        ...withInfo({ storageDriver: 'overlay2', devicemapper: null }),
        daemonJson: { state: 'absent', path: '/etc/docker/daemon.json' },
        lvm: known({ ...NO_LVM, pvs: [left] }),
        devices: [blankDisk('/dev/xvdf', { pv: known(left) })],
        ...NO_UNIT,
      },
    });
    expect(ids(rest)).toEqual(['blank-end-xvdf', 'pvremove-xvdf', 'blank-xvdf', 'profile']);
  });

  test('sets aside entry by entry what lies in a mount point, and brings back what was there', () => {
    const mounted = { ...root, mountPoint: true, mark: { below: '/containers', inode: 7 } };
    const mark = { below: '/containers', inode: 42 };
    const backup = '/var/lib/docker/docker.bk';
    const steps = plan({
      facts: { dataRoot: mounted },
      record: { movedRoot: { path: '/var/lib/docker', backup, mark } },
      ground: { keptBesides: known(['docker.bk']) },
    }).steps.map(({ id }) => id);
    expect(steps.slice(1, 9)).toEqual([
      'make-aside-directory',
      'set-data-root-aside',
      'name-aside-directory',
      'daemon-json',
      'open-backup-directory',
      'restore-data-root',
      'remove-backup-directory',
      'start-docker',
    ]);
    expect(steps.at(-1)).toBe('remove-data-root');
  });

  test('never removes a data root with another one that was set aside in it', () => {
    const kept = plan({ ground: { keptBesides: known(['docker.bk']) } });
    expect(ids(kept)).not.toContain('remove-data-root');
  });

  test('keeps the data root where volumes lie in it, and says so', () => {
    const kept = plan({ facts: holding(1) });
    expect(ids(kept)).not.toContain('remove-data-root');
    expect(notes(kept)).toEqual(['DM220', 'DM221']);
    const driver = plan({
      ground: { keptBesides: known(['what the storage driver overlay2 keeps']) },
    });
    expect(ids(driver)).not.toContain('remove-data-root');
    expect(driver.warnings[1]?.why).toContain('overlay2');
  });

  test('does not start a Docker that was stopped', () => {
    expect(ids(plan({ facts: withDockerDown('inactive') }))).not.toContain('start-docker');
  });

  test('leaves Docker and its data root alone where it has gone to another pool', () => {
    const elsewhere = plan({
      facts: {
        ...withInfo({ storageDriver: 'overlay2', devicemapper: null }),
        daemonJson: { ...dockerFacts(teardownSite().facts).daemonJson, state: 'absent' } as never,
      },
    });
    expect(ids(elsewhere).slice(0, 3)).toEqual(['disable-unit', 'unit', 'release-pool']);
    expect(ids(elsewhere)).not.toContain('remove-data-root');
  });

  test('leaves out what is gone already, down to nothing', () => {
    const gone = {
      ...withInfo({ storageDriver: 'overlay2', devicemapper: null }),
      daemonJson: { state: 'absent', path: '/etc/docker/daemon.json' } as const,
      lvm: known(NO_LVM),
      devices: [],
      ...NO_UNIT,
    };
    const rest = plan({ facts: gone });
    expect(ids(rest)).toEqual(['profile']);
    expect(notes(plan({ facts: gone, ground: { asideTaken: known(true) } }))).toEqual(['DM221']);
    expect(plan({ facts: gone, ground: { profile: known(null) } })).toMatchObject({
      steps: [],
      refusals: [],
      warnings: [],
    });
  });

  test('removes the daemon.json and the folder that only the setup made', () => {
    const daemonJson = { path: '/etc/docker/daemon.json', before: null, after: '' };
    const { text } = dockerFacts(teardownSite().facts).daemonJson as { text: string };
    const made = plan({
      record: { daemonJson: { ...daemonJson, after: text }, folders: ['/etc/docker'] },
      ground: { folders: known(new Map([['/etc/docker', ['daemon.json']]])) },
    });
    expect(ids(made)).toContain('daemon-json-directory');
    const steps = made.steps.filter(({ id }) => id.startsWith('daemon-json'));
    expect(steps.map(({ action }) => action.kind)).toEqual(['remove-file', 'remove-directory']);
  });

  test('leaves a profile alone that was changed since, and a disk that others added', () => {
    const [pv] = lvm.pvs;
    if (pv === undefined) throw new Error('no disk');
    const added = { ...pv, device: '/dev/xvdg', uuid: 'theirs' };
    const left = plan({
      ground: { profile: known('c'.repeat(64)) },
      facts: { lvm: known({ ...lvm, pvs: [...lvm.pvs, added] }) },
    });
    expect(ids(left)).not.toContain('profile');
    expect(notes(left)).toEqual(['DM220', 'DM221', 'DM221']);
  });

  test('takes loop files away with their data root', () => {
    const loop = planTeardown({
      ...teardownSite({ request: { confirm: 'loop-lvm' } }),
      record: { ...setUp, pool: null, profile: null },
      facts: changed(
        teardownSite().facts,
        withInfo({
          devicemapper: { ...devicemapperOf(), dataLoopFile: '/var/lib/docker/data' },
        }),
      ),
    });
    expect(ids(loop)).toEqual([
      'stop-docker',
      'remove-loop-pool',
      'set-data-root-aside',
      'daemon-json',
      'restore-data-root',
      'start-docker',
      'remove-data-root',
    ]);
    // A Docker that was woken before the settings of before were back runs on new loop files.
    expect(loop.steps.find(({ id }) => id === 'start-docker')?.after).toContainEqual({
      kind: 'loop-pool-absent',
      dataRoot: '/var/lib/docker',
    });
  });
});

function devicemapperOf() {
  const info = docker.info.known ? docker.info.value : null;
  if (info?.devicemapper == null) throw new Error('no pool');
  return info.devicemapper;
}

test('a dry run needs no confirmation', () => {
  expect(plan({ request: { confirm: null, dryRun: true } }).steps.length).toBeGreaterThan(0);
});
