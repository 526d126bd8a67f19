import { containerdEngine, isSnapshotDevice } from '../containerd/engine.ts';
import { dockerEngine } from '../docker/engine.ts';
import { isDockersDevice } from '../docker/pool-name.ts';
import type { EngineFacts, EngineName } from '../model/engine.ts';
import type { MovedRoot } from '../model/facts/data-root.ts';
import type { DmDevice } from '../model/facts/dm.ts';
import type { ContainerdFacts } from '../model/facts/containerd-state.ts';
import type { DockerFacts, OldRoot } from '../model/facts/docker-state.ts';
import type { Facts } from '../model/facts/facts.ts';
import type { ActiveThin, MappedThin, SeenLayers } from '../model/facts/layers.ts';
import type { DockerGround } from '../model/facts/teardown-ground.ts';
import type { Host } from '../model/host.ts';
import type { ConditionOf, Finding } from '../model/plan/condition.ts';
import type { EngineRecords } from '../model/plan/reclaim.ts';
import type { SnapshotDatabases } from '../model/plan/plan.ts';
import type { TransactionIds } from '../model/plan/repair-action.ts';
import { known, knownOr, type Known } from '../model/known.ts';
import { attempt } from './attempt.ts';
import type { Probes } from './conditions/probes.ts';
import { namesDevmapper } from './containerd/configured.ts';
import { DOCKER_CHECKS } from './docker/conditions.ts';
import { awaitDockerd, DOCKERD } from './docker/dockerd.ts';
import { observeDocker, withLastWords as dockerLastWords } from './docker/engine.ts';
import { MIGRATION_CHECKS } from './docker/migration/conditions.ts';
import { openTransaction } from './docker/open-transaction.ts';
import { layersOnRecord } from './docker/migration/record.ts';
import { countDockerLayers, dockerLayers, dockersDeviceIds } from './docker/layers.ts';
import { loopPoolDevices } from './docker/loop-lvm/ground.ts';
import { dockerGround, oldRoot } from './docker/data-root.ts';
import { dockerAnswers } from './docker/probes.ts';
import { livePid, type Daemon } from './units.ts';

/** What looks at a host want of an engine. */
interface EngineLooks {
  /** null: where there is no systemd, there is no such engine. */
  readonly daemon: Daemon | null;
  /** Pid of its daemon, however that was started; null: it does not run. @throws HostError */
  readonly pid: (host: Host) => Promise<number | null>;
  /** Is its service up, by what the daemon answers? Anything but yes says nothing. No process. */
  readonly answers: (probes: Probes) => Promise<boolean>;
  /** Waits until its daemon answers or is gone. */
  readonly awaitUp: (host: Host) => Promise<void>;
  /** Is this the device-mapper name of a device that the engine made in its pool? */
  readonly isOwnDevice: (name: string) => boolean;
  /** Counts what it has on record. @throws HostError */
  readonly countLayers: (host: Host, root: string) => Promise<number | null>;
}

const ENGINES: Readonly<Record<EngineName, EngineLooks>> = {
  docker: {
    daemon: DOCKERD,
    pid: DOCKERD.pid,
    answers: dockerAnswers,
    awaitUp: awaitDockerd,
    isOwnDevice: isDockersDevice,
    countLayers: countDockerLayers,
  },
  containerd: {
    daemon: null,
    pid: (host) => livePid(host, ['containerd'], []),
    answers: () => Promise.resolve(false),
    // systemctl returns once it is up (Type=notify).
    awaitUp: () => Promise.resolve(),
    isOwnDevice: isSnapshotDevice,
    countLayers: async (host, root) => {
      const { snapshotsIn } = await import('./containerd/databases.ts');
      return (await snapshotsIn(host, root))?.length ?? null;
    },
  },
};

const LOOKS = Object.values(ENGINES);

/** The daemons of the engines that run without systemd, too. */
export const DAEMONS: readonly Daemon[] = LOOKS.flatMap(({ daemon }) => daemon ?? []);

/**
 * The looks of containerd's wing, which is loaded on the first of them: it has a reader of TOML, and most hosts
 * have no pool of containerd's.
 */
const CONTAINERD_LOOKS = {
  'containerd-config-same': lookOfContainerd,
  'containerd-on-pool': lookOfContainerd,
  'containerd-off-pool': lookOfContainerd,
  'containerd-unused': lookOfContainerd,
  'containerd-tried': lookOfContainerd,
  'containerd-idle': lookOfContainerd,
} as const;

type OfContainerd = ConditionOf<keyof typeof CONTAINERD_LOOKS>;

async function lookOfContainerd(probes: Probes, condition: OfContainerd): Promise<Finding> {
  const { CONTAINERD_CHECKS } = await import('./containerd/conditions.ts');
  // The table gives each kind a check that takes it; TypeScript cannot follow that to the call.
  const look = CONTAINERD_CHECKS[condition.kind] as (
    on: Probes,
    what: OfContainerd,
  ) => Promise<Finding>;
  return look(probes, condition);
}

/** The look for each kind of condition that is an engine's own. */
export const ENGINE_CONDITIONS = { ...DOCKER_CHECKS, ...MIGRATION_CHECKS, ...CONTAINERD_LOOKS };

/** Does the daemon of that unit answer, which shows that the unit is active? No process. */
export async function answersAs(probes: Probes, unit: string): Promise<boolean> {
  const engine = LOOKS.find(({ daemon }) => daemon?.unit === unit);
  return (await engine?.answers(probes)) === true;
}

/** Waits until the daemon answers or is gone; the next look decides what happened. */
export const awaitEngine = (host: Host, engine: EngineName): Promise<void> =>
  ENGINES[engine].awaitUp(host);

/** Pid of the engine's daemon; null: it does not run. No process. @throws HostError */
export const enginePid = (host: Host, engine: EngineName): Promise<number | null> =>
  ENGINES[engine].pid(host);

/**
 * Ids of all thin devices that the engine has on record, one that it is only about to create or remove among them.
 * @param pool device-mapper name
 * @throws HostError or ParseError where any of its records cannot be read
 */
export async function recordedDeviceIds(
  host: Host,
  { engine, root }: EngineRecords,
  pool: string,
): Promise<ReadonlySet<number>> {
  if (engine === 'docker') return dockersDeviceIds(host, root);
  return (await import('./containerd/databases.ts')).deviceIdsOf(host, root, pool);
}

/** Is this the device-mapper name of a device that this engine made in its pool? */
export const isDeviceOf = (engine: EngineName, name: string): boolean =>
  ENGINES[engine].isOwnDevice(name);

/** An engine as it is now, for engineFacts. */
export type SeenEngine =
  | { readonly engine: 'docker'; readonly detail: DockerFacts }
  | { readonly engine: 'containerd'; readonly detail: ContainerdFacts };

/** The engine as it is now. @param forSetup asks for what only a setup needs, too. @throws HostError */
export async function observeEngine(
  host: Host,
  engine: EngineName,
  forSetup: boolean,
): Promise<SeenEngine> {
  if (engine === 'docker') return { engine, detail: await observeDocker(host) };
  const { observeContainerd } = await import('./containerd/containerd.ts');
  return { engine, detail: await observeContainerd(host, forSetup) };
}

/**
 * Can this engine have a pool here? Files alone decide it, so anything but no is to be looked at: a
 * containerd that is not configured for one costs no process.
 */
export const mayHavePool = (host: Host, engine: EngineName): Promise<boolean> =>
  engine === 'docker' ? Promise.resolve(true) : namesDevmapper(host);

/** The engine with the error with which it ended, where it does not start: one process then. */
export async function withLastWords(host: Host, engine: EngineFacts): Promise<EngineFacts> {
  if (engine.engine !== 'docker') return engine;
  return { ...engine, detail: await dockerLastWords(host, engine.detail) };
}

/**
 * What code outside the engine's own folders knows of it.
 * @param dm the devices of the kernel, as far as they were asked for
 */
export const engineFacts = (seen: SeenEngine, dm: Known<readonly DmDevice[]>): EngineFacts =>
  seen.engine === 'docker' ? dockerEngine(seen.detail, dm) : containerdEngine(seen.detail);

/** What the engine keeps in its pool, layer by layer. */
export const engineLayers = (
  host: Host,
  engine: EngineFacts,
  active: Known<readonly ActiveThin[]>,
  mapped: Known<readonly MappedThin[]>,
): Promise<SeenLayers> =>
  engine.engine === 'docker'
    ? dockerLayers(host, engine.root, active, mapped)
    : containerdsLayers(host, engine.detail, active, mapped);

/** How many layers the engine has on record; null: they cannot be listed. @throws HostError */
export const countLayers = (host: Host, engine: EngineName, root: string): Promise<number | null> =>
  ENGINES[engine].countLayers(host, root);

/** The folder that a setup moved aside, as it is now. */
export const movedAside = (host: Host, moved: MovedRoot): Promise<OldRoot> =>
  oldRoot(host, moved.backup, moved.mark.below);

/** What a teardown finds of the engine's own files. No process. */
export const engineGround = (
  host: Host,
  facts: Facts,
  moved: MovedRoot | null,
): Promise<DockerGround> =>
  facts.engine.engine === 'docker'
    ? dockerGround(host, facts, moved)
    : Promise.resolve(NOTHING_OF_DOCKER);

/** What concerns Docker where the pool is another engine's. */
const NOTHING_OF_DOCKER: DockerGround = {
  daemonJson: known(null),
  backup: known(null),
  inPlace: known(null),
  asideTaken: known(false),
  keptBesides: known([]),
};

/** Image layers that a driver on a thin pool has on record in the data root; 0: none, or unknown. */
export const leftByDriver = async (host: Host, { root }: EngineFacts): Promise<number> =>
  knownOr(await attempt(() => layersOnRecord(host, root)), 0);

const containerdsLayers = async (
  host: Host,
  detail: ContainerdFacts,
  active: Known<readonly ActiveThin[]>,
  mapped: Known<readonly MappedThin[]>,
): Promise<SeenLayers> => {
  const { containerdLayers } = await import('./containerd/layers.ts');
  return containerdLayers(host, detail, active, mapped);
};

/** Lists an engine's snapshots, each behind those that lie on it. @throws HostError */
export const snapshotsToRemove = async (
  host: Host,
  databases: SnapshotDatabases,
): Promise<readonly { readonly namespace: string; readonly name: string }[]> =>
  (await import('./containerd/removal.ts')).snapshotsToRemove(host, databases);

/** Waits until an engine has no snapshots any more; false: it still has some. @throws HostError */
export const awaitNoSnapshots = async (
  host: Host,
  databases: SnapshotDatabases,
): Promise<boolean> => (await import('./containerd/removal.ts')).awaitNoSnapshots(host, databases);

/** Waits until nothing of a trial of the snapshotter is on record; false: it still is. @throws HostError */
export const awaitTrialGone = async (host: Host, root: string): Promise<boolean> =>
  (await import('./containerd/removal.ts')).awaitTrialGone(host, root);

/** Names of the devices that the engine created on loop files of this data root, the pool last. */
export const devicesOnLoopFiles = (host: Host, dataRoot: string): Promise<readonly string[]> =>
  loopPoolDevices(host, dataRoot);

/** Reads the transaction id of the pool from the engine's records; null: they have none. @throws HostError */
export const transactionIds = async (
  host: Host,
  { engine, root }: Pick<EngineFacts, 'engine' | 'root'>,
): Promise<TransactionIds | null> =>
  engine === 'docker' ? openTransaction(host, root) : Promise.resolve(null);
