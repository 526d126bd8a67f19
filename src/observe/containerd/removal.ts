import { setTimeout as pause } from 'node:timers/promises';
import { PROBE_NAMESPACE } from '../../containerd/commands.ts';
import type { Snapshot } from '../../containerd/metadata-db.ts';
import type { EngineSnapshot } from '../../containerd/meta-db.ts';
import type { Host } from '../../model/host.ts';
import type { SnapshotDatabases } from '../../model/plan/plan.ts';
import { namespacesIn, snapshotsIn } from './databases.ts';

/** A snapshot as ctr names it. */
export interface NamedSnapshot {
  readonly namespace: string;
  readonly name: string;
}

/** Lists the snapshots of all namespaces, each behind those that lie on it. @throws HostError */
export async function snapshotsToRemove(
  host: Host,
  { daemon }: SnapshotDatabases,
): Promise<readonly NamedSnapshot[]> {
  const namespaces = (await namespacesIn(host, daemon)) ?? [];
  return namespaces.flatMap(({ name: namespace, snapshots }) =>
    childrenFirst(snapshots).map((name) => ({ namespace, name })),
  );
}

function childrenFirst(snapshots: readonly EngineSnapshot[]): readonly string[] {
  const depths = new Map<string, number>();
  const parents = new Map(snapshots.map(({ name, parent }) => [name, parent]));
  for (const { name } of snapshots) {
    let depth = 0;
    // A chain is never longer than the list: one that is has a circle, and any order is as good.
    for (let at = parents.get(name); at != null && depth < snapshots.length; at = parents.get(at))
      depth += 1;
    depths.set(name, depth);
  }
  const names = snapshots.map(({ name }) => name);
  return names.sort((a, b) => (depths.get(b) ?? 0) - (depths.get(a) ?? 0));
}

const STEP_MS = 50;
/** The garbage collector runs a moment after a removal; a device on a slow disk takes its time. */
const LONGEST_MS = 60_000;

/** Waits until the snapshotter has none on record any more; false: it still has some. @throws HostError */
export const awaitNoSnapshots = (
  host: Host,
  { snapshotter }: SnapshotDatabases,
): Promise<boolean> => awaitNone(host, snapshotter, () => true);

/** Waits until nothing of dmctl's trial is on record any more; false: it still is. @throws HostError */
export const awaitTrialGone = (host: Host, root: string): Promise<boolean> =>
  awaitNone(host, root, isOfTrial);

/** Tells whether a snapshot is of dmctl's own trial. */
export const isOfTrial = ({ namespace }: Snapshot): boolean => namespace === PROBE_NAMESPACE;

async function awaitNone(
  host: Host,
  root: string,
  isMeant: (snapshot: Snapshot) => boolean,
): Promise<boolean> {
  const end = performance.now() + LONGEST_MS;
  while (((await snapshotsIn(host, root)) ?? []).some(isMeant)) {
    if (performance.now() > end) return false;
    await pause(STEP_MS);
  }
  return true;
}
