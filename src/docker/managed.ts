import { isRecord } from '../model/json.ts';
import type { ManagedConfig } from '../model/facts/managed.ts';
import { dmName } from '../model/names.ts';
import { read, unreadable, type Read } from '../model/known.ts';

/*
 * Docker's own setup of a device (moby 17.06 to 24, daemon/graphdriver/devmapper/device_setup.go):
 * pvcreate -f, vgcreate, two lvcreate, lvconvert, a profile, lvchange; names and chunk size are fixed.
 */

/** Docker's names for the volume group and the volumes. */
export const MANAGED = { vg: 'docker', pool: 'thinpool', metadata: 'thinpoolmeta' } as const;

/** Device-mapper name of its pool. */
export const MANAGED_POOL = dmName(MANAGED.vg, MANAGED.pool);

/** The path of Docker's profile, whatever lvm.conf(5) says. */
export const MANAGED_PROFILE_FOLDER = '/etc/lvm/profile';
export const MANAGED_PROFILE = `${MANAGED_PROFILE_FOLDER}/docker-thinpool.profile`;

/** Returns all six options as daemon.json takes them; the device is never overwritten by force. */
export const managedOptions = (config: ManagedConfig): readonly string[] => [
  `dm.directlvm_device=${config.device}`,
  `dm.thinp_percent=${String(config.thinpPercent)}`,
  `dm.thinp_metapercent=${String(config.thinpMetapercent)}`,
  `dm.thinp_autoextend_threshold=${String(config.autoextendThreshold)}`,
  `dm.thinp_autoextend_percent=${String(config.autoextendPercent)}`,
  'dm.directlvm_device_force=false',
];

/** Returns the profile byte for byte; its last line has no line end. */
export const managedProfileText = (config: ManagedConfig): string =>
  [
    'activation{',
    `thin_pool_autoextend_threshold=${String(config.autoextendThreshold)}`,
    `thin_pool_autoextend_percent=${String(config.autoextendPercent)}`,
    '}',
  ].join('\n');

/** The driver's own folder in the data root. */
export const driverFolder = (dataRoot: string): string => `${dataRoot}/devicemapper`;

/** Docker's record of a completed setup, which it then keeps to. */
export const setupConfigPath = (dataRoot: string): string =>
  `${driverFolder(dataRoot)}/setup-config.json`;

/** Returns that record byte for byte, in the field order of Docker's struct. */
export const setupConfigText = (config: ManagedConfig): string =>
  JSON.stringify({
    Device: config.device,
    ThinpPercent: config.thinpPercent,
    ThinpMetaPercent: config.thinpMetapercent,
    AutoExtendPercent: config.autoextendPercent,
    AutoExtendThreshold: config.autoextendThreshold,
  });

/** Reads that record; null: it is empty, which Docker treats as none. */
export function readSetupConfig(text: string): Read<ManagedConfig | null> {
  if (text === '') return read(null);
  const value = parsed(text);
  if (!isRecord(value)) return unreadable('it is not a JSON object');
  const { Device: device } = value;
  const number = (key: string): number =>
    typeof value[key] === 'number' ? value[key] : Number.NaN;
  const config = {
    thinpPercent: number('ThinpPercent'),
    thinpMetapercent: number('ThinpMetaPercent'),
    autoextendPercent: number('AutoExtendPercent'),
    autoextendThreshold: number('AutoExtendThreshold'),
  };
  if (typeof device !== 'string' || Object.values(config).some(Number.isNaN)) {
    return unreadable('it does not have the fields that Docker writes');
  }
  return read({ device, ...config });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
