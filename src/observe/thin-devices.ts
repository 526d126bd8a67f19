import {
  activeThins,
  parseThinStatus,
  parseThinTables,
  thinStatus,
  thinTables,
} from '../lvm/thin-device.ts';
import {
  parseThinLs,
  releaseMetadataSnapshot,
  reserveMetadataSnapshot,
  thinLs,
} from '../lvm/thin-ls.ts';
import type { DmDevice, ThinPoolDevice, ThinPoolTable } from '../model/facts/dm.ts';
import { HostError, type Host } from '../model/host.ts';
import type { ActiveThin, MappedThin } from '../model/facts/layers.ts';
import { answerOf } from './attempt.ts';
import { dmDevices, livePoolTables, thinPools } from './device-mapper.ts';
import { kernelName } from './sys-block.ts';

/** The pool's thin devices that have a table. Two processes. @throws HostError or ParseError */
export async function thinDevices(
  host: Host,
  pool: DmDevice,
  devices: readonly DmDevice[],
): Promise<readonly ActiveThin[]> {
  const [tables, status] = await Promise.all([
    answerOf(host, thinTables()),
    answerOf(host, thinStatus()),
  ]);
  return activeThins(pool.majorMinor, parseThinTables(tables), parseThinStatus(status), devices);
}

/** Why no metadata snapshot can be had of the pool now; null: nothing speaks against it. */
function whyNone({ status }: ThinPoolDevice, device: DmDevice): string | null {
  if (device.suspended) return 'the pool is suspended';
  if (status.state !== 'running') return 'the kernel has given the pool up';
  if (status.mode === 'ro') return 'the pool is read-only';
  if (status.needsCheck) return "the pool's metadata needs a check";
  if (status.metadataSnapshot) return 'a metadata snapshot already exists';
  return null;
}

/**
 * All thin devices of the pool, active or not, and what each takes: thin_ls reads them from a
 * snapshot of the metadata, which is released again, also when dmctl is killed meanwhile. Four
 * programs, and xargs for one of them.
 * @throws HostError or ParseError, also when the snapshot is still there at the end
 */
export async function mappedThins(
  host: Host,
  pool: ThinPoolDevice,
  device: DmDevice,
  { metadataDevice }: ThinPoolTable,
): Promise<readonly MappedThin[]> {
  const why = whyNone(pool, device);
  if (why !== null) throw new HostError('busy', pool.name, why);
  const metadata = `/dev/${await kernelName(host, metadataDevice)}`;
  const release = await host.runAtEnd(releaseMetadataSnapshot(pool.name));
  const { exitCode, stderr } = await host.run(reserveMetadataSnapshot(pool.name));
  if (exitCode !== 0) {
    await release.never();
    throw new HostError('busy', pool.name, `no metadata snapshot: ${stderr.trim()}`);
  }
  try {
    return parseThinLs(await answerOf(host, thinLs(metadata)));
  } finally {
    await release.now();
    await mustBeReleased(host, pool.name);
  }
}

/** All thin devices of the active pool of that name, read as `mappedThins` does. @throws HostError or ParseError */
export async function thinsInPool(host: Host, pool: string): Promise<readonly MappedThin[]> {
  const [devices, targets, tables] = await Promise.all([
    dmDevices(host),
    thinPools(host),
    livePoolTables(host),
  ]);
  const device = devices.find(({ name }) => name === pool);
  const target = targets.find(({ name }) => name === pool);
  const table = tables.find(({ name }) => name === pool);
  if (device === undefined || target === undefined || table === undefined)
    throw new HostError('cannot-read', pool, `${pool} is not active`);
  return mappedThins(host, target, device, table);
}

async function mustBeReleased(host: Host, name: string): Promise<void> {
  const status = (await thinPools(host)).find((pool) => pool.name === name)?.status;
  if (status?.state === 'running' && status.metadataSnapshot) {
    const mend = `dmsetup message ${name} 0 release_metadata_snap`;
    throw new HostError('cannot-write', name, `the metadata snapshot is still there: ${mend}`);
  }
}
