import { clashingOptions } from '../../../docker/clash.ts';
import { configurationOf, dockerFacts } from '../../../docker/engine.ts';
import { DEFERRED_OPTIONS, isDeferredByDefault } from '../../../docker/deferred.ts';
import { storageSize } from '../../../docker/loop-files.ts';
import type { Facts } from '../../../model/facts/facts.ts';
import type { LoopGround } from '../../../model/facts/loop-pool.ts';
import { knownOr } from '../../../model/known.ts';
import type { Notice } from '../../../model/notice.ts';
import type { PoolOnLoopFiles } from '../../../model/plan/condition.ts';
import type { Plan, Step } from '../../../model/plan/plan.ts';
import { type Bytes, formatBytes } from '../../../model/units.ts';
import { cannotEdit, daemonJsonFile } from '../../docker/daemon-json.ts';
import { dataRootSteps } from '../../docker/data-root.ts';
import { afterFailedStart } from '../../docker/loop-pool.ts';
import {
  configurationRefusals,
  dockerRefusals,
  driverRefusals,
  serviceRefusals,
  setOutside,
} from '../../docker/refusals.ts';
import { daemonJsonStep, startStep, stopStep } from '../../docker/service.ts';
import { blobsOf, contentOf, folderStep, parentOf } from '../../steps/files.ts';
import { hostRefusals } from '../../steps/host-refusals.ts';
import { makePlan, planNothing } from '../../steps/make-plan.ts';
import { refusal, unseen } from '../../steps/refusal.ts';
import { directLvmRefusal, loopWarnings, plannedSizes, requestRefusals } from './refusals.ts';
import { type SetupLoopLvmRequest, otherOptions, sizeOptions } from './request.ts';
import { type OnLoopFiles, loopSite } from './site.ts';

/** The input of the plan. */
interface Seen {
  readonly facts: Facts;
  readonly ground: LoopGround;
  readonly request: SetupLoopLvmRequest;
}

/**
 * Plans `dmctl setup loop-lvm`: the documented procedure for testing, nothing if Docker already runs on
 * loop files as requested, or refusals.
 */
export function planSetupLoopLvm(
  facts: Facts,
  ground: LoopGround,
  request: SetupLoopLvmRequest,
): Plan {
  const seen = { facts, ground, request };
  const basics = [...driverRefusals(facts), ...hostRefusals(facts, false)];
  if (basics.length > 0) return refused(basics);
  const asked = requestRefusals(facts, request);
  if (asked.length > 0) return refused(asked);
  const site = loopSite(facts, ground);
  switch (site.kind) {
    case 'direct-lvm':
      return refused([directLvmRefusal(facts, site.pool)]);
    case 'unknown':
      return refused(unknownSite(seen, site.why));
    case 'loop-files':
      return site.named ? planNamed(seen, site) : planUnnamed(seen, site);
    case 'none':
      return planFresh(seen);
  }
}

const refused = (refusals: readonly Notice[]): Plan => planNothing('setup loop-lvm', refusals);

/** A daemon.json that cannot be read explains more than the pool. */
function unknownSite({ facts, request }: Seen, why: string): readonly Notice[] {
  const refusals = configurationRefusals(facts, { storageOptions: otherOptions(request) });
  return refusals.length > 0 ? refusals : [unseen('the pool Docker uses', why)];
}

/** Plans to start Docker, which is already set up on loop files. */
function planNamed(seen: Seen, site: OnLoopFiles): Plan {
  const { facts, request } = seen;
  const different = [...otherSizes(request, site), ...otherOptionsSet(facts, request)];
  if (different.length > 0) return refused(different);
  const { running, manager } = facts.engine.service;
  if (running.known && running.value) return planOf(seen, site, []);
  const refusals = [...serviceRefusals(dockerFacts(facts).docker), ...clashRefusals(facts)];
  if (refusals.length > 0) return refused(refusals);
  return planOf(seen, site, [onLoopFiles(startStep(manager, wanted(seen), []))]);
}

/**
 * Plans for a Docker that chose loop files by itself: older ones do so silently, Docker 23 and later will
 * not start. The driver is configured, and everything else stays.
 */
function planUnnamed(seen: Seen, site: OnLoopFiles): Plan {
  const { facts, request } = seen;
  const refusals = [
    ...otherSizes(request, site),
    ...configurationRefusals(facts, { storageOptions: otherOptions(request) }),
  ];
  return refusals.length > 0 ? refused(refusals) : withDaemonJson(seen, site, [], []);
}

function planFresh(seen: Seen): Plan {
  const { facts, request } = seen;
  const { moveDataRoot } = request;
  const refusals = dockerRefusals(facts, { moveDataRoot, storageOptions: otherOptions(request) });
  if (refusals.length > 0) return refused(refusals);
  const move = dataRootSteps(dockerFacts(facts));
  return withDaemonJson(seen, plannedSizes(facts, request), move, afterFailedStart(facts));
}

type Sizes = Readonly<Record<'data' | 'metadata', Bytes | null>>;

/** @param leftovers steps that remove what a failed dockerd leaves behind */
function withDaemonJson(
  seen: Seen,
  sizes: Sizes,
  move: readonly Step[],
  leftovers: readonly Step[],
): Plan {
  const { facts, request } = seen;
  const deferred = deferredOptions(facts, request);
  const options = [...sizeOptions(request), ...deferred, ...otherOptions(request)];
  const daemonJson = daemonJsonFile(facts, options);
  if (!daemonJson.ok) return refused([daemonJson.notice]);
  const { file } = daemonJson;
  const settings = daemonJsonStep(file);
  const start = onLoopFiles(
    startStep(facts.engine.service.manager, wanted(seen), [contentOf(file)]),
  );
  const steps = [
    stopStep(facts, []),
    ...move,
    folderStep(parentOf(file.path), 'daemon-json-directory'),
    // From here on, a Docker started by a reboot creates its loop files, even if this run does not.
    { ...settings, undo: [...settings.undo, ...leftovers] },
    start,
  ];
  return planOf(seen, sizes, steps, blobsOf([file]));
}

/** Options that a Docker before 17.07 needs to remove a busy device later, unless the request has its own. */
function deferredOptions({ engine }: Facts, request: SetupLoopLvmRequest): readonly string[] {
  const version = knownOr(engine.version, null);
  if (version === null || isDeferredByDefault(version)) return [];
  const isOwn = otherOptions(request).some((option) => option.includes('use_deferred_'));
  return isOwn ? [] : DEFERRED_OPTIONS;
}

/** Step numbers of the documented procedure for loop-lvm. */
const DOCUMENTED: Readonly<Partial<Record<Step['id'], number>>> = {
  'stop-docker': 1,
  'daemon-json': 2,
  'start-docker': 3,
};

function planOf(
  { facts, ground }: Seen,
  sizes: Sizes,
  steps: readonly Step[],
  blobs: Plan['blobs'] = {},
): Plan {
  const numbered = steps.map((step) => ({ ...step, documented: DOCUMENTED[step.id] ?? null }));
  const warnings = loopWarnings(sizes, ground.free, facts.engine.root);
  const command = 'setup loop-lvm';
  return makePlan({ command, steps: numbered, warnings }, blobs);
}

const wanted = ({ request }: Seen): PoolOnLoopFiles => ({
  onLoopFiles: { data: request.dataSize, metadata: request.metadataSize },
});

const onLoopFiles = (start: Step): Step => ({
  ...start,
  title: 'Start Docker on loop files',
  why: 'docker info must report the devicemapper driver and its loop files',
});

/** Refuses what would keep dockerd from starting. */
function clashRefusals(facts: Facts): readonly Notice[] {
  const { file, outside } = configurationOf(facts);
  if (!file.ok) return [cannotEdit(facts.engine.configFile, file.why)];
  if (!outside.known) return [unseen("dockerd's own options", outside.why)];
  return clashingOptions(file.value?.keys ?? [], outside.value).map(setOutside);
}

/** Refuses sizes that differ from those of the existing files. */
function otherSizes(request: SetupLoopLvmRequest, site: OnLoopFiles): readonly Notice[] {
  const parts = [
    ['data', site.data, request.dataSize, '--size'],
    ['metadata', site.metadata, request.metadataSize, '--metadata-size'],
  ] as const;
  return parts.flatMap(([part, found, asked, flag]) => {
    if (asked === null || asked === found) return [];
    const size = found === null ? 'an unknown size' : formatBytes(found);
    const message = `Docker already runs on loop files, and their ${part} has ${size}`;
    const isSmaller = found !== null && asked < found;
    return [
      refusal('DM031', message, `requested ${formatBytes(asked)}`, [
        isSmaller
          ? 'omit the size: dmctl never shrinks anything'
          : `dmctl resize ${flag} ${storageSize(asked)}  extends it while it is in use`,
      ]),
    ];
  });
}

/** Refuses requested options that the configuration does not have. */
function otherOptionsSet(facts: Facts, request: SetupLoopLvmRequest): readonly Notice[] {
  const { storageOpts } = configurationOf(facts);
  const path = facts.engine.configFile;
  const missing = otherOptions(request).filter((option) => !storageOpts.includes(option));
  if (missing.length === 0) return [];
  const why = `${path} does not have ${missing.join(', ')}`;
  return [
    refusal('DM031', 'Docker already runs on loop files with different storage options', why, [
      `change "storage-opts" in ${path} and restart Docker, or request the options it has`,
    ]),
  ];
}
