import { metaDbPath } from '../../containerd/engine.ts';
import { readImageBlob } from '../../containerd/image-chain.ts';
import type { EngineNamespace } from '../../containerd/meta-db.ts';
import { snapshotPicture, type SnapshotsOnRecord } from '../../containerd/snapshot-picture.ts';
import type { ContainerdFacts } from '../../model/facts/containerd-state.ts';
import type { ActiveThin, MappedThin, SeenLayers } from '../../model/facts/layers.ts';
import type { Host } from '../../model/host.ts';
import { knownOr, type Known } from '../../model/known.ts';
import { attempt } from '../attempt.ts';
import { devicesIn, namespacesIn, snapshotsIn } from './databases.ts';

/** containerd's snapshots put together with the devices of the pool. No process. */
export async function containerdLayers(
  host: Host,
  facts: ContainerdFacts,
  active: Known<readonly ActiveThin[]>,
  mapped: Known<readonly MappedThin[]>,
): Promise<SeenLayers> {
  const record = await attempt(() => onRecord(host, facts));
  if (record.known) return { picture: snapshotPicture(record.value, active, mapped), unread: [] };
  const none = { layers: [], images: [], containers: [], orphans: [] };
  return { picture: none, unread: [record.why] };
}

/** @throws HostError where a database cannot be read */
async function onRecord(host: Host, facts: ContainerdFacts): Promise<SnapshotsOnRecord> {
  const settings = knownOr(facts.settings, null);
  const poolName = settings?.snapshotter.poolName ?? '';
  const root = settings?.root ?? '/var/lib/containerd';
  const namespaces = (await namespacesIn(host, metaDbPath(root))) ?? [];
  return {
    poolName,
    snapshots: (await snapshotsIn(host, facts.root)) ?? [],
    pool: (await devicesIn(host, facts.root, poolName)) ?? { devices: [], deviceIds: new Map() },
    namespaces,
    tops: await topsOf(host, { root, platform: facts.platform }, namespaces),
    tasks: knownOr(facts.content, null)?.tasks ?? [],
  };
}

interface Store {
  /** The folder of the daemon. */
  readonly root: string;
  readonly platform: string;
}

/** Finds the topmost layer of each image in a namespace that uses the snapshotter; three small files each. */
async function topsOf(
  host: Host,
  store: Store,
  namespaces: readonly EngineNamespace[],
): Promise<ReadonlyMap<string, string | null>> {
  const used = namespaces.filter(({ snapshots }) => snapshots.length > 0);
  const digests = new Set(
    used.flatMap(({ images }) => images.flatMap(({ digest }) => digest ?? [])),
  );
  const tops = [...digests].map(
    async (digest) => [digest, await topOf(host, store, digest)] as const,
  );
  return new Map(await Promise.all(tops));
}

/** An index leads to a manifest, and that to a configuration. */
const LONGEST_WAY = 4;

async function topOf(
  host: Host,
  { root, platform }: Store,
  digest: string,
): Promise<string | null> {
  let at = digest;
  for (let way = 0; way < LONGEST_WAY; way += 1) {
    const path = `${root}/io.containerd.content.v1.content/blobs/${at.replace(':', '/')}`;
    const text = await attempt(() => host.readText(path));
    const blob = readImageBlob(knownOr(text, null) ?? '', platform);
    if (blob === null) return null;
    if (blob.kind === 'config') return blob.top;
    at = blob.to;
  }
  return null;
}
