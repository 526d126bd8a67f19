import { failure, success, type Answer } from './answer.ts';
import { dmDevices, poolNamed } from './device-mapper.ts';
import { runningOnPool } from './layer-records.ts';
import { fault, type State } from './state.ts';

const NOT_FOUND = 'No such device or address';

/** `dmsetup create NAME [--readonly] --table "0 N thin POOL ID"`. */
export function openThin(state: State, args: readonly string[]): Answer {
  const [, name = ''] = args;
  const { layers } = state;
  const [, pool = '', id = ''] =
    /^0 \d+ thin \/dev\/mapper\/(\S+) (\d+)$/.exec(args.at(-1) ?? '') ?? [];
  if (layers === null || poolNamed(state, pool) === null) return failure(1, NOT_FOUND);
  const deviceId = Number(id);
  if (!layers.thins.has(deviceId)) return failure(1, 'Invalid argument');
  if (dmDevices(state).some((one) => one.name === name))
    return failure(1, `device-mapper: create ioctl on ${name} failed: Device or resource busy`);
  const readOnly = args.includes('--readonly');
  if (!readOnly && runningOnPool(state).some((one) => one.deviceId === deviceId))
    fault(state, `thin device ${id} opened writable while Docker has it`);
  layers.devices.push({ name, pool, deviceId, readOnly });
  return success();
}

/** `dmsetup remove --retry NAME`. */
export function closeThin(state: State, name: string): Answer {
  const { layers } = state;
  if (layers?.devices.some((one) => one.name === name) !== true)
    return failure(1, `Device ${name} not found`);
  if (layers.mounts.some((one) => one.name === name))
    return failure(1, `device-mapper: remove ioctl on ${name} failed: Device or resource busy`);
  layers.devices = layers.devices.filter((one) => one.name !== name);
  return success();
}

/** `mount -t xfs -o ro,... /dev/mapper/NAME AT`: one with a log to replay needs a writable device. */
export function mountThin(state: State, args: readonly string[]): Answer {
  const { layers } = state;
  const [path = '', at = ''] = args.slice(-2);
  const device = layers?.devices.find(({ name }) => path === `/dev/mapper/${name}`);
  if (layers === null || device === undefined) return failure(32, `mount: ${path} does not exist`);
  if (state.files.get(at)?.kind !== 'directory') return failure(32, `mount: no mount point ${at}`);
  if (layers.mounts.some((one) => one.at === at)) return failure(32, `mount: ${at} is taken`);
  if (layers.unclean.includes(device.deviceId)) {
    if (device.readOnly) return failure(32, `mount: cannot mount ${path} read-only`);
    layers.unclean = layers.unclean.filter((one) => one !== device.deviceId);
  }
  layers.mounts.push({ name: device.name, at });
  return success();
}

/** `umount AT`. */
export function unmountThin(state: State, at: string): Answer {
  const { layers } = state;
  if (layers?.mounts.some((one) => one.at === at) !== true)
    return failure(32, `umount: ${at}: not mounted`);
  layers.mounts = layers.mounts.filter((one) => one.at !== at);
  return success();
}

/** What lies on the thin device that is mounted here; null: none is. */
export function contentAt(state: State, at: string): string | null {
  const { layers } = state;
  const name = layers?.mounts.find((one) => one.at === at)?.name;
  const device = layers?.devices.find((one) => one.name === name);
  return device === undefined ? null : (layers?.thins.get(device.deviceId) ?? null);
}
