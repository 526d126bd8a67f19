import type { Code } from '../model/codes/index.ts';
import type { Facts } from '../model/facts/facts.ts';
import type { LogicalVolume, LvmSettings, VolumeGroup } from '../model/facts/lvm-state.ts';
import { known, knownOr, mapKnown, type Known } from '../model/known.ts';

/** Why LVM, as the host has configured it, does not do something with a pool. */
export interface Limit {
  readonly code: Code;
  /** A headline that makes sense alone. */
  readonly found: string;
  /** One line each; commands as they are typed. */
  readonly fix: readonly string[];
}

/** null: nothing keeps LVM from it. */
export type Limited = Known<Limit | null>;

/** By which LVM's lists name a pool. */
export interface ListedAs {
  readonly volume: Pick<LogicalVolume, 'vg' | 'name' | 'tags'>;
  readonly group: Pick<VolumeGroup, 'name' | 'tags'>;
}

/** A pool's volume and group, as LVM reports them. */
export interface PoolVolumes {
  readonly volume: LogicalVolume;
  readonly group: VolumeGroup;
}

/** The file with LVM's settings; lvmlocal.conf beside it takes precedence. */
export const CONF = '/etc/lvm/lvm.conf (or lvmlocal.conf)';

/** Does the devices file let LVM see all disks of the group? (lvmdevices(8)) */
export function sightLimit({ lvmAccess, lvmSettings }: Facts, group: VolumeGroup): Limited {
  return mapKnown(lvmAccess.hiddenPvs, (hidden) => {
    const disks = hidden.filter(({ vgUuid }) => vgUuid === group.uuid).map(({ device }) => device);
    if (disks.length === 0) return null;
    const file = knownOr(lvmSettings, null)?.devicesFile ?? 'system.devices';
    return {
      code: 'DM176',
      found: `LVM does not see ${disks.join(', ')} of volume group ${group.name}: not in /etc/lvm/devices/${file}, or with another ID`,
      fix: [
        ...disks.map((disk) => `lvm lvmdevices --adddev ${disk}`),
        'if it is listed with another ID: lvm lvmdevices --check, then lvm lvmdevices --update',
      ],
    };
  });
}

/** Does LVM activate the pool, and for writing? */
export function activationLimit({ lvmSettings, lvmAccess }: Facts, pool: ListedAs): Limited {
  if (!lvmSettings.known) return lvmSettings;
  const { activation, readOnlyVolumeList, volumeList } = lvmSettings.value;
  if (!activation) {
    return limit('DM177', 'global/activation = 0: LVM activates and extends nothing', [
      `set activation = 1 in the global section of ${CONF}`,
    ]);
  }
  const { hostTags } = lvmAccess;
  if (!hostTags.known) return hostTags;
  if (volumeList === null && hostTags.value) {
    const why =
      'the tags section of lvm.conf gives this host tags, and LVM activates only volumes that carry one of them; which tags it has is not read';
    return { known: false, why };
  }
  return mapKnown(isListed(readOnlyVolumeList ?? [], pool), (listed) =>
    listed
      ? {
          code: 'DM177',
          found: `the pool is in activation/read_only_volume_list: LVM can neither activate nor extend it`,
          fix: [`remove it from read_only_volume_list in the activation section of ${CONF}`],
        }
      : null,
  );
}

/** Is the pool in activation/volume_list, where that is set? */
export const volumeListLimit = ({ lvmSettings }: Facts, pool: ListedAs): Limited =>
  lvmSettings.known ? listLimit(lvmSettings.value, 'volumeList', pool) : lvmSettings;

const LISTS = {
  volumeList: 'volume_list',
  autoActivationVolumeList: 'auto_activation_volume_list',
} as const satisfies Partial<Record<keyof LvmSettings, string>>;

/** Is the pool missing from a list of lvm.conf that is set? */
export function listLimit(
  settings: LvmSettings,
  field: keyof typeof LISTS,
  pool: ListedAs,
): Limited {
  const list = settings[field];
  if (list === null) return known(null);
  const setting = LISTS[field];
  return mapKnown(isListed(list, pool), (listed) =>
    listed
      ? null
      : {
          code: 'DM171',
          found: `the pool is not in activation/${setting}: ${list.length === 0 ? 'an empty list' : list.join(' ')}`,
          fix: [`add "${pool.group.name}" to activation/${setting} in ${CONF}`],
        },
  );
}

/** lvm.conf(5): an entry is VG, VG/LV, @TAG of either, or @* for the host's own tags. */
function isListed(list: readonly string[], { volume, group }: ListedAs): Known<boolean> {
  const tags = [...volume.tags, ...group.tags].map((tag) => `@${tag}`);
  const names = [volume.vg, `${volume.vg}/${volume.name}`, ...tags];
  if (list.some((entry) => names.includes(entry))) return known(true);
  if (list.includes('@*')) return { known: false, why: "@* stands for this host's own tags" };
  return known(false);
}

/** LVM then only reads (lvm.conf(5) of 2.02; later releases still do so). */
const READ_ONLY_LOCKING = 4;

/** May LVM change the group: extend the pool, give it a profile, remove it? */
export function changeLimit(
  { lvmSettings }: Facts,
  group: Pick<VolumeGroup, 'name' | 'lockType'>,
): Limited {
  if (!lvmSettings.known) return lvmSettings;
  if (lvmSettings.value.lockingType === READ_ONLY_LOCKING) {
    return limit('DM178', 'global/locking_type = 4: LVM only reads, and cannot extend the pool', [
      `remove locking_type from the global section of ${CONF}`,
    ]);
  }
  if (!['', 'none'].includes(group.lockType)) {
    return limit(
      'DM178',
      `volume group ${group.name} is shared with other hosts (lock type ${group.lockType}): a pool of Docker's has to be on a group of this host`,
      [`vgchange --lock-type none ${group.name}, once no other host uses it`],
    );
  }
  return known(null);
}

/** Can LVM write its archive? It does so before it changes anything (lvm.conf(5), backup/archive). */
export function archiveLimit({ lvmSettings, lvmAccess }: Facts): Limited {
  if (!lvmSettings.known) return lvmSettings;
  const { archiveDir } = lvmSettings.value;
  return mapKnown(lvmAccess.blockedFolders, (blocked) => {
    const archive = blocked.find(({ path }) => path === archiveDir);
    return archive === undefined
      ? null
      : {
          code: 'DM179',
          found: `LVM refuses every change, and cannot extend the pool: it cannot write its archive to ${archive.path}: ${archive.why}`,
          fix: [
            `make ${archive.path} writable, or set archive_dir in the backup section of ${CONF}`,
          ],
        };
  });
}

const limit = (code: Code, found: string, fix: readonly string[]): Limited =>
  known({ code, found, fix });
