/**
 * The snapshotter's own list of thin devices, ROOT/POOL.db (containerd at 301026e58c:
 * plugins/snapshots/devmapper/metadata.go and device_info.go).
 */
import { isRecord } from '../model/json.ts';
import { read, unreadable, type Read } from '../model/known.ts';
import { bytes, type Bytes } from '../model/units.ts';
import { bucketIn } from './bolt-fields.ts';
import { readBolt, type BoltBucket } from './bolt.ts';

/** DeviceState in device_info.go: a state's place is its number in the file. */
export const DEVICE_STATES = [
  ...(['Unknown', 'Creating', 'Created', 'Activating', 'Activated'] as const),
  ...(['Suspending', 'Suspended', 'Resuming', 'Resumed'] as const),
  ...(['Deactivating', 'Deactivated', 'Removing', 'Removed', 'Faulty'] as const),
] as const;

/** `Faulty`: an operation failed and could not be undone, or containerd ended in the middle of it. */
export type DeviceState = (typeof DEVICE_STATES)[number];

export interface PoolDevice {
  /** `POOL-snap-ID`, with the id of a snapshot of metadata.db. */
  readonly name: string;
  /** The thin device's id in the pool. */
  readonly deviceId: number;
  /** The size of its file system, of which the pool has only what was written. */
  readonly size: Bytes;
  readonly state: DeviceState;
  /** Name of the device it is a snapshot of; null: none. */
  readonly parent: string | null;
  /** Error of the last failed operation; null: none failed. */
  readonly error: string | null;
}

/** free: used again before a new one is. faulty: never used again, until somebody repairs it by hand. */
export type DeviceIdState = 'free' | 'taken' | 'faulty';

export interface PoolDb {
  readonly devices: readonly PoolDevice[];
  /** All ids that were ever used. */
  readonly deviceIds: ReadonlyMap<number, DeviceIdState>;
}

const ID_STATES: readonly DeviceIdState[] = ['free', 'taken', 'faulty'];

/** Ids are numbers of 24 bits (maxDeviceID). */
const HIGHEST_ID = 0xff_ffff;

/** Reads POOL.db. @returns why, if an entry has an unexpected format or the file is damaged */
export function readPoolDb(file: Uint8Array): Read<PoolDb> {
  const opened = readBolt(file);
  if (!opened.ok) return opened;
  const devices = devicesIn(bucketIn(opened.value, 'devices'));
  if (!devices.ok) return devices;
  const deviceIds = deviceIdsIn(bucketIn(opened.value, 'device_ids'));
  return deviceIds.ok ? read({ devices: devices.value, deviceIds: deviceIds.value }) : deviceIds;
}

function devicesIn(bucket: BoltBucket | null): Read<readonly PoolDevice[]> {
  const devices: PoolDevice[] = [];
  for (const [name, value] of bucket?.values ?? []) {
    const device = deviceOf(name, value);
    if (device === null) return unreadable(`device ${name} has an unexpected format`);
    devices.push(device);
  }
  return read(devices);
}

/** A device is JSON; its name is the key, and in it once more. */
function deviceOf(name: string, value: Uint8Array): PoolDevice | null {
  const json = jsonOf(value);
  if (json?.['name'] !== name) return null;
  const { device_id: deviceId, size, state, parent_name: parent, error } = json;
  const word = typeof state === 'number' ? DEVICE_STATES[state] : undefined;
  if (!isIn(deviceId, HIGHEST_ID) || !isIn(size, Number.MAX_SAFE_INTEGER)) return null;
  if (word === undefined || !isText(parent) || !isText(error)) return null;
  return {
    name,
    deviceId,
    size: bytes(size),
    state: word,
    parent: parent === '' ? null : parent,
    error: error === '' ? null : error,
  };
}

function jsonOf(value: Uint8Array): Readonly<Record<string, unknown>> | null {
  try {
    const json: unknown = JSON.parse(new TextDecoder().decode(value));
    return isRecord(json) ? json : null;
  } catch {
    return null;
  }
}

const isText = (value: unknown): value is string => typeof value === 'string';

const isIn = (value: unknown, most: number): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= most;

/** The id in decimal digits, and a byte: 0 free, 1 taken, 2 faulty. */
function deviceIdsIn(bucket: BoltBucket | null): Read<ReadonlyMap<number, DeviceIdState>> {
  const states = new Map<number, DeviceIdState>();
  for (const [key, value] of bucket?.values ?? []) {
    const id = /^\d{1,8}$/.test(key) ? Number(key) : -1;
    const state = value.length === 1 ? ID_STATES[value[0] ?? -1] : undefined;
    if (!isIn(id, HIGHEST_ID) || state === undefined) {
      return unreadable(`device id ${key} has an unexpected format`);
    }
    states.set(id, state);
  }
  return read(states);
}
