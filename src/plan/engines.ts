import { isSnapshotDevice } from '../containerd/engine.ts';
import { isDockersDevice } from '../docker/pool-name.ts';
import type { EngineCounts, EngineName } from '../model/engine.ts';
import type { Facts } from '../model/facts/facts.ts';
import type { Notice } from '../model/notice.ts';
import type { Condition } from '../model/plan/condition.ts';
import type { Action, Step } from '../model/plan/plan.ts';
import type { SetupDirectLvmRequest } from '../model/plan/journal.ts';
import { snapshotterDifferences } from './containerd/existing.ts';
import { handOverToContainerd, restartStep, trialAction } from './containerd/hand-over.ts';
import { containerdRefusals, unableContainerd } from './containerd/refusals.ts';
import { containerdFault } from './containerd/request.ts';
import {
  containerdLeaves,
  containerdTeardownRefusals,
  heldByContainerd,
  spentSnapshotter,
  takeContainerdBack,
} from './containerd/take-back.ts';
import { stopContainerdForRepair } from './containerd/stop.ts';
import { stopDockerForRepair } from './docker/stop.ts';
import {
  handOver,
  handOverRefusals,
  optionDifferences,
  startOn,
  unableRefusals,
} from './docker/hand-over.ts';
import { dockerFault } from './docker/request.ts';
import { spentRootSteps } from './docker/restore-data-root.ts';
import { dockerSteps } from './docker/take-back.ts';
import {
  dockerTeardownRefusals,
  heldInPool,
  keptRoot,
  otherRootsLeft,
} from './docker/teardown-refusals.ts';
import type { HandOver } from './steps/hand-over.ts';
import type { StepsWithBlobs } from './steps/files.ts';
import type { Grown } from './steps/pool-in-use.ts';
import type { TeardownSite } from './steps/teardown-site.ts';

/** What the plans of all operations want of an engine. */
interface EnginePlans {
  /** Says why the engine could not take the values of a request on any host; null if it can. */
  readonly requestFault: (request: SetupDirectLvmRequest) => string | null;
  /** Lists why it could use no thin pool at all, whatever else is missing on the host. */
  readonly unable: (facts: Facts) => readonly Notice[];
  /** Lists why it cannot be given the pool of a request. */
  readonly refusals: (facts: Facts, request: SetupDirectLvmRequest) => readonly Notice[];
  /** Names what its configuration has otherwise than the request. */
  readonly differences: (facts: Facts, request: SetupDirectLvmRequest) => readonly string[];
  /** Stops it, configures it for the pool of a request, and starts it on that. */
  readonly handOver: (
    facts: Facts,
    request: SetupDirectLvmRequest,
    before: readonly Condition[],
  ) => Grown<HandOver>;
  /** Stops it while its pool is repaired, if nothing runs in it; the way back starts it, if it can. */
  readonly stop: (facts: Facts) => Grown<Step>;
  /** Starts it as it is configured. @param pool device-mapper name of the pool that it then uses */
  readonly start: (facts: Facts, pool: string) => Step;
  /** Tries whether it can use its pool, and leaves nothing; null: there is no such trial, or not now. */
  readonly trial: (facts: Facts) => Action | null;
  /** Is this the device-mapper name of a device that it created in its pool? */
  readonly isOwnDevice: (name: string) => boolean;
  /** Lists why its pool is not taken down. */
  readonly teardownRefusals: (site: TeardownSite) => readonly Notice[];
  /** Restores it as it ran before setup; all of it can be undone. */
  readonly takeBack: (site: TeardownSite) => StepsWithBlobs;
  /** Removes, after the pool, what cannot be used without it. */
  readonly spent: (site: TeardownSite) => readonly Step[];
  /** Counts what is destroyed with its pool; null: unknown. */
  readonly holds: (site: TeardownSite) => Pick<EngineCounts, 'images' | 'containers'> | null;
  /** Says that what belongs to the pool is not removed, because it holds more than that. */
  readonly keeps: (site: TeardownSite) => readonly Notice[];
  /** Says what else of its own is left in place. */
  readonly leaves: (site: TeardownSite) => readonly Notice[];
}

/** A row for each engine. */
export const ENGINE_PLANS: Readonly<Record<EngineName, EnginePlans>> = {
  containerd: {
    requestFault: containerdFault,
    unable: unableContainerd,
    refusals: containerdRefusals,
    differences: snapshotterDifferences,
    handOver: handOverToContainerd,
    stop: stopContainerdForRepair,
    start: (_, pool) => restartStep(pool, []),
    trial: trialAction,
    isOwnDevice: isSnapshotDevice,
    teardownRefusals: containerdTeardownRefusals,
    takeBack: takeContainerdBack,
    spent: spentSnapshotter,
    holds: heldByContainerd,
    keeps: () => [],
    leaves: containerdLeaves,
  },
  docker: {
    requestFault: dockerFault,
    unable: unableRefusals,
    refusals: handOverRefusals,
    differences: optionDifferences,
    handOver,
    stop: stopDockerForRepair,
    start: (facts, pool) => startOn(facts, pool, []),
    trial: () => null,
    isOwnDevice: isDockersDevice,
    teardownRefusals: dockerTeardownRefusals,
    takeBack: dockerSteps,
    spent: spentRootSteps,
    holds: heldInPool,
    keeps: keptRoot,
    leaves: otherRootsLeft,
  },
};

/** The row of the engine that the pool of these facts is for. */
export const plansOf = ({ engine }: Pick<Facts, 'engine'>): EnginePlans =>
  ENGINE_PLANS[engine.engine];
