import type { UsableDevice } from '../../src/model/facts/device.ts';
import type { DockerFacts } from '../../src/model/facts/docker-state.ts';
import { NO_LVM } from './facts.ts';
import { joining, lvmAccess, lvmSettings } from './lvm-host.ts';
import type { Facts } from '../../src/model/facts/facts.ts';
import { known, unknown } from '../../src/model/known.ts';
import { bytes, GIB, KIB } from '../../src/model/units.ts';
import type { SetupDirectLvmRequest } from '../../src/model/plan/journal.ts';

import { changed, withDockerFacts, type Changes } from './engine.ts';

const tool = (version: string): Facts['tools']['lvm'] => ({
  path: '/usr/sbin/tool',
  version: known(version),
});

/** A blank 10 GiB disk that nobody uses. */
export function blankDisk(path = '/dev/xvdf', change: Partial<UsableDevice> = {}): UsableDevice {
  const kernelName = path.replace('/dev/', '');
  const minor = kernelName.charCodeAt(kernelName.length - 1);
  return {
    path,
    usable: true,
    identity: { path, majorMinor: `98:${String(minor)}`, size: bytes(10 * GIB), serial: null },
    kernelName,
    type: 'disk',
    readOnly: false,
    removable: false,
    rotational: false,
    optimalIoBytes: bytes(0),
    model: null,
    children: [],
    mountPoints: [],
    holders: [],
    signatures: known([]),
    firstData: known(null),
    sample: unknown('blank'),
    exclusivelyHeld: known(false),
    pv: known(null),
    partitionPvs: known([]),
    ...change,
  };
}

/** A host with Docker 20.10 running, nothing stored in it, and one blank disk. */
export function blankHost(change: Changes = {}): Facts {
  return changed(withDockerFacts(seen(), detail()), change);
}

const seen = (): Omit<Facts, 'engine'> => ({
  euid: 0,
  kernel: { release: '6.1.0', thinPool: known(true) },
  tools: {
    lvm: tool('2.03.16'),
    dmsetup: tool('1.02.185'),
    thin_check: tool('0.9.0'),
    wipefs: tool('2.38.1'),
    lsblk: tool('2.38.1'),
    docker: tool('20.10.24'),
    systemctl: tool('252'),
  },
  lvm: known(NO_LVM),
  lvmSettings: known(lvmSettings),
  lvmAccess,
  joining,
  groupPathTaken: known(null),
  dmNames: known([]),
  dm: known([]),
  thinPools: known([]),
  profile: known({ path: '/etc/lvm/profile/docker-thinpool.profile', text: null, sha256: null }),
  profileSettings: known(null),
  bootUnit: known({ text: null, sha256: null, enabled: false }),
  devices: [blankDisk()],
  diskSizes: unknown('not asked'),
  rotationalDisks: known([]),
  dmeventd: known(null),
});

const detail = (): DockerFacts => ({
  docker: {
    program: known('/usr/sbin/dockerd'),
    version: known('20.10.24'),
    manager: 'systemd',
    units: known([
      { name: 'docker.service', loaded: true, active: 'active', enabled: 'enabled', stale: false },
      { name: 'docker.socket', loaded: true, active: 'active', enabled: 'enabled', stale: false },
    ]),
    running: known(true),
    info: known({
      serverVersion: '20.10.24',
      storageDriver: 'overlay2',
      dataRoot: '/var/lib/docker',
      containers: 0,
      running: 0,
      images: 0,
      loggingDriver: 'json-file',
      liveRestore: false,
      devicemapper: null,
    }),
    outside: known([]),
    startError: null,
  },
  daemonJson: { state: 'absent', path: '/etc/docker/daemon.json' },
  dataRoot: {
    state: 'present',
    path: '/var/lib/docker',
    inode: 42,
    uid: 0,
    gid: 0,
    mode: 0o710,
    mountPoint: false,
    mark: { below: '', inode: 42 },
    mountsBelow: [],
    empty: false,
    holdings: { images: 0, containers: 0, volumes: 0, plugins: 0, swarm: false },
  },
  dataRootBackup: { path: '/var/lib/docker.bk', exists: false },
});

/** `dmctl setup direct-lvm /dev/xvdf` with the documented values. */
export function documentedRequest(
  change: Partial<SetupDirectLvmRequest> = {},
): SetupDirectLvmRequest {
  return {
    devices: ['/dev/xvdf'],
    size: null,
    engine: 'docker',
    snapshotter: null,
    vg: 'docker',
    pool: 'thinpool',
    dataPercent: 95,
    metadataPercent: 1,
    chunkSize: bytes(512 * KIB),
    autoextendThreshold: 80,
    autoextendPercent: 20,
    reserveStep: false,
    managed: false,
    storageOptions: [],
    minFreeSpacePercent: null,
    moveDataRoot: false,
    wipeSignatures: false,
    confirmed: [],
    ...change,
  };
}
