import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { describe, expect, onTestFinished, test, type TestContext } from 'vitest';
import { applyPlan, resumeRun, rollbackRun } from '../../../src/apply/apply.ts';
import type { ApplyParts, Moment } from '../../../src/apply/parts.ts';
import { createHost } from '../../../src/host/create-host.ts';
import { holds } from '../../../src/model/plan/condition.ts';
import type { Plan } from '../../../src/model/plan/plan.ts';
import { checkConditions } from '../../../src/observe/conditions/conditions.ts';
import { backupFacts, dataRootFacts } from '../../../src/observe/docker/data-root.ts';
import { dataRootSteps } from '../../../src/plan/docker/data-root.ts';
import { makePlan } from '../../../src/plan/steps/make-plan.ts';
import { cutOffRun, Death, opening, partsFor, snapshot } from '../../helpers/run-of-files.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const host = createHost();

interface Site {
  readonly root: string;
  readonly stateDir: string;
  readonly plan: Plan;
}

/** A real mount with a data root of overlay2 on it, and the plan that sets it aside. */
async function site(skip: TestContext['skip']): Promise<Site> {
  const folder = await temporaryFolder();
  const root = `${folder}/docker`;
  mkdirSync(root);
  try {
    execFileSync('mount', ['-t', 'tmpfs', 'none', root], { stdio: 'ignore' });
  } catch {
    skip('mounting is not allowed here');
  }
  onTestFinished(() => void execFileSync('umount', [root]));
  for (const name of ['containers', 'image', 'lost+found', 'overlay2', 'swarm', 'volumes'])
    mkdirSync(`${root}/${name}/old`, { recursive: true });
  writeFileSync(`${root}/engine-id`, 'id\n');
  const seen = await dataRootFacts(host, root);
  const dataRootBackup = await backupFacts(host, seen);
  const steps = dataRootSteps({ dataRoot: seen, dataRootBackup });
  const parts = { command: 'setup direct-lvm', steps, refusals: [], warnings: [], layout: null };
  return { root, stateDir: `${folder}/state`, plan: makePlan(parts, {}) };
}

/** Docker is still, as far as this run can see. @param renames how many succeed before a death */
function runner(stateDir: string, die?: { moment: Moment; step: string }, renames = Infinity) {
  const { parts } = partsFor(die === undefined ? { stateDir } : { stateDir, die });
  let done = 0;
  return {
    ...parts,
    host: {
      ...host,
      rename: (from, to) => {
        if (done === renames) throw new Death();
        done += 1;
        return host.rename(from, to);
      },
    },
    look: async (conditions) =>
      (await checkConditions(host, conditions)).map((checked) =>
        checked.condition.kind === 'units' ? { ...checked, finding: holds } : checked,
      ),
  } satisfies ApplyParts;
}

const MOMENTS: readonly Moment[] = [
  'before-intent',
  'after-intent',
  'after-effect',
  'after-result',
];
const STEPS = ['make-backup-directory', 'move-data-root', 'name-backup-directory'];
const DEATHS = [
  ...STEPS.flatMap((step) => MOMENTS.map((moment) => ({ die: { moment, step } }))),
  ...[0, 1, 3, 5].map((renames) => ({ die: undefined, renames })),
].map((death) => ({ ...death, name: JSON.stringify(death) }));

const asRoot = describe.runIf(process.getuid?.() === 0);

asRoot('a data root on a real mount', () => {
  test('cannot be renamed, which is why', async ({ skip }) => {
    const { root } = await site(skip);
    await expect(host.rename(root, `${root}.bk`)).rejects.toMatchObject({ kind: 'busy' });
  });

  test('is set aside in itself by a run', async ({ skip }) => {
    const { root, stateDir, plan } = await site(skip);
    const end = await applyPlan(runner(stateDir), plan, opening);
    expect(end).toMatchObject({ end: 'done', failure: null });
    expect(readdirSync(root).sort()).toEqual(['docker.bk', 'lost+found']);
    expect(existsSync(`${root}/docker.bk/volumes/old`)).toBe(true);
  });

  describe.each(DEATHS)('where dmctl dies: $name', ({ die, ...death }) => {
    const renames = 'renames' in death ? death.renames : Infinity;
    async function dead(skip: TestContext['skip']) {
      const place = await site(skip);
      const before = snapshot(place.root);
      const dying = runner(place.stateDir, die, renames);
      await expect(applyPlan(dying, place.plan, opening)).rejects.toThrow(Death);
      return { ...place, before };
    }

    test('is set aside all the same when the run goes on', async ({ skip }) => {
      const { root, stateDir } = await dead(skip);
      const end = await resumeRun(runner(stateDir), await cutOffRun(stateDir));
      expect(end).toMatchObject({ end: 'done', failure: null });
      expect(readdirSync(root).sort()).toEqual(['docker.bk', 'lost+found']);
      expect(readdirSync(`${root}/docker.bk`)).toHaveLength(6);
    });

    test('is as it was when the run is undone, also where a Docker began anew', async ({
      skip,
    }) => {
      const { root, stateDir, before } = await dead(skip);
      for (const name of ['containers', 'swarm', 'volumes'])
        if (!existsSync(`${root}/${name}`)) mkdirSync(`${root}/${name}`);
      const end = await rollbackRun(runner(stateDir), await cutOffRun(stateDir));
      expect(end).toMatchObject({ end: 'put-back', failure: null });
      expect(snapshot(root)).toEqual(before);
    });
  });
});
