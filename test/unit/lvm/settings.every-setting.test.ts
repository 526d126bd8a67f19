import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseLvmSettings, readConfig } from '../../../src/lvm/settings.ts';
import { EXAMINATIONS, type CheckId } from '../../../src/verify/examinations.ts';

/** What `lvmconfig --typeconfig full` printed on that release of Debian. */
const printed = (release: string): string =>
  readFileSync(join(import.meta.dirname, `../../../fixtures/lvmconfig/${release}.txt`), 'utf8');

/**
 * Every setting of lvm.conf(5), or all that begin so: the check of verify that judges it, or why it cannot
 * keep LVM from seeing, activating, changing or extending a pool that exists.
 */
const JUDGED: Readonly<Record<string, readonly CheckId[]>> = {
  'config/profile_dir': ['autoextend-settings'],
  'devices/dir': ['pool-exists'],
  'devices/scan': ['pool-exists'],
  'devices/filter': ['pool-exists'],
  'devices/global_filter': ['pool-exists'],
  'devices/pv_min_size': ['pool-exists'],
  'devices/use_devicesfile': ['lvm-sees-disks'],
  'devices/devicesfile': ['lvm-sees-disks'],
  'backup/archive': ['lvm-archive'],
  'backup/archive_dir': ['lvm-archive'],
  'backup/backup': ['lvm-backup'],
  'backup/backup_dir': ['lvm-backup'],
  'global/activation': ['lvm-may-activate'],
  'tags/hosttags': ['lvm-may-activate'],
  'global/locking_type': ['lvm-may-change'],
  'global/event_activation': ['reboot-event-activation', 'reboot-way-up'],
  'global/use_lvmetad': ['reboot-event-activation', 'reboot-way-up'],
  'global/thin_check_executable': ['reboot-thin-check'],
  'global/thin_check_options': ['reboot-thin-check'],
  'global/system_id_source': ['volume-health'],
  'local/system_id': ['volume-health'],
  'activation/monitoring': ['monitoring-setting'],
  'activation/thin_pool_autoextend': ['autoextend-settings'],
  'dmeventd/executable': ['dmeventd-settings'],
  'dmeventd/thin_library': ['dmeventd-settings'],
  'dmeventd/thin_command': ['dmeventd-settings'],
};

const UNREADABLE = 'LVM answers nothing then, so every check that needs it is unknown';
const OTHER_TYPES = 'of volumes of another type';
const NEW_ONES = 'of what is made anew';
const WORDS =
  'what LVM says or logs, not what it does; reading calls override what shapes a report';
const SPEED = 'how LVM does it, not whether: lvm.conf(5) ties nothing else to it';

const HARMLESS: Readonly<Record<string, string>> = {
  'config/checks': 'an unknown setting is warned of, and has no effect',
  'config/abort_on_errors': 'an lvm.conf that cannot be parsed is refused in any case',
  'devices/obtain_device_list_from_udev': 'where the names come from; scan and dir limit them',
  'devices/external_device_info_source': SPEED,
  'devices/hints': 'reading calls use none; a stale hint costs LVM one more scan',
  'devices/search_for_devnames': 'only for entries of the devices file, whose effect is looked at',
  'devices/cache': 'of releases before 2.03: LVM does not read it',
  'devices/write_cache_state': 'of releases before 2.03: LVM does not read it',
  'devices/sysfs_scan': 'excludes only what is not a block device',
  'devices/scan_lvs': 'concerns physical volumes on logical volumes',
  'devices/multipath':
    'LVM takes the multipath device instead of its paths: the same physical volume',
  'devices/md_': 'LVM takes the md device instead of its parts: the same physical volume',
  'devices/fw_raid': 'LVM takes the raid device instead of its parts: the same physical volume',
  'devices/default_data_alignment': NEW_ONES,
  'devices/data_alignment': NEW_ONES,
  'devices/ignore_suspended_devices':
    'a suspended device is not read; dmctl says that it is suspended',
  'devices/ignore_lvm_mirrors': OTHER_TYPES,
  'devices/disable_after_error_count': 'of releases before 2.03: LVM does not read it',
  'devices/require_restorefile_with_uuid': NEW_ONES,
  'devices/issue_discards': 'for lvremove and lvreduce, which dmctl never does to a pool in use',
  'devices/allow_changes_with_duplicate_pvs': 'a copy of a physical volume is judged by itself',
  'devices/allow_mixed_block_sizes': 'only for disks that are to join, which the plan refuses',
  'allocation/vdo': OTHER_TYPES,
  'allocation/cache': OTHER_TYPES,
  'allocation/mirror': OTHER_TYPES,
  'allocation/raid': OTHER_TYPES,
  'allocation/thin_pool': NEW_ONES,
  'allocation/zero_metadata': NEW_ONES,
  'allocation/physical_extent_size': NEW_ONES,
  'allocation/use_blkid_wiping': NEW_ONES,
  'allocation/wipe_signatures': NEW_ONES,
  'allocation/maximise_cling': 'where extents are taken from, not how many there are',
  'log/': WORDS,
  'backup/retain': 'how many old copies of the metadata are kept',
  'shell/': 'of the interactive shell',
  'global/umask': 'the mode of files that LVM makes; root writes them all the same',
  'global/test': 'lvm.conf(5): debugging; dmctl looks after every step whether it was done',
  'global/units': WORDS,
  'global/si_unit_consistency': WORDS,
  'global/suffix': WORDS,
  'global/lvdisplay': WORDS,
  'global/fallback_to': 'of releases before 2.03: LVM does not read it',
  'global/format': 'of releases before 2.03: LVM has one format',
  'global/proc': UNREADABLE,
  'global/etc': 'only where the files of the disks of a crypt device are looked for',
  'global/locking_dir': UNREADABLE,
  'global/wait_for_locks': 'a command fails at once instead of waiting for another one',
  'global/prioritise_write_locks': SPEED,
  'global/locking_library': 'of releases before 2.03: LVM does not read it',
  'global/abort_on_internal_errors': 'only after a bug of LVM itself',
  'global/detect_internal_vg_cache_corruption': 'only after a bug of LVM itself',
  'global/metadata_read_only': 'without effect on a local group (tried with 2.03.16)',
  'global/mirror': NEW_ONES,
  'global/support_mirrored_mirror_log': OTHER_TYPES,
  'global/raid10': NEW_ONES,
  'global/sparse': NEW_ONES,
  'global/lvmetad': 'of releases before 2.03: LVM does not read it',
  'global/use_aio': SPEED,
  'global/use_lvmlockd': 'local groups are changed without lvmlockd; a setup and --add are refused',
  'global/lvmlock': 'only of shared groups, which are judged by themselves',
  'global/sanlock': 'only of shared groups, which are judged by themselves',
  'global/thin_dump': 'only for repairs by hand',
  'global/thin_repair': 'only for repairs by hand',
  'global/cache': OTHER_TYPES,
  'global/vdo': OTHER_TYPES,
  'global/fsadm': 'for lvresize -r, which a pool cannot have',
  'global/use_lvmpolld': 'for pvmove and mirrors',
  'global/notify_dbus': SPEED,
  'global/io_memory_size': SPEED,
  'activation/checks': SPEED,
  'activation/udev': 'who makes the links in /dev; the device is there all the same',
  'activation/verify_udev_operations': SPEED,
  'activation/retry_deactivation': SPEED,
  'activation/missing_stripe_filler':
    'only for volumes with a missing disk, which is judged by itself',
  'activation/use_linear_target': SPEED,
  'activation/reserved': SPEED,
  'activation/process_priority': SPEED,
  'activation/use_mlockall': SPEED,
  'activation/mirror': OTHER_TYPES,
  'activation/raid': OTHER_TYPES,
  'activation/snapshot': OTHER_TYPES,
  'activation/vdo': OTHER_TYPES,
  'activation/error_when_full': NEW_ONES,
  'activation/readahead': SPEED,
  'activation/polling_interval': 'for pvmove and mirrors',
  'activation/auto_set_activation_skip':
    'only for new thin snapshots; a flag that is set is judged',
  'activation/activation_mode': 'only for volumes with a missing disk, which is judged by itself',
  'metadata/': NEW_ONES,
  'report/': WORDS,
  'dmeventd/mirror': OTHER_TYPES,
  'dmeventd/raid': OTHER_TYPES,
  'dmeventd/snapshot': OTHER_TYPES,
  'dmeventd/vdo': OTHER_TYPES,
  'local/host_id': 'only of shared groups, which are judged by themselves',
};

const settings = (release: string): readonly string[] => [
  ...readConfig(printed(release)).printed.keys(),
];

const named = (table: Readonly<Record<string, unknown>>, setting: string): boolean =>
  Object.keys(table).some((name) => setting.startsWith(name));

describe.each(['bullseye', 'bookworm', 'lvm2-2.02.187', 'lvm2-2.02.187-no-lvmetad'])(
  'the settings of LVM in %s',
  (release) => {
    it.each(settings(release))('%s is judged by a check, or has no effect on a pool', (setting) => {
      expect(named(JUDGED, setting) || named(HARMLESS, setting)).toBe(true);
    });

    it('are read', () => {
      expect(parseLvmSettings(printed(release))).toMatchObject({
        profileDir: '/etc/lvm/profile',
        archiveDir: '/etc/lvm/archive',
        lockingType: 1,
        hiding: [],
      });
    });
  },
);

it('names checks that exist, and no setting twice', () => {
  const ids: readonly string[] = EXAMINATIONS.docker.map(({ id }) => id);

  expect(
    Object.values(JUDGED)
      .flat()
      .filter((id) => !ids.includes(id)),
  ).toEqual([]);
  expect(Object.keys(JUDGED).filter((name) => name in HARMLESS)).toEqual([]);
});

it.each(['volume_list', 'auto_activation_volume_list', 'read_only_volume_list'])(
  'activation/%s is read where it is set, though it is not printed where it is not',
  (list) => {
    const text = printed('bookworm').replace('activation {\n', `activation {\n\t${list}="@*"\n`);

    expect(Object.values(parseLvmSettings(text))).toContainEqual(['@*']);
  },
);
