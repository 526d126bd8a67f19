import { bootUnitText } from '../../src/lvm/boot-unit.ts';
import type { DmDevice, ThinPoolDevice, ThinPoolStatus } from '../../src/model/facts/dm.ts';
import type {
  DaemonJsonFile,
  DevicemapperStatus,
  DockerInfo,
  DockerState,
  UnitState,
} from '../../src/model/facts/docker-state.ts';
import type { Facts } from '../../src/model/facts/facts.ts';
import { known, unknown } from '../../src/model/known.ts';
import type { LogicalVolume, LvmState, VolumeGroup } from '../../src/model/facts/lvm-state.ts';
import { bytes, extents, sectors } from '../../src/model/units.ts';
import { withDockerFacts } from './engine.ts';
import { diskSizes, joining, lvmAccess, lvmSettings } from './lvm-host.ts';

/**
 * A healthy bookworm host with the documented direct-lvm pool on a 10 GiB disk and Docker running,
 * in the figures that the lab recorded, part by part; changed-facts.ts changes them.
 */

const VG_UUID = 'BFuSfs-ccQC-T59O-kOAd-YSm5-V64r-PXhBl6';
const LV_UUID = 'jhCkQa-Aydq-5uQK-5fAB-PH8m-mJd2-bnp1Lx';

export const thinpool: LogicalVolume = {
  vg: 'docker',
  vgUuid: VG_UUID,
  name: 'thinpool',
  uuid: LV_UUID,
  hidden: false,
  tags: [],
  segmentType: 'thin-pool',
  areas: 1,
  allocation: 'inherit',
  size: bytes(10196353024),
  active: true,
  skipActivation: false,
  autoActivation: true,
  health: '',
  checkNeeded: false,
  profile: 'docker-thinpool',
  monitored: true,
  dataPercent: 1,
  metadataPercent: 10.07,
  metadataSize: bytes(104857600),
  chunkSize: bytes(524288),
  transactionId: 0,
  dataLv: 'thinpool_tdata',
  metadataLv: 'thinpool_tmeta',
  poolLv: null,
};

/** A plain volume in the group, hidden or not. */
export const linear = (name: string, size: number, hidden: boolean): LogicalVolume => ({
  ...thinpool,
  name,
  uuid: `lv-${name}`,
  hidden,
  segmentType: 'linear',
  size: bytes(size),
  checkNeeded: null,
  profile: null,
  monitored: null,
  dataPercent: null,
  metadataPercent: null,
  metadataSize: null,
  chunkSize: null,
  transactionId: null,
  dataLv: null,
  metadataLv: null,
});

export const group: VolumeGroup = {
  name: 'docker',
  uuid: VG_UUID,
  tags: ['dmctl'],
  extentSize: bytes(4194304),
  extentCount: extents(2559),
  freeExtents: extents(78),
  missingPvs: 0,
  exported: false,
  allocation: 'normal',
  foreign: false,
  systemId: '',
  readOnly: false,
  lockType: '',
  autoActivation: true,
  namesakes: [],
  copies: [],
};

/** LVM has nothing on the host. */
export const NO_LVM: LvmState = { pvs: [], vgs: [], lvs: [], duplicates: [], damaged: [] };

export const lvm: LvmState = {
  pvs: [
    {
      device: '/dev/xvdf',
      uuid: 'WWfQOJ-YvOJ-sXcN-fqad-JSe3-E7Hu-CKW9sI',
      vg: 'docker',
      vgUuid: VG_UUID,
      size: bytes(10733223936),
      free: bytes(327155712),
      missing: false,
      allocatable: true,
      duplicate: false,
      inUse: false,
    },
  ],
  vgs: [group],
  lvs: [
    linear('lvol0_pmspare', 104857600, true),
    thinpool,
    linear('thinpool_tdata', 10196353024, true),
    linear('thinpool_tmeta', 104857600, true),
  ],
  duplicates: [],
  damaged: [],
};

export const device: DmDevice = {
  name: 'docker-thinpool',
  uuid: `LVM-${(VG_UUID + LV_UUID).replaceAll('-', '')}-tpool`,
  majorMinor: '254:2',
  suspended: false,
  liveTable: true,
  inactiveTable: false,
  openCount: 1,
};

export type Running = Extract<ThinPoolStatus, { state: 'running' }>;

export const status: Running = {
  state: 'running',
  transactionId: 6,
  metadataUsedBlocks: 2577,
  metadataBlocks: 25600,
  dataUsedBlocks: 195,
  dataBlocks: 19448,
  mode: 'rw',
  discardPassdown: false,
  whenFull: 'queue',
  metadataSnapshot: false,
  needsCheck: false,
};

export const target: ThinPoolDevice = {
  name: 'docker-thinpool',
  length: sectors(19914752),
  status,
};

export const devicemapper: DevicemapperStatus = {
  poolName: 'docker-thinpool',
  dataLoopFile: null,
  metadataLoopFile: null,
  dataTotal: bytes(10_200_000_000),
  dataUsed: bytes(102_200_000),
  metadataTotal: bytes(104_900_000),
  metadataUsed: bytes(10_560_000),
  deferredRemoval: true,
  deferredDeletion: true,
};

export const info: DockerInfo = {
  serverVersion: '20.10.24+dfsg1',
  storageDriver: 'devicemapper',
  dataRoot: '/var/lib/docker',
  containers: 2,
  running: 0,
  images: 1,
  loggingDriver: 'json-file',
  liveRestore: false,
  devicemapper,
};

export const unit = (name: string, active: string, enabled: string): UnitState => ({
  name,
  loaded: true,
  active,
  enabled,
  stale: false,
});

export const docker: DockerState = {
  program: known('/usr/sbin/dockerd'),
  version: known('20.10.24'),
  manager: 'systemd',
  units: known([
    unit('docker.service', 'active', 'enabled'),
    unit('docker.socket', 'active', 'enabled'),
  ]),
  running: known(true),
  info: known(info),
  outside: known([{ option: '--host', value: 'fd://', source: 'docker.service ExecStart' }]),
  startError: null,
};

export const DAEMON_JSON = {
  'storage-driver': 'devicemapper',
  'storage-opts': [
    'dm.thinpooldev=/dev/mapper/docker-thinpool',
    'dm.use_deferred_removal=true',
    'dm.use_deferred_deletion=true',
  ],
  'log-opts': { 'max-size': '10m' },
};

export const daemonJson = (text: string): DaemonJsonFile => ({
  state: 'present',
  path: '/etc/docker/daemon.json',
  target: '/etc/docker/daemon.json',
  text,
  sha256: 'a'.repeat(64),
});

/** As dmctl writes it for this pool and its disk. */
const UNIT = bootUnitText({
  ...{ vg: 'docker', lv: 'thinpool', dmName: 'docker-thinpool' },
  pvUuids: lvm.pvs.map(({ uuid }) => uuid),
  ...{ lvm: '/usr/sbin/lvm', dmsetup: '/usr/sbin/dmsetup' },
  engine: { title: 'Docker', unit: 'docker.service', bootUnit: 'dmctl-activate.service' },
});

const tool = (path: string) => ({ path, version: unknown('not asked') });

const seen: Omit<Facts, 'engine'> = {
  euid: 0,
  kernel: { release: '6.1.0', thinPool: known(true) },
  tools: {
    lvm: tool('/usr/sbin/lvm'),
    dmsetup: tool('/usr/sbin/dmsetup'),
    thin_check: tool('/usr/sbin/thin_check'),
    wipefs: tool('/usr/sbin/wipefs'),
    lsblk: tool('/usr/bin/lsblk'),
    docker: tool('/usr/bin/docker'),
    systemctl: tool('/usr/bin/systemctl'),
  },
  lvm: known(lvm),
  lvmSettings: known(lvmSettings),
  lvmAccess,
  joining,
  groupPathTaken: unknown('not asked'),
  dmNames: known([]),
  dm: known([device]),
  thinPools: known([target]),
  profile: known({
    path: '/etc/lvm/profile/docker-thinpool.profile',
    text: 'activation {}\n',
    sha256: 'b'.repeat(64),
  }),
  profileSettings: known({ threshold: 80, percent: 20 }),
  bootUnit: known({ text: UNIT, sha256: 'c'.repeat(64), enabled: true }),
  devices: [],
  diskSizes: diskSizes(lvm.pvs[0]?.uuid ?? ''),
  rotationalDisks: known([]),
  dmeventd: known(2943),
};

export const healthy: Facts = withDockerFacts(seen, {
  docker,
  daemonJson: daemonJson(JSON.stringify(DAEMON_JSON, null, 2)),
  dataRoot: {
    state: 'present',
    path: '/var/lib/docker',
    inode: 131113,
    uid: 0,
    gid: 0,
    mode: 0o710,
    mountPoint: false,
    mark: { below: '', inode: 131113 },
    mountsBelow: [],
    empty: false,
    holdings: { images: 1, containers: 2, volumes: 0, plugins: 0, swarm: false },
  },
  dataRootBackup: { path: '/var/lib/docker.bk', exists: false },
});
