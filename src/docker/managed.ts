import { isRecord } from '../model/json.ts';
import type { ManagedConfig } from '../model/facts/managed.ts';
import { dmName } from '../model/names.ts';
import { read, unreadable, type Read } from '../model/known.ts';

/*
 * Docker's own set-up of a device (moby 17.06 to 24, daemon/graphdriver/devmapper/device_setup.go):
 * pvcreate -f, vgcreate, two lvcreate, lvconvert, a profile, lvchange; names and chunk size are fixed.
 */

/** The names it gives. */
export const MANAGED = { vg: 'docker', pool: 'thinpool', metadata: 'thinpoolmeta' } as const;

/** Device-mapper name of its pool. */
export const MANAGED_POOL = dmName(MANAGED.vg, MANAGED.pool);

/** Where it writes the profile, whatever lvm.conf(5) says. */
export const MANAGED_PROFILE_FOLDER = '/etc/lvm/profile';
export const MANAGED_PROFILE = `${MANAGED_PROFILE_FOLDER}/docker-thinpool.profile`;

/** All six options, as daemon.json takes them; the device is never taken by force. */
export const managedOptions = (config: ManagedConfig): readonly string[] => [
  `dm.directlvm_device=${config.device}`,
  `dm.thinp_percent=${String(config.thinpPercent)}`,
  `dm.thinp_metapercent=${String(config.thinpMetapercent)}`,
  `dm.thinp_autoextend_threshold=${String(config.autoextendThreshold)}`,
  `dm.thinp_autoextend_percent=${String(config.autoextendPercent)}`,
  'dm.directlvm_device_force=false',
];

/** The profile, byte for byte: its last line has no end. */
export const managedProfileText = (config: ManagedConfig): string =>
  [
    'activation{',
    `thin_pool_autoextend_threshold=${String(config.autoextendThreshold)}`,
    `thin_pool_autoextend_percent=${String(config.autoextendPercent)}`,
    '}',
  ].join('\n');

/** The driver's own folder in the data root. */
export const driverFolder = (dataRoot: string): string => `${dataRoot}/devicemapper`;

/** Docker's record of a set-up that came to its end; it then keeps to it. */
export const setupConfigPath = (dataRoot: string): string =>
  `${driverFolder(dataRoot)}/setup-config.json`;

/** That record, byte for byte, in the order of Docker's own struct. */
export const setupConfigText = (config: ManagedConfig): string =>
  JSON.stringify({
    Device: config.device,
    ThinpPercent: config.thinpPercent,
    ThinpMetaPercent: config.thinpMetapercent,
    AutoExtendPercent: config.autoextendPercent,
    AutoExtendThreshold: config.autoextendThreshold,
  });

/** Reads that record. null: it is empty, which Docker takes for none. */
export function readSetupConfig(text: string): Read<ManagedConfig | null> {
  if (text === '') return read(null);
  const value = parsed(text);
  if (!isRecord(value)) return unreadable('it is no JSON object');
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
