/**
 * Holds the three lists against each other that have to agree: the snapshots of metadata.db, the devices of POOL.db,
 * and the thin devices that the pool itself has (thin_ls). The three are read one after another while containerd may
 * be at work, so a difference counts when a second look finds it again.
 */
import type { MappedThin } from '../model/facts/layers.ts';
import type { Bytes } from '../model/units.ts';
import type { Snapshot } from './metadata-db.ts';
import type { DeviceIdState, DeviceState, PoolDb, PoolDevice } from './pool-db.ts';

/** A snapshot with its device: the snapshot's id is the number in the device's name. */
export interface OwnedDevice {
  readonly snapshot: Snapshot;
  readonly device: PoolDevice;
  /** Space in the pool that it uses now; null: the pool does not have it. */
  readonly mapped: Bytes | null;
}

/**
 * A thin device of the pool that no device of POOL.db has: nobody removes it.
 * - faulty: containerd ended while it made the device, and has given the name to another one since. The id is never
 *   used again, and the space is lost until the device is deleted by hand (seen with 2.1.9).
 * - taken: containerd may be making it now.
 * - free, or null where the id was never used: of somebody else. containerd will try the id, fail with `file exists`,
 *   and mark it as faulty: one snapshot fails for each such device.
 */
export interface Orphan extends MappedThin {
  readonly mark: DeviceIdState | null;
}

export interface Agreement {
  readonly owned: readonly OwnedDevice[];
  readonly orphans: readonly Orphan[];
  /** Devices of POOL.db whose id the pool does not have, though their state says that they exist. */
  readonly missing: readonly PoolDevice[];
  /** Devices in the state Faulty. */
  readonly faulty: readonly PoolDevice[];
  /** Ids marked faulty: containerd does not use them again. */
  readonly faultyIds: readonly number[];
  /** Snapshots of which POOL.db has no device, as when the pool got another name. */
  readonly withoutDevice: readonly Snapshot[];
  /**
   * Devices of which metadata.db has no snapshot. One that is being made has none yet. One that containerd left behind
   * when it was killed stands in the way of the next snapshot, which gets the same name: if it is not faulty, no
   * snapshot can be made any more (`object already exists`; recorded with 1.6.20, containerd issue 5646).
   */
  readonly withoutSnapshot: readonly PoolDevice[];
}

/** The pool may not have the device yet, or not any more, or nobody knows (Faulty). */
const MAY_LACK: readonly DeviceState[] = ['Unknown', 'Creating', 'Removing', 'Removed', 'Faulty'];

/** Names the device of a snapshot (getDeviceName in plugins/snapshots/devmapper/snapshotter.go). */
export const deviceNameOf = (poolName: string, snapshotId: number): string =>
  `${poolName}-snap-${String(snapshotId)}`;

/**
 * @param poolName pool_name of the configuration, `containerd-thinpool`
 * @param live all thin devices of the pool, active or not
 */
export function agreementOf(
  poolName: string,
  snapshots: readonly Snapshot[],
  { devices, deviceIds }: PoolDb,
  live: readonly MappedThin[],
): Agreement {
  const inPool = new Map(live.map((thin) => [thin.deviceId, thin]));
  const byName = new Map(devices.map((device) => [device.name, device]));
  const owned = snapshots.flatMap((snapshot) => {
    const device = byName.get(deviceNameOf(poolName, snapshot.id));
    const mapped = device === undefined ? null : (inPool.get(device.deviceId)?.mapped ?? null);
    return device === undefined ? [] : [{ snapshot, device, mapped }];
  });
  const ids = new Set(devices.map(({ deviceId }) => deviceId));
  const withSnapshot = new Set(owned.map(({ device }) => device.name));
  const withDevice = new Set(owned.map(({ snapshot }) => snapshot.key));
  return {
    owned,
    orphans: live
      .filter(({ deviceId }) => !ids.has(deviceId))
      .map((thin) => ({ ...thin, mark: deviceIds.get(thin.deviceId) ?? null })),
    missing: devices.filter(
      ({ deviceId, state }) => !inPool.has(deviceId) && !MAY_LACK.includes(state),
    ),
    faulty: devices.filter(({ state }) => state === 'Faulty'),
    faultyIds: [...deviceIds].filter(([, state]) => state === 'faulty').map(([id]) => id),
    withoutDevice: snapshots.filter(({ key }) => !withDevice.has(key)),
    withoutSnapshot: devices.filter(({ name }) => !withSnapshot.has(name)),
  };
}

/** Do the three agree in everything? A faulty device does not stop containerd, and counts all the same. */
export const agrees = ({ owned, ...differences }: Agreement): boolean =>
  owned.every(({ mapped }) => mapped !== null) &&
  Object.values(differences).every((found) => found.length === 0);
