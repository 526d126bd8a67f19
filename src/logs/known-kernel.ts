import { knownMessage as row, type KnownMessage } from './known-message.ts';

/**
 * Messages of dm-thin and of the file systems on it (linux, drivers/md/dm-thin.c,
 * dm-thin-metadata.c, persistent-data/, dm-table.c; block/, fs/buffer.c; fs/xfs; fs/ext4). Checked
 * against the strings of the modules of Linux 6.1; "no free ... space available" is of Linux 3.x,
 * whose sources were read. The first row that matches counts.
 */
export const KERNEL_MESSAGES: readonly KnownMessage[] = [
  row(
    /reached low water mark for data device/,
    'few data blocks are free: LVM is notified, and extends the pool if it can',
    'DM120',
  ),
  row(
    /reached low water mark for metadata device|no free metadata space available/,
    'the metadata is nearly full',
    'DM121',
  ),
  row(
    /switching pool to out-of-data-space \(queue IO\)|no free data space available/,
    'the data is full: writers wait, 60 s unless dm_thin_pool.no_space_timeout says otherwise',
    'DM114',
  ),
  row(
    /switching pool to out-of-data-space \(error IO\)/,
    'the data is full, and writes now fail',
    'DM114',
  ),
  row(/switching pool to out-of-data-space/, 'the data is full: writers wait, then fail', 'DM114'),
  row(/switching pool to read-only mode/, 'the pool no longer accepts writes', 'DM114'),
  row(/switching pool to fail/, 'the kernel has given up the pool', 'DM114'),
  row(/switching pool to write mode/, 'the pool accepts writes again'),
  row(
    /metadata operation '\w+' failed: error = -28\b/,
    'no space was left for it (ENOSPC); the pool turns read-only if it was the metadata',
    'DM115',
  ),
  row(
    /metadata operation '\w+' failed: error = -5\b/,
    'the disk below failed (EIO); the pool turns read-only',
    'DM115',
  ),
  row(/metadata operation '\w+' failed/, 'the pool turns read-only', 'DM115'),
  row(
    /unable to allocate new metadata block|No free metadata blocks|dm_tm_shadow_block\(\) failed/,
    'the metadata is full',
    'DM121',
  ),
  row(
    /aborting current metadata transaction/,
    'what was written since the last commit, a second at most, is dropped',
    'DM115',
  ),
  row(
    /failed to abort metadata transaction|failed to set 'needs_check' flag/,
    'the metadata could not be restored: the kernel gives up the pool',
    'DM115',
  ),
  row(
    /until repaired\.?$/,
    'the metadata has to be checked or repaired first; growing the pool does not help',
    'DM115',
  ),
  row(
    /unable to service pool target messages/,
    'a layer was to be created or deleted: the pool accepts no changes',
    'DM114',
  ),
  row(/growing the (?:data|metadata) device from/, 'the pool has grown'),
  row(
    /(?:pool target|metadata device) \(\d+ blocks\) too small: expected/,
    'a table shorter than the pool was rejected; nothing is lost',
    'DM035',
  ),
  row(
    /sb_check failed|couldn't read superblock/,
    'the first block of the metadata is damaged',
    'DM115',
  ),
  row(
    /validator check failed for block|block_check failed|bitmap check failed|index_check failed/,
    'a block of the metadata is damaged',
    'DM115',
  ),
  row(
    /Creation of new (?:thinly-provisioned device|snapshot)/,
    'a layer could not be created: its number is in use, or the metadata is full',
  ),
  row(
    /Deletion of thin device .* failed/,
    'a layer was to be deleted that is in use or does not exist',
  ),
  row(/Failed to change transaction id/, "Docker's count of changes is not the pool's", 'DM117'),
  row(
    /Disabling discard passdown/,
    'space that is freed returns to the pool, but is not discarded on the disk below',
  ),
  row(
    /Buffer I\/O error on dev(?:ice)? dm-\d+|^dm-\d+: writeback error on inode/,
    'data of a file system was not written or read: earlier messages of the pool tell why',
    'DM114',
  ),
  row(
    /^(?:EXT4-fs(?: error| warning)?|XFS) \((?:device )?dm-\d+\): .*(?:[Ee]rror|[Ss]hut|[Ff]ail|[Cc]orrupt|Remounting|abort)/,
    'a file system on such a device is in trouble: a container on it needs a restart, once the pool is healthy',
    'DM114',
  ),
  row(
    /^device-mapper: table: .*thin-pool: /,
    'the pool could not be activated, mostly because of its metadata or a disk',
    'DM111',
  ),
];
