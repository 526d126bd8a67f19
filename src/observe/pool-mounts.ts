import { mountNamespaceOf } from '../lvm/fstrim.ts';
import type { EngineName } from '../model/engine.ts';
import type { ActiveThin } from '../model/facts/layers.ts';
import { parseMounts } from '../model/facts/mounts.ts';
import { HostError, type Host } from '../model/host.ts';
import { dmDevices } from './device-mapper.ts';
import { enginePid } from './engines.ts';
import { thinDevices } from './thin-devices.ts';

/** A file system on a thin device, as the engine has it mounted. */
export interface PoolMount {
  /** In the engine's mount namespace. */
  readonly mountPoint: string;
  readonly device: ActiveThin;
}

/** The file systems of a pool that the engine has mounted for writing. */
export interface PoolMounts {
  /** Argument that leads nsenter(1) into the engine's mount namespace. */
  readonly enter: string;
  /** One for each device, in the order of the devices' ids. */
  readonly mounts: readonly PoolMount[];
}

/**
 * Finds the file systems of a pool that an engine has mounted. dockerd may have a mount namespace of its own (MountFlags= of
 * older units), so it is looked at, not dmctl's own. null: the engine does not run, so nothing is mounted. Three
 * processes.
 * @param pool device-mapper name of an active pool
 * @throws HostError or ParseError
 */
export async function poolMounts(
  host: Host,
  engine: EngineName,
  pool: string,
): Promise<PoolMounts | null> {
  const pid = await enginePid(host, engine);
  if (pid === null) return null;
  const devices = await dmDevices(host);
  const device = devices.find(({ name }) => name === pool);
  if (device === undefined) throw new HostError('cannot-read', pool, `${pool} is not active`);
  const thins = await thinDevices(host, device, devices);
  const table = `/proc/${String(pid)}/mountinfo`;
  const text = await host.readText(table);
  if (text === null) throw new HostError('changed', table, `process ${String(pid)} has ended`);
  const writable = parseMounts(text).filter(({ readOnly }) => !readOnly);
  const mounts = thins.flatMap((thin): PoolMount[] => {
    const mount = writable.find((one) => one.device === thin.majorMinor);
    if (mount === undefined) return [];
    return [{ mountPoint: mount.mountPoint, device: thin }];
  });
  return { enter: mountNamespaceOf(pid), mounts };
}
