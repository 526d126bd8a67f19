import { above, dmDevices } from './device-mapper.ts';
import { containerMounts } from './layer-records.ts';
import { backingFile } from './loop.ts';
import type { State } from './state.ts';

const RELEASE = '6.1.176';

const mountInfo = (state: State): string =>
  [
    '16 1 98:0 / / rw,noatime shared:1 - ext4 /dev/root rw\n',
    ...state.mounts.map(
      (path) => `40 16 98:160 / ${path} rw,noatime shared:2 - ext4 /dev/ubdk rw\n`,
    ),
    ...containerMounts(state).map(
      (path) => `60 16 0:60 / ${path} rw,relatime shared:3 - overlay overlay rw\n`,
    ),
    ...(state.carrier?.at == null
      ? []
      : [`50 16 254:50 / ${state.carrier.at} rw shared:5 - xfs ${state.carrier.node} rw\n`]),
    ...(state.layers?.mounts ?? []).map(
      ({ name, at }) => `70 16 254:70 / ${at} ro,nosuid shared:4 - xfs /dev/mapper/${name} ro\n`,
    ),
  ].join('');

/**
 * The files of /proc, /sys and /run that dmctl reads, as the machine is now; '' stands for a folder.
 * @param path what is asked for: empty for one that lies elsewhere
 */
export function kernelFiles(state: State, path: string): ReadonlyMap<string, string> {
  const [, folder = ''] = /^\/(proc|sys|run)(?:\/|$)/.exec(path) ?? [];
  return new Map(FILES[folder]?.(state) ?? []);
}

type Files = readonly (readonly [path: string, text: string])[];

/** By their first folder: one that is not asked for is not made, and most are asked for often. */
const FILES: Readonly<Record<string, (state: State) => Files>> = {
  proc: (state) => [
    ['/proc/sys/kernel/osrelease', `${RELEASE}\n`],
    ['/proc/self/mountinfo', mountInfo(state)],
    ['/proc/820/comm', 'dmeventd\n'],
    ['/proc/filesystems', 'nodev\tproc\n\text4\nnodev\toverlay\n'],
    ['/proc/sys/kernel/random/boot_id', `boot-${String(state.layers?.boots ?? 0)}\n`],
    ...(state.daemon === null
      ? []
      : ([
          ['/proc/931/comm', 'dockerd\n'],
          ['/proc/931/cgroup', '0::/system.slice/docker.service\n'],
        ] as const)),
  ],
  run: ({ daemon, layers }) => [
    ...(layers?.mounts ?? []).map(({ at }) => [`${at}/rootfs/content`, ''] as const),
    ...(daemon === null ? [] : ([['/run/docker.pid', '931']] as const)),
    ['/run/systemd/system/docker.socket', ''],
    ['/run/dmeventd.pid', '820\n'],
  ],
  sys: sysFiles,
};

function sysFiles(state: State): Files {
  const dm = dmDevices(state);
  const blocks = [
    ...state.disks.map(({ kernelName, majorMinor, size }) => ({
      name: kernelName,
      kernelName,
      majorMinor,
      size,
    })),
    ...state.loops.map(({ number, size }) => ({
      name: `loop${String(number)}`,
      kernelName: `loop${String(number)}`,
      majorMinor: `7:${String(number)}`,
      size,
    })),
    ...dm.map(({ name, minor, size }) => ({
      name,
      size,
      kernelName: `dm-${String(minor)}`,
      majorMinor: `254:${String(minor)}`,
    })),
  ];
  const kernelNameOf = new Map(blocks.map(({ name, kernelName }) => [name, kernelName]));
  return [
    ['/sys/module/dm_thin_pool/parameters/no_space_timeout', '60\n'],
    ...blocks.flatMap(({ name, kernelName, majorMinor, size }): [string, string][] => [
      [`/sys/block/${kernelName}/queue/rotational`, '0\n'],
      [`/sys/dev/block/${majorMinor}/queue/logical_block_size`, '512\n'],
      [`/sys/dev/block/${majorMinor}/size`, `${String(size / 512)}\n`],
      [`/sys/dev/block/${majorMinor}/holders/`, ''],
      [`/sys/dev/block/${majorMinor}/slaves/`, ''],
      ...above(dm, name).flatMap(({ name: upper }): [string, string][] => [
        [`/sys/dev/block/${majorMinor}/holders/${kernelNameOf.get(upper) ?? ''}`, ''],
        [`/sys/class/block/${kernelName}/holders/${kernelNameOf.get(upper) ?? ''}`, ''],
      ]),
    ]),
    ...dm.flatMap(({ name, uuid, minor }): [string, string][] => [
      [`/sys/block/dm-${String(minor)}/dm/name`, `${name}\n`],
      [`/sys/class/block/dm-${String(minor)}/dm/name`, `${name}\n`],
      [`/sys/block/dm-${String(minor)}/dm/uuid`, `${uuid()}\n`],
      [`/sys/block/dm-${String(minor)}/dm/suspended`, isSuspended(state, name) ? '1\n' : '0\n'],
    ]),
    ...state.loops.flatMap((loop): [string, string][] => {
      const folder = `/sys/dev/block/7:${String(loop.number)}`;
      return [[`${folder}/loop/backing_file`, `${backingFile(state, loop)}\n`]];
    }),
  ];
}

const isSuspended = ({ loopPool }: State, name: string): boolean =>
  loopPool?.name === name && loopPool.suspended;

/** Where a device's name leads, and its number. */
export interface Node {
  readonly realPath: string;
  readonly majorMinor: string;
}

/** A block device by any of its names. */
export function nodeAt(state: State, path: string): Node | null {
  if (!path.startsWith('/dev/')) return null;
  for (const { path: name, kernelName, majorMinor } of state.disks)
    if (path === name || path === `/dev/${kernelName}`)
      return { realPath: `/dev/${kernelName}`, majorMinor };
  for (const { name, minor } of dmDevices(state))
    if (path === `/dev/mapper/${name}` || path === `/dev/dm-${String(minor)}`)
      return { realPath: `/dev/dm-${String(minor)}`, majorMinor: `254:${String(minor)}` };
  return null;
}
