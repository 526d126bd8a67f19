import type { BootUnitFiles } from '../../src/model/facts/boot-unit.ts';
import type { DmDevice } from '../../src/model/facts/dm.ts';
import type {
  DevicemapperStatus,
  DockerInfo,
  DockerState,
  OutsideOption,
} from '../../src/model/facts/docker-state.ts';
import type { Facts } from '../../src/model/facts/facts.ts';
import { known, knownOr, mapKnown, unknown } from '../../src/model/known.ts';
import type { LogicalVolume, LvmSettings, VolumeGroup } from '../../src/model/facts/lvm-state.ts';
import { bytes, sectors } from '../../src/model/units.ts';
import { changed, type Changes } from './engine.ts';
import {
  DAEMON_JSON,
  NO_LVM,
  daemonJson,
  device,
  devicemapper,
  docker,
  group,
  healthy,
  info,
  lvm,
  status,
  target,
  unit,
  type Running,
} from './facts.ts';
import { lvmSettings } from './lvm-host.ts';

/** The healthy host with these facts instead, the last of each kind. */
export const host = (...changes: readonly Changes[]): Facts =>
  changes.reduce<Facts>(changed, healthy);

/** The host whose pool LVM reports with these differences, and its group with those. */
export function withVolume(
  changes: Partial<LogicalVolume>,
  groupChanges: Partial<VolumeGroup> = {},
  others: readonly LogicalVolume[] = [],
): Changes {
  const lvs = lvm.lvs.map((lv) => (lv.name === 'thinpool' ? { ...lv, ...changes } : lv));
  return {
    lvm: known({ ...lvm, vgs: [{ ...group, ...groupChanges }], lvs: [...lvs, ...others] }),
  };
}

/** The host without a volume of the pool's name. */
export const withoutVolume = (): Changes => ({ lvm: known({ ...lvm, lvs: [] }) });

/** The host without the spare for the metadata. */
export const withoutSpare = (): Changes => ({
  lvm: known({ ...lvm, lvs: lvm.lvs.filter((lv) => lv.name !== 'lvol0_pmspare') }),
});

export const withDevice = (changes: Partial<DmDevice>): Changes => ({
  dm: known([{ ...device, ...changes }]),
});

/** The host whose kernel reports the pool with these differences. */
export const withStatus = (changes: Partial<Running>): Changes => ({
  thinPools: known([{ ...target, status: { ...status, ...changes } }]),
});

/** The host whose kernel has only one word for the pool. */
export const withDeadPool = (state: 'fail' | 'error'): Changes => ({
  thinPools: known([{ ...target, status: { state } }]),
});

/** The pool was not activated. */
export const withPoolInactive = (): Changes => ({
  ...withVolume({
    active: false,
    monitored: null,
    dataPercent: null,
    metadataPercent: null,
    checkNeeded: null,
  }),
  dm: known([]),
  thinPools: known([]),
});

export const withLvmSettings = (changes: Partial<LvmSettings>): Changes => ({
  lvmSettings: known({ ...lvmSettings, ...changes }),
});

export const withDocker = (changes: Partial<DockerState>): Changes => ({
  docker: { ...docker, ...changes },
});

export const withInfo = (changes: Partial<DockerInfo>): Changes =>
  withDocker({ info: known({ ...info, ...changes }) });

export const withPoolInfo = (changes: Partial<DevicemapperStatus>): Changes =>
  withInfo({ devicemapper: { ...devicemapper, ...changes } });

/** Docker was stopped, by somebody or by a failure. */
export const withDockerDown = (how: 'inactive' | 'failed'): Changes =>
  withDocker({
    running: known(false),
    info: known(null),
    units: known([unit('docker.service', how, 'enabled'), unit('docker.socket', how, 'enabled')]),
  });

export const withOutside = (...outside: OutsideOption[]): Changes =>
  withDocker({ outside: known(outside) });

/** daemon.json with these keys changed; undefined takes one away. */
export const withSettings = (changes: Record<string, unknown>): Changes => ({
  daemonJson: daemonJson(JSON.stringify({ ...DAEMON_JSON, ...changes })),
});

export const withDaemonJson = (text: string): Changes => ({ daemonJson: daemonJson(text) });

export const withoutDaemonJson = (): Changes => ({
  daemonJson: { state: 'absent', path: '/etc/docker/daemon.json' },
});

const LOOP_POOL = 'docker-98:0-131073-pool';

/** A host on loop files, as recorded too: 100 GiB of data in chunks of 64 KiB. */
export const loopHost: Facts = host({
  lvm: known(NO_LVM),
  dm: known([{ ...device, name: LOOP_POOL, uuid: '' }]),
  thinPools: known([
    {
      name: LOOP_POOL,
      length: sectors(209715200),
      status: {
        ...status,
        dataUsedBlocks: 200,
        dataBlocks: 1638400,
        metadataUsedBlocks: 800,
        metadataBlocks: 524288,
      },
    },
  ]),
  ...withPoolInfo({
    poolName: LOOP_POOL,
    dataLoopFile: '/var/lib/docker/devicemapper/devicemapper/data',
    metadataLoopFile: '/var/lib/docker/devicemapper/devicemapper/metadata',
    dataTotal: bytes(107_400_000_000),
    metadataTotal: bytes(2_147_000_000),
  }),
  ...withSettings({ 'storage-opts': undefined }),
  profile: unknown('no profile is attached'),
  profileSettings: unknown('no profile is attached'),
});

/** The host without a unit that activates the pool at boot. */
export const NO_UNIT: Changes = {
  bootUnit: known({ text: null, sha256: null, enabled: false }),
};

/** The host whose boot unit differs so. */
export function withUnit(changes: Partial<BootUnitFiles>): Changes {
  const { bootUnit } = healthy;
  return { bootUnit: mapKnown(bootUnit, (unit) => ({ ...unit, ...changes })) };
}

/** The host whose disk has this size for the kernel. @param taken bytes of it that are not for extents */
export const withDiskSize = (size: number, taken = 2 ** 20): Changes => ({
  diskSizes: known(
    knownOr(healthy.diskSizes, []).map((disk) => ({
      ...disk,
      bytes: bytes(size),
      taken: bytes(taken),
    })),
  ),
});
