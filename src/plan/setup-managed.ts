import { managedProfileText, MANAGED_PROFILE, setupConfigText } from '../docker/managed.ts';
import type { Condition } from '../model/condition.ts';
import { entriesAside } from '../model/data-root.ts';
import type { UsableDevice } from '../model/device.ts';
import type { Facts } from '../model/facts.ts';
import type { Request } from '../model/journal.ts';
import type { ManagedGround } from '../model/managed.ts';
import type { Notice } from '../model/notice.ts';
import type { Plan, PoolLayout, Step } from '../model/plan.ts';
import { extentsToBytes } from '../model/units.ts';
import { daemonJsonFile } from './daemon-json-file.ts';
import { dataRootSteps } from './data-root-steps.ts';
import { diskRefusals } from './disk-preflight.ts';
import { dockerRefusals, driverRefusals } from './docker-preflight.ts';
import { stopStep } from './docker-steps.ts';
import { poolInPlace } from './existing-pool.ts';
import { blobsOf, folderStep, parentOf } from './file-steps.ts';
import { hostRefusals } from './host-preflight.ts';
import { layoutOf } from './layout.ts';
import { layoutRefusals, layoutWarnings } from './layout-notices.ts';
import { makePlan, planNothing } from './make-plan.ts';
import { planManagedExisting } from './managed-existing.ts';
import { managedLayoutRefusals, managedRefusals } from './managed-preflight.ts';
import { managedConfig } from './managed-request.ts';
import { managedSteps } from './managed-steps.ts';
import type { ManagedWork } from './managed-undo.ts';
import { nameRefusals } from './names-preflight.ts';
import { storageOptions } from './pool-names.ts';
import { wipeStep } from './pv-steps.ts';
import { unseen } from './refusal.ts';
import type { SetupDirectLvmRequest } from './request.ts';

/** What the plan is decided by. */
export interface ManagedSite {
  readonly facts: Facts;
  readonly ground: ManagedGround;
  readonly request: SetupDirectLvmRequest;
  /** Seconds since 1970: the run begins no earlier. */
  readonly since: number;
  /** Request of the finished run that made this pool, where one is on record. */
  readonly earlier: Request | null;
}

const COMMAND = 'setup direct-lvm';

/**
 * The plan of `dmctl setup direct-lvm --managed`: dmctl looks, writes Docker's own options into
 * daemon.json and starts it, and Docker makes the pool.
 */
export function planSetupManaged(site: ManagedSite): Plan {
  const { facts, ground, request, earlier } = site;
  const pool = facts.lvm.known ? poolInPlace(facts.lvm.value, request) : null;
  const basics = [...driverRefusals(facts.docker), ...hostRefusals(facts, pool === null)];
  if (basics.length > 0) return refused(basics);
  if (!facts.lvm.known) return refused([unseen("LVM's state", facts.lvm.why)]);
  const layout = layoutOf(facts.devices, request);
  const options = storageOptions(request);
  if (pool !== null) {
    const inPlace = { facts, request, pool, layout, storageOptions: options, earlier };
    return planManagedExisting(inPlace, ground);
  }
  const refusals = [
    ...dockerRefusals(facts, { moveDataRoot: request.moveDataRoot, storageOptions: options }),
    ...diskRefusals(facts.devices, facts.lvm.value.vgs, request),
    ...nameRefusals(facts, facts.lvm.value, request),
    ...managedRefusals(facts, ground, request),
    ...layoutRefusals(layout, request),
    ...managedLayoutRefusals(layout, request),
  ];
  const [device] = facts.devices.filter((one): one is UsableDevice => one.usable);
  if (refusals.length > 0 || layout === null || device === undefined) return refused(refusals);
  return freshPlan(site, { device, layout, options });
}

const refused = (refusals: readonly Notice[]): Plan => planNothing(COMMAND, refusals);

interface Fresh {
  readonly device: UsableDevice;
  readonly layout: PoolLayout;
  readonly options: readonly string[];
}

function freshPlan(site: ManagedSite, { device, layout, options }: Fresh): Plan {
  const { facts, request } = site;
  const daemonJson = daemonJsonFile(facts, options);
  if (!daemonJson.ok) return refused([daemonJson.notice]);
  const { file } = daemonJson;
  const { manager } = facts.docker;
  const config = managedConfig(request);
  const profile = managedProfileText(config);
  const work = workOf(site, { device, layout }, profile);
  const setUp = { manager, work, daemonJson: file, profile };
  const steps: readonly Step[] = [
    ...wipeStep({ consent: request }, device),
    folderStep(parentOf(MANAGED_PROFILE), 'profile-folder'),
    stopStep(facts, []),
    ...dataRootSteps(facts.dataRoot, facts.dataRootBackup.path),
    folderStep(parentOf(file.path), 'daemon-json-folder'),
    ...managedSteps({ ...setUp, setupConfig: setupConfigText(config) }),
  ];
  const warnings = layoutWarnings(layout, request);
  return makePlan({ command: COMMAND, steps, refusals: [], warnings, layout }, blobsOf([file]));
}

function workOf(
  { facts, request, since }: ManagedSite,
  { device, layout }: Pick<Fresh, 'device' | 'layout'>,
  profile: string,
): ManagedWork {
  const { extentSize } = layout;
  const isThere = facts.profile.known && facts.profile.value.text !== null;
  return {
    device: device.identity,
    wasBlank: device.firstData.known && device.firstData.value === null,
    since,
    data: extentsToBytes(layout.data, extentSize),
    metadata: extentsToBytes(layout.metadata, extentSize),
    chunkSize: request.chunkSize,
    dataRoot: facts.dataRoot.path,
    rootBare: rootBare(facts),
    profile: isThere ? null : profile,
  };
}

function rootBare({ dataRoot, dataRootBackup }: Facts): Condition {
  const { path } = dataRoot;
  if (dataRoot.state !== 'present' || !dataRoot.mountPoint) return { kind: 'data-root-bare', path };
  return { kind: 'entries-bare', root: entriesAside(path, dataRootBackup.path), of: 'all' };
}
