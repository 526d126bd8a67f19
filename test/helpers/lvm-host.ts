import type { Facts } from '../../src/model/facts/facts.ts';
import type { JoiningDisks, LvmAccess } from '../../src/model/facts/lvm-access.ts';
import type { LvmSettings } from '../../src/model/facts/lvm-state.ts';
import { DEFAULT_PLACING } from '../../src/lvm/placing.ts';
import { known } from '../../src/model/known.ts';
import { bytes, GIB } from '../../src/model/units.ts';

/** LVM's settings as Debian has them. */
export const lvmSettings: LvmSettings = {
  profileDir: '/etc/lvm/profile',
  monitoring: true,
  eventActivation: { setting: 'event_activation', on: true },
  autoActivationVolumeList: null,
  volumeList: null,
  readOnlyVolumeList: null,
  activation: true,
  lockingType: 1,
  useLvmlockd: false,
  systemIdSource: 'none',
  localSystemId: '',
  thinCheckExecutable: '/usr/sbin/thin_check',
  thinCheckOptions: ['-q'],
  archiveDir: '/etc/lvm/archive',
  backupDir: '/etc/lvm/backup',
  dmeventd: {
    executable: '/sbin/dmeventd',
    thinLibrary: 'libdevmapper-event-lvm2thin.so',
    thinCommand: 'lvm lvextend --use-policies',
  },
  useDevicesFile: false,
  devicesFile: 'system.devices',
  hiding: [],
  allowMixedBlockSizes: false,
  placing: DEFAULT_PLACING,
  autoextend: { threshold: 100, percent: 20 },
};

/** Nothing keeps LVM and dmctl from working. */
export const lvmAccess: LvmAccess = {
  hiddenPvs: known([]),
  hostTags: known(false),
  missingFiles: known([]),
  blockedFolders: known([]),
  disksBelow: known([]),
};

/** A blank disk that LVM uses. */
export const joining: JoiningDisks = {
  excluded: known([]),
  sectorBytes: known(new Map([['/dev/xvdf', 512]])),
};

/** The size of a disk of 10 GiB, all of which LVM uses. @param uuid of its physical volume */
export const diskSizes = (uuid: string): Facts['diskSizes'] => {
  const disk = { device: '/dev/xvdf', majorMinor: '98:16', bytes: bytes(10 * GIB) };
  return known([{ ...disk, uuid, taken: null }]);
};
