import { dockerFacts } from '../../docker/engine.ts';
import { restoreDaemonJson } from '../../docker/daemon-json-restore.ts';
import type { Condition } from '../../model/plan/condition.ts';
import { dmName } from '../../model/names.ts';
import { knownOr } from '../../model/known.ts';
import type { Step } from '../../model/plan/plan.ts';
import { RUNNING, startStep, stopStep } from './service.ts';
import {
  type StepsWithBlobs,
  blobsOf,
  emptiedFolder,
  fileStep,
  removeFileStep,
} from '../steps/files.ts';
import { sha256Of } from '../../model/sha256.ts';
import { removeLoopPool } from './loop-pool.ts';
import { asideSteps, freshRoot, restoreSteps } from './restore-data-root.ts';
import { isEnginesPool, type TeardownSite } from '../steps/teardown-site.ts';
import { poolsRoot } from './teardown-roots.ts';

/**
 * Restores Docker as it ran before setup. All of it can be undone: the pool is removed only after Docker
 * has started without it.
 */
export function dockerSteps(site: TeardownSite): StepsWithBlobs {
  if (!isEnginesPool(site)) return daemonJsonSteps(site);
  const { facts, record } = site;
  const daemonJson = daemonJsonSteps(site);
  const stop = { ...stopStep(facts, []), documented: null };
  const loopPool: Step = { ...removeLoopPool(facts.engine.root), id: 'remove-loop-pool' };
  const steps = [
    stop,
    ...(record.pool === null ? [loopPool] : []),
    ...asideSteps(site),
    ...daemonJson.steps,
    ...restoreSteps(site),
    ...startSteps(site, daemonJson.steps),
  ];
  return { steps, blobs: daemonJson.blobs };
}

const NOTHING: StepsWithBlobs = { steps: [], blobs: {} };

/** Restores daemon.json as it was, or removes what dmctl wrote into it. */
function daemonJsonSteps(site: TeardownSite): StepsWithBlobs {
  const { facts, ground, record } = site;
  const { daemonJson } = dockerFacts(facts);
  if (record.daemonJson === null || daemonJson.state !== 'present') return NOTHING;
  const { path, text, sha256 } = daemonJson;
  const restored = restoreDaemonJson(text, record.daemonJson);
  if (!restored.ok || restored.value === text) return NOTHING;
  const words = { id: 'daemon-json' } as const;
  if (restored.value === null) {
    const owner = knownOr(ground.engine.daemonJson, null) ?? { uid: 0, gid: 0, mode: 0o600 };
    const title = `Remove ${path}`;
    const why = 'it did not exist before setup';
    const step = removeFileStep({ path, text, owner }, { ...words, title, why });
    const steps = [step, ...emptiedFolder(site, path, 'daemon-json-directory')];
    return { steps, blobs: blobsOf([{ path, text, old: null }]) };
  }
  const isAsItWas = restored.value === record.daemonJson.before;
  const title = isAsItWas
    ? `Restore ${path} as it was before setup`
    : `Remove dmctl's storage settings from ${path}`;
  const why = isAsItWas ? 'it has not been changed since' : 'later changes are kept';
  const file = { path, text: restored.value, old: { text, sha256 } };
  return { steps: [fileStep(file, { ...words, title, why })], blobs: blobsOf([file]) };
}

/** A Docker that a reboot started too early failed, and systemd remembers that. */
const NOT_FAILED: Condition = { kind: 'units-not-failed', names: ['docker.service'] };

/** A Docker started too early runs on the pool, since it read the settings of the setup. */
function withoutItsPool(site: TeardownSite): readonly Condition[] {
  const { pool } = site.record;
  if (pool !== null) return [{ kind: 'docker-off-pool', pool: dmName(pool.vg, pool.lv) }];
  const root = poolsRoot(site);
  return root === null ? [] : [{ kind: 'loop-pool-absent', dataRoot: root.path }];
}

/** Starts Docker if it was running; it must start before anything is destroyed. */
function startSteps(site: TeardownSite, daemonJson: readonly Step[]): readonly Step[] {
  const { docker, daemonJson: file } = dockerFacts(site.facts);
  if (!docker.running.known || !docker.running.value) return [];
  const fresh = freshRoot(site);
  const present = file.state === 'present' ? sha256Of(file.text) : null;
  const content = daemonJson.filter(({ id }) => id === 'daemon-json').flatMap(({ after }) => after);
  const asFound: Condition = { kind: 'file', path: file.path, sha256: present };
  const start = startStep(docker.manager, '', [
    ...(content.length > 0 ? content : [asFound]),
    ...fresh.before,
    ...(docker.manager === 'systemd' ? [NOT_FAILED] : []),
  ]);
  return [
    {
      ...start,
      title: 'Start Docker as it was before setup',
      why: 'it was running, and must start without the pool before the pool is removed',
      documented: null,
      after: [RUNNING, ...withoutItsPool(site)],
      mend: [...fresh.mend, ...(start.mend ?? [])],
    },
  ];
}
