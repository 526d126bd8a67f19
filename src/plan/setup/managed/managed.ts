import { dockerFacts } from '../../../docker/engine.ts';
import { managedProfileText, MANAGED_PROFILE, setupConfigText } from '../../../docker/managed.ts';
import type { Condition } from '../../../model/plan/condition.ts';
import { entriesAside } from '../../../model/facts/data-root.ts';
import type { UsableDevice } from '../../../model/facts/device.ts';
import type { Facts } from '../../../model/facts/facts.ts';
import type { Request } from '../../../model/plan/journal.ts';
import type { ManagedGround } from '../../../model/facts/managed.ts';
import type { Plan, PoolLayout, Step } from '../../../model/plan/plan.ts';
import { extentsToBytes } from '../../../model/units.ts';
import { daemonJsonFile } from '../../docker/daemon-json.ts';
import { dataRootSteps } from '../../docker/data-root.ts';
import { storageOptions } from '../../docker/request.ts';
import { stopStep } from '../../docker/service.ts';
import { blobsOf, folderStep, parentOf } from '../../steps/files.ts';
import { layoutWarnings } from '../layout-notices.ts';
import { makePlan } from '../../steps/make-plan.ts';
import { planManagedExisting } from './existing.ts';
import { managedLayoutRefusals, managedRefusals } from './refusals.ts';
import { managedConfig } from '../../docker/managed-request.ts';
import { managedSteps } from './steps.ts';
import type { ManagedWork } from './undo.ts';
import { asPlanned, isBlank, wipeStep } from '../../steps/physical-volume.ts';
import type { SetupDirectLvmRequest } from '../../../model/plan/requests.ts';
import { planOnDisks, setupRefused } from '../decide.ts';

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
  const { facts, request } = site;
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
    ...wipeStep({ consent: request }, device),
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
