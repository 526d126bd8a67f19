import { dmName } from '../../src/model/names.ts';
import { success, type Answer } from './answer.ts';
import { loopPoolStatus, removeLoopPool } from './loop-pool.ts';
import { runningOnPool } from './layer-records.ts';
import type { Disk, Lv, State, Vg } from './state.ts';
import { disksOf, findVg, fault } from './state.ts';

/** A device-mapper device, as the volumes that are active make it. */
export interface Dm {
  readonly name: string;
  /** What LVM or Docker made it for; Docker gives no UUID. */
  readonly uuid: () => string;
  readonly minor: number;
  readonly size: number;
  /** Names of the device-mapper devices it lies on, or of disks (kernel names). */
  readonly below: readonly string[];
  readonly type: 'lvm' | 'dm';
}

const SUFFIX = { _tmeta: '-tmeta', _tdata: '-tdata' };

function uuidOf(vg: Vg, lv: Lv): string {
  const bare = `LVM-${vg.uuid}${lv.uuid}`.replaceAll('-', '').replace('LVM', 'LVM-');
  if (lv.pool !== null) return `${bare}-tpool`;
  const part = Object.entries(SUFFIX).find(([end]) => lv.hidden && lv.name.endsWith(end));
  return `${bare}${part?.[1] ?? ''}`;
}

/** Metadata first, then data, then the pool: the order in which LVM activates them. */
const rank = (lv: Lv): number => {
  if (lv.pool !== null) return 2;
  return lv.hidden && lv.name.endsWith('_tmeta') ? 0 : 1;
};

function ofVg(state: State, vg: Vg): readonly Omit<Dm, 'minor'>[] {
  const disks = disksOf(state, vg).map(({ kernelName }) => kernelName);
  const active = vg.lvs.filter((lv) => lv.active).sort((a, b) => rank(a) - rank(b));
  return active.map((lv) => ({
    name: dmName(vg.name, lv.name),
    uuid: () => uuidOf(vg, lv),
    size: lv.live * vg.extentSize,
    below:
      lv.pool === null
        ? disks
        : [dmName(vg.name, lv.pool.metadataLv), dmName(vg.name, lv.pool.dataLv)],
    type: 'lvm',
  }));
}

/** Docker's names of its own devices begin as that of its pool on loop files. */
const baseDeviceOn = (pool: string): string =>
  pool.startsWith('docker-98:') ? pool.replace(/-pool$/, '-base') : 'docker-98:0-9-base';

function loopPoolDevice({ loopPool }: State): readonly Omit<Dm, 'minor'>[] {
  if (loopPool === null) return [];
  const { name, length, data, metadata } = loopPool;
  const below = [`loop${String(data)}`, `loop${String(metadata)}`];
  return [{ name, uuid: () => '', size: length * 512, below, type: 'dm' }];
}

/** Those that dmctl opened, and those of the containers that run. */
function layerDevices(state: State): readonly Omit<Dm, 'minor'>[] {
  const opened = (state.layers?.devices ?? []).map(({ name, pool }) => ({ name, pool }));
  const pool = state.daemon?.pool ?? '';
  const dockers = runningOnPool(state).map(({ mountId }) => ({ name: dockersName(mountId), pool }));
  return [...dockers, ...opened].map((one) => ({
    name: one.name,
    uuid: () => '',
    size: 10 * 2 ** 30,
    below: [one.pool],
    type: 'dm',
  }));
}

/** Those of the snapshots that containerd has active. */
const snapshotDevices = ({ containerd }: State): readonly Omit<Dm, 'minor'>[] =>
  (containerd?.devices ?? []).map((name) => ({
    name,
    uuid: () => '',
    size: 10 * 2 ** 30,
    below: [name.replace(/-snap-\d+$/, '')],
    type: 'dm',
  }));

const dockersName = (mountId: string): string => `docker-98:0-9-${mountId}`;

/** `dmsetup table --target thin`. */
export function thinTable(state: State): Answer {
  const all = dmDevices(state);
  const numbers = new Map(all.map(({ name, minor }) => [name, `254:${String(minor)}`]));
  const open = [
    ...(state.layers?.devices ?? []),
    ...runningOnPool(state).map(({ mountId, deviceId }) => ({
      ...{ name: dockersName(mountId), deviceId, pool: state.daemon?.pool ?? '' },
    })),
  ];
  const lines = open.map(
    ({ name, pool, deviceId }) =>
      `${name}: 0 20971520 thin ${numbers.get(pool) ?? ''} ${String(deviceId)}`,
  );
  return success(lines.length === 0 ? 'No devices found\n' : `${lines.join('\n')}\n`);
}

/** Every device-mapper device, in the order of its minor number. */
export function dmDevices(state: State): readonly Dm[] {
  const volumes = state.vgs.flatMap((vg) => ofVg(state, vg));
  const base =
    state.baseDevice === null
      ? []
      : [
          {
            name: baseDeviceOn(state.baseDevice),
            uuid: () => '',
            size: 10 * 2 ** 30,
            below: [state.baseDevice],
            type: 'dm' as const,
          },
        ];
  const others = [...loopPoolDevice(state), ...base, ...layerDevices(state)];
  return [...volumes, ...others, ...snapshotDevices(state)].map((device, minor) => ({
    ...device,
    minor,
  }));
}

/** What stands right on a device-mapper device or a disk, by its name. */
export const above = (all: readonly Dm[], name: string): readonly Dm[] =>
  all.filter(({ below }) => below.includes(name));

export const isHeld = (state: State, { kernelName }: Disk): boolean =>
  above(dmDevices(state), kernelName).length > 0;

/** A pool and its volume, by the name the kernel knows. */
export function poolNamed(state: State, name: string): { vg: Vg; lv: Lv } | null {
  for (const vg of state.vgs)
    for (const lv of vg.lvs)
      if (lv.active && lv.pool !== null && dmName(vg.name, lv.name) === name) return { vg, lv };
  return null;
}

const mountsOf = ({ layers, carrier }: State, name: string): number =>
  (carrier?.node === `/dev/mapper/${name}` && carrier.at !== null ? 1 : 0) +
  (layers?.mounts ?? []).filter((mount) => mount.name === name).length +
  (name.startsWith('docker-98:0-9-') && !name.endsWith('-base') ? 1 : 0);

export function dmInfo(state: State): Answer {
  const all = dmDevices(state);
  const lines = all
    .toSorted((a, b) => a.name.localeCompare(b.name, 'en'))
    .map(({ name, uuid, minor }) => {
      const pool = state.loopPool?.name === name ? state.loopPool : null;
      const active = pool?.suspended === true ? 'Suspended' : 'Active';
      const tables = pool !== null && pool.waiting !== null ? 'Both' : 'Live';
      const open = above(all, name).length + mountsOf(state, name);
      return [name, uuid(), 254, minor, active, tables, open].join('|');
    });
  return success(lines.length === 0 ? 'No devices found\n' : `${lines.join('\n')}\n`);
}

/** Blocks of metadata that a fresh pool of this size has in use, as recorded for 25600 of them. */
const METADATA_IN_USE = 2571;

export function dmStatus(state: State): Answer {
  const onLoopFiles = loopPoolStatus(state);
  const volumes = dmDevices(state).flatMap(({ name, size }) => {
    const found = poolNamed(state, name);
    const pool = found?.lv.pool;
    if (!found || !pool) return [];
    const metadata = found.vg.lvs.find((lv) => lv.name === pool.metadataLv)?.live ?? 0;
    const metadataBlocks = (metadata * found.vg.extentSize) / 4096;
    const words = [
      `${name}: 0 ${String(size / 512)} thin-pool ${String(pool.transactionId)}`,
      `${String(METADATA_IN_USE)}/${String(metadataBlocks)}`,
      `${String(pool.dataUsedBlocks)}/${String(size / pool.chunkSize)}`,
      '- rw no_discard_passdown queue_if_no_space - 1024 ',
    ];
    return [words.join(' ')];
  });
  const lines = [...volumes, ...(onLoopFiles === null ? [] : [onLoopFiles])];
  return success(lines.length === 0 ? 'No devices found\n' : `${lines.join('\n')}\n`);
}

/** `dmsetup remove NAME`: refused while it is open. */
export function dmRemove(state: State, name: string): Answer {
  const { baseDevice, loopPool, daemon } = state;
  const isBase = baseDevice !== null && name === baseDeviceOn(baseDevice);
  if (!isBase && name !== loopPool?.name) {
    fault(state, `dmsetup remove ${name}`);
    return { exitCode: 1, stdout: '', stderr: `Device ${name} not found` };
  }
  const pool = isBase ? baseDevice : name;
  if (daemon?.pool === pool || (!isBase && baseDevice === pool)) {
    return {
      exitCode: 1,
      stdout: '',
      stderr: `device-mapper: remove ioctl on ${name} failed: busy`,
    };
  }
  if (isBase) state.baseDevice = null;
  else removeLoopPool(state);
  return success();
}

export const lvNamed = (state: State, path: string): { vg: Vg; lv: Lv } | null => {
  const [group = '', name = ''] = path.split('/');
  const vg = findVg(state, group);
  const lv = vg?.lvs.find((one) => one.name === name);
  return vg && lv ? { vg, lv } : null;
};
