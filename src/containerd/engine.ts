import { BOOT_UNITS } from '../model/engine-name.ts';
import type { EngineFacts, EnginePool } from '../model/engine.ts';
import type { ContainerdFacts, SnapshotRecords } from '../model/facts/containerd-state.ts';
import type { Facts } from '../model/facts/facts.ts';
import { known, knownOr, mapKnown } from '../model/known.ts';

/** Returns all facts about containerd, for code specific to containerd. */
export function containerdFacts({ engine }: Pick<Facts, 'engine'>): ContainerdFacts {
  if (engine.engine === 'containerd') return engine.detail;
  throw new Error(`asked ${engine.title} for facts of containerd`);
}

/** containerd's own database. @param root of the daemon, `/var/lib/containerd` */
export const metaDbPath = (root: string): string =>
  `${root}/io.containerd.metadata.v1.bolt/meta.db`;

/** Counts the snapshots on record, of every kind; 0: there are none, or no databases. */
export const snapshotCount = (records: SnapshotRecords | null): number =>
  records === null ? 0 : records.committed + records.active + records.views;

/** Names its devices as the snapshotter does: POOL-snap-NUMBER (plugins/snapshots/devmapper/snapshotter.go). */
export const isSnapshotDevice = (name: string): boolean => /-snap-\d+$/.test(name);

/** Describes containerd as a container engine. */
export function containerdEngine(detail: ContainerdFacts): EngineFacts {
  const content = knownOr(detail.content, null);
  return {
    engine: 'containerd',
    title: 'containerd',
    version: mapKnown(detail.version, (release) => release?.printed ?? null),
    service: {
      unit: 'containerd.service',
      manager: detail.manager,
      running: detail.running,
      bootUnit: BOOT_UNITS.containerd,
      units: detail.units,
    },
    runsOn: mapKnown(detail.plugin, (plugin) => (plugin?.state === 'ok' ? poolOf(detail) : null)),
    configuredFor: mapKnown(detail.settings, () => poolOf(detail)),
    leftBehind: null,
    totals: null,
    counts:
      content === null
        ? null
        : {
            images: content.images,
            containers: content.containers,
            running: content.tasks.length,
          },
    // The snapshotter has no brake of its own.
    keepsFree: known(0),
    root: detail.root,
    setAside: null,
    driver: null,
    configFile: detail.config.path,
    detail,
  };
}

/** The pool that its configuration names; null: none. */
function poolOf({ settings }: ContainerdFacts): EnginePool | null {
  const name = knownOr(settings, null)?.snapshotter.poolName ?? '';
  return name === '' ? null : { name, mode: 'direct-lvm', files: [] };
}
