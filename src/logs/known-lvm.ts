import { knownMessage as row, type KnownMessage } from './known-message.ts';

/**
 * Messages of LVM and dmeventd about a thin pool (lvm2,
 * daemons/dmeventd/plugins/thin/dmeventd_thin.c, lib/metadata/{lv_manip,thin_manip,pv_map}.c,
 * lib/activate/dev_manager.c, lib/thin/thin.c). Checked against the strings of lvm2 2.03.11 and
 * 2.03.16. The first row that matches counts.
 */
export const LVM_MESSAGES: readonly KnownMessage[] = [
  row(
    /Thin pool \S+ data is now [\d.]+% full/,
    'dmeventd reports this above 80%, and extends the pool if it can',
    'DM120',
  ),
  row(/Thin pool \S+ metadata is now [\d.]+% full/, 'the metadata is past 80%', 'DM121'),
  row(
    /Insufficient free space: \d+ extents needed, but only \d+ available/,
    'the volume group has no space for the extension, and LVM adds all of it or nothing',
    'DM204',
  ),
  row(
    /Insufficient suitable (?:allocatable|contiguous)/,
    'the volume group has no space of the requested kind',
    'DM204',
  ),
  row(
    /Failed command for |Failed to extend thin/,
    'auto-extension failed; dmeventd tries again, at last every 42 minutes',
    'DM204',
  ),
  row(
    /thin-pool needs inspection/,
    'LVM does not read a device whose pool is full, read-only or failed',
    'DM114',
  ),
  row(/No longer monitoring thin pool/, 'dmeventd no longer monitors the pool'),
  row(/Monitoring thin pool/, 'dmeventd now monitors the pool'),
  row(
    /Failed to monitor thin pool|monitoring function failed/,
    'the pool is not monitored',
    'DM140',
  ),
  row(/Size of logical volume .* changed from/, 'the volume has grown'),
  row(
    /Remaining free space in metadata of thin pool/,
    'LVM creates nothing new in a pool whose metadata is this full',
    'DM121',
  ),
  row(
    /Threshold configured for free (?:data|metadata) space in thin pool/,
    'LVM creates nothing new in a pool this full',
    'DM120',
  ),
  row(
    /Sum of all thin volume sizes|thin_pool_autoextend_threshold below 100/,
    'thin volumes may fill the pool before they are full themselves',
    'DM130',
  ),
  row(
    /Check of pool \S+ failed|Integrity check of metadata for pool/,
    'thin_check found the metadata damaged: LVM does not activate the pool',
    'DM115',
  ),
  row(/Repair of thin metadata volume/, 'thin_repair failed; the old metadata is kept', 'DM115'),
  row(
    /[Tt]hin pool \S+ (?:has unexpected transaction.id|transaction_id is)/,
    "LVM and the pool count changes differently: Docker's pools hold no thin volumes of LVM",
    'DM117',
  ),
  row(/Couldn't find device with uuid/, 'a disk of the volume group is missing', 'DM116'),
  row(
    /perhaps skipped in lvm\.conf volume_list/,
    'lvm.conf excludes this volume from activation',
    'DM171',
  ),
];
