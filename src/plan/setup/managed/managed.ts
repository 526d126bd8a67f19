import { dockerFacts } from '../../../docker/engine.ts';
import {
  MANAGED_PROFILE,
  managedProfileText,
  setupConfigPath,
  setupConfigText,
} from '../../../docker/managed.ts';
import { entriesAside } from '../../../model/facts/data-root.ts';
import type { UsableDevice } from '../../../model/facts/device.ts';
import type { Facts } from '../../../model/facts/facts.ts';
import type { ManagedConfig, ManagedGround } from '../../../model/facts/managed.ts';
import type { Notice } from '../../../model/notice.ts';
import type { Condition } from '../../../model/plan/condition.ts';
import type { Request, SetupDirectLvmRequest } from '../../../model/plan/journal.ts';
import type { Plan, PoolLayout, Step } from '../../../model/plan/plan.ts';
import { extentsToBytes } from '../../../model/units.ts';
import { daemonJsonFile } from '../../docker/daemon-json.ts';
import { dataRootSteps } from '../../docker/data-root.ts';
import { managedConfig } from '../../docker/managed-request.ts';
import { storageOptions } from '../../docker/request.ts';
import { stopStep } from '../../docker/service.ts';
import { blobsOf, folderStep, parentOf } from '../../steps/files.ts';
import { makePlan } from '../../steps/make-plan.ts';
import { asPlanned, isBlank, wipeStep } from '../../steps/physical-volume.ts';
import { refusal, unseen } from '../../steps/refusal.ts';
import { planMissing } from '../add-missing.ts';
import { planOnDisks, setupRefused } from '../decide.ts';
import { type PoolInPlace, differences } from '../differences.ts';
import { layoutWarnings } from '../layout-notices.ts';
import { managedLayoutRefusals, managedRefusals } from './refusals.ts';
import { managedSteps } from './steps.ts';
import type { ManagedWork } from './undo.ts';

/**
 * Plans a managed setup whose pool exists already: nothing, or the few steps that are safe to repeat.
 * Docker's own record of its setup counts, since Docker compares with it at each start.
 */
function planManagedExisting(site: PoolInPlace, ground: ManagedGround): Plan {
  if (!ground.setUp.known) {
    return setupRefused([unseen(recordOf(site.facts), ground.setUp.why)]);
  }
  const record = ground.setUp.value;
  const different = [...recordDifferences(site, record), ...differences(site)];
  if (different.length > 0) return setupRefused([otherValues(different, record)]);
  return planMissing(site);
}

const recordOf = ({ engine }: Facts): string => setupConfigPath(engine.root);

function otherValues(different: readonly string[], record: ManagedConfig | null): Notice {
  const message = 'docker/thinpool is already set up with different values';
  const why = [...different, ...(record === null ? [] : [DOCKERS_REASON])].join('; ');
  return refusal('DM031', message, why, [
    'request the values it has',
    'check it with dmctl verify',
  ]);
}

/** moby, deviceset.go: initDevmapper. */
const DOCKERS_REASON =
  'Docker does not start with others: "changing direct-lvm config is not supported"';

const NAMES: Record<keyof ManagedConfig, string> = {
  device: 'dm.directlvm_device',
  thinpPercent: 'dm.thinp_percent',
  thinpMetapercent: 'dm.thinp_metapercent',
  autoextendThreshold: 'dm.thinp_autoextend_threshold',
  autoextendPercent: 'dm.thinp_autoextend_percent',
};

function recordDifferences(
  { facts, request }: PoolInPlace,
  record: ManagedConfig | null,
): readonly string[] {
  const path = recordOf(facts);
  if (record === null) return [`${path} has no record of a setup by Docker`];
  const wanted = managedConfig(request);
  const keys = Object.keys(NAMES) as (keyof ManagedConfig)[];
  return keys
    .filter((key) => record[key] !== wanted[key])
    .map((key) => `${NAMES[key]} was ${String(record[key])}, requested ${String(wanted[key])}`);
}

/** The input of the plan. */
export interface ManagedSite {
  readonly facts: Facts;
  readonly ground: ManagedGround;
  readonly request: SetupDirectLvmRequest;
  /** Seconds since 1970; the run begins no earlier. */
  readonly since: number;
  /** Request of the finished run that created this pool; null if none is on record. */
  readonly earlier: Request | null;
}

const COMMAND = 'setup direct-lvm';

/**
 * Plans `dmctl setup direct-lvm --managed`: dmctl checks the device, writes Docker's own options into
 * daemon.json and starts Docker, which creates the pool.
 */
export function planSetupManaged(site: ManagedSite): Plan {
  const { facts, ground, request, earlier } = site;
  return planOnDisks(facts, request, {
    earlier,
    refusals: (layout) => [
      ...managedRefusals(facts, ground, request),
      ...managedLayoutRefusals(layout, request),
    ],
    existing: (inPlace) => planManagedExisting(inPlace, ground),
    fresh: (layout) => freshPlan(site, layout),
  });
}

function freshPlan(site: ManagedSite, layout: PoolLayout): Plan {
  const { facts, request, since } = site;
  const device = facts.devices.find((one): one is UsableDevice => one.usable);
  if (device === undefined) throw new Error('a layout without a disk');
  const daemonJson = daemonJsonFile(facts, storageOptions(request));
  if (!daemonJson.ok) return setupRefused([daemonJson.notice]);
  const { file } = daemonJson;
  const { manager } = facts.engine.service;
  const config = managedConfig(request);
  const profile = managedProfileText(config);
  const work = workOf(site, { device, layout }, profile);
  const setUp = { manager, work, daemonJson: file, profile };
  const steps: readonly Step[] = [
    ...wipeStep({ consent: request, nonce: String(since) }, device),
    folderStep(parentOf(MANAGED_PROFILE), 'profile-directory'),
    stopStep(facts, []),
    ...dataRootSteps(dockerFacts(facts)),
    folderStep(parentOf(file.path), 'daemon-json-directory'),
    ...managedSteps({ ...setUp, setupConfig: setupConfigText(config) }),
  ];
  const warnings = layoutWarnings(layout, request);
  return makePlan({ command: COMMAND, steps, warnings, layout }, blobsOf([file]));
}

function workOf(
  { facts, request, since }: ManagedSite,
  { device, layout }: { readonly device: UsableDevice; readonly layout: PoolLayout },
  profile: string,
): ManagedWork {
  const { extentSize } = layout;
  const isThere = facts.profile.known && facts.profile.value.text !== null;
  return {
    device: device.identity,
    wasBlank: isBlank(device),
    asPlanned: asPlanned(device),
    since,
    data: extentsToBytes(layout.data, extentSize),
    metadata: extentsToBytes(layout.metadata, extentSize),
    chunkSize: request.chunkSize,
    dataRoot: facts.engine.root,
    rootBare: rootBare(facts),
    profile: isThere ? null : profile,
  };
}

function rootBare(facts: Facts): Condition {
  const { dataRoot, dataRootBackup } = dockerFacts(facts);
  const { path } = dataRoot;
  if (dataRoot.state !== 'present' || !dataRoot.mountPoint) return { kind: 'data-root-bare', path };
  return { kind: 'entries-bare', root: entriesAside(path, dataRootBackup.path), of: 'all' };
}
