/** DM11x to DM14x, DM16x, DM204: the pool in LVM and in the kernel. */
export const POOL_CODES = {
  DM110: {
    title: 'pool does not exist',
    meaning: 'Docker is configured for a thin pool that LVM does not report.',
    why: 'Its disk is missing, the configured name is wrong, or a setup was interrupted.',
    fix: [
      'lvs -a -o+lv_dm_path lists the pools of this host and their device names, in which LVM doubles hyphens',
      'pvs and lsblk show whether the disk is present',
      'dmctl history shows whether a setup is unfinished',
      'do not remove the data root: its metadata belongs to the missing pool',
    ],
  },
  DM111: {
    title: 'pool is not active',
    meaning: 'The logical volume exists, but its device does not. Nothing can use the pool.',
    why: 'LVM did not activate it, usually at the last boot. Docker then reports "Non existing device".',
    fix: [
      'dmctl activate (or: lvchange -ay VG/POOL), then systemctl start docker.service',
      'if that fails, its message names the cause: a missing disk, a missing thin_check, damaged metadata',
      'the reboot-* checks of dmctl verify show why it was not activated at boot',
    ],
  },
  DM112: {
    title: 'device is not this thin pool',
    meaning: 'A device has the name of the pool, but is another device, or not a thin pool.',
    why: 'LVM moves a pool to NAME-tpool once it contains an LVM thin volume. A device created by hand can have the name as well.',
    fix: [
      'dmsetup table NAME and dmsetup info NAME show what the device is',
      'lvs -a -o+lv_uuid,pool_lv VG shows what LVM has there',
      'keep Docker stopped until this is clear: two users of one pool destroy it',
    ],
  },
  DM113: {
    title: 'pool is suspended, or a table change was interrupted',
    meaning:
      'A device in use has exactly one table, which is live. This one is suspended, has no table, or has a second one loaded.',
    why: 'A resize was interrupted. Every write to a suspended pool hangs until the pool is resumed.',
    fix: [
      'if dmctl made the change: dmctl resume continues it',
      'dmsetup table NAME and dmsetup table --inactive NAME show the live and the inactive table',
      'never make a table live that is shorter than the current one',
      'suspended: dmsetup resume NAME (it makes the inactive table live, if there is one)',
      'an inactive table and not suspended: dmsetup clear NAME drops it',
      'no table: lvchange --refresh VG/POOL loads the one LVM has recorded; loop-lvm: restart Docker',
    ],
  },
  DM114: {
    title: 'pool does not accept writes',
    meaning: 'The pool is read-only, out of data space, or failed in the kernel.',
    why: 'Data full: writes wait for 60 seconds (dm_thin_pool.no_space_timeout), then fail. Read-only: the metadata is full, or an operation on it failed. Fail: the metadata cannot be used at all.',
    fix: [
      'out_of_data_space: add space (dmctl resize --add DEVICE; loop-lvm: --size SIZE); the pool recovers by itself',
      'if writes failed: restart those containers; their file systems may need a check',
      'read-only or Fail: more space does not help until the metadata is repaired; see dmctl explain DM115',
    ],
  },
  DM115: {
    title: 'pool metadata needs a check',
    meaning:
      'The kernel found an error in the metadata and set the needs_check flag. It stays set until the metadata is checked or repaired.',
    why: 'The cause is full metadata, an I/O error of the disk or a lost write. Until it is repaired, neither data nor metadata can grow.',
    fix: [
      'journalctl -k shows the first error; replace a bad disk before anything else',
      'dmctl repair --dry-run says what a repair would do, and for how long the engine stands still',
      'dmctl repair copies the metadata away, repairs it if nothing is lost by that, and starts the engine again',
      'by hand: docs/guide/repair.md; never start Docker before the repaired metadata was compared with the old one',
    ],
  },
  DM116: {
    title: 'LVM reports a problem with the pool',
    meaning:
      'A disk of the volume group is missing, the group is exported or belongs to another host, or LVM reports the pool as unhealthy.',
    why: 'lv_health_status is partial (a disk is missing), failed, out_of_data or metadata_read_only.',
    fix: [
      'pvs -o+pv_missing,vg_name shows a missing disk; bring it back, then vgextend --restoremissing VG DEVICE',
      'exported: vgimport VG',
      'of another host: vgs -o+vg_systemid shows which; make sure that it is off',
      'out_of_data: see dmctl explain DM120; metadata_read_only or failed: dmctl explain DM115',
      'never run vgreduce --removemissing here: it would throw the pool away',
    ],
  },
  DM117: {
    title: "Docker's pool contains LVM thin volumes",
    meaning: 'Someone created a thin volume with lvcreate in the pool that Docker owns.',
    why: "LVM and Docker each number the devices and transactions of the pool. LVM's count falls behind Docker's, and either may take or delete what belongs to the other.",
    fix: [
      'copy the content of the thin volumes to other volumes',
      'stop Docker, then lvremove the thin volumes; the device gets its old name back when the pool is activated again',
      'use a separate pool for LVM',
    ],
  },
  DM118: {
    title: 'no spare for a metadata repair, or too small a one',
    meaning:
      'lvconvert --repair writes to a hidden spare volume (lvol0_pmspare). It is missing, or smaller than the metadata.',
    why: 'The pool was created with --poolmetadataspare n, or there was no space when its metadata grew.',
    fix: [
      'keep as much free space in the volume group as the metadata takes: vgs, lvs -a',
      'with that space lvconvert --repair creates the spare itself',
    ],
  },
  DM119: {
    title: 'a volume group or a disk of the pool is there twice',
    meaning:
      'Two volume groups have the name that the pool is in, or a second device carries the same physical volume: a clone, a snapshot, or a path of a multipath device. LVM changes nothing then, so the pool is not extended, and at the next boot it may not be activated.',
    why: 'LVM tells groups and disks apart by UUID, but its commands take names. A copied disk has the UUIDs of the original.',
    fix: [
      'vgs -o vg_name,vg_uuid,pv_name shows the groups; pvs -a -o pv_name,pv_uuid,pv_duplicate the disks',
      'detach the disk that does not belong here; nothing else is needed then',
      'a copy that is needed here: vgimportclone --basevgname NEWNAME DEVICE gives it UUIDs and a name of its own',
      'another group of this name: vgrename UUID NEWNAME',
      'several paths to one disk: set up multipath, so that LVM sees the multipath device alone',
    ],
  },
  DM120: {
    title: 'pool is running out of data space',
    meaning: 'Data usage of the pool is above its auto-extension threshold.',
    why: 'LVM should have extended the pool and did not, or nothing extends it. When a pool is full, writes hang and containers fail.',
    fix: [
      'dmctl resize --add DEVICE adds a disk; loop-lvm: dmctl resize --size SIZE',
      'docker system prune deletes stopped containers and unused images',
      'dmctl reclaim gives back what containers that run have deleted; the pool does not notice by itself',
      'lvextend --use-policies VG/POOL extends the pool now, and says what prevents it',
    ],
  },
  DM121: {
    title: 'pool is running out of metadata space',
    meaning: 'Metadata usage of the pool is above its threshold.',
    why: 'Many small writes and many layers need metadata, however little data there is. Full metadata makes the pool read-only until it is repaired, which is worse than full data.',
    fix: ['dmctl resize --metadata-size SIZE (up to 15.81 GiB)', 'docker system prune frees some'],
  },
  DM122: {
    title: 'Docker cannot create new layers',
    meaning: 'Fewer blocks are free than dm.min_free_space requires (10% by default).',
    why: 'Docker checks this when it creates a layer: docker pull, build, create and run fail with "free data blocks which is less than minimum required". Running containers continue, and can still fill the pool.',
    fix: [
      'add space: dmctl resize --add DEVICE, --size SIZE or --metadata-size SIZE',
      'docker system prune frees some',
      'a lower dm.min_free_space only postpones the problem',
    ],
  },
  DM124: {
    title: 'a disk of the pool has another size than LVM uses',
    meaning:
      'A disk, or a partition, has grown since it joined the volume group, and LVM does not use the new room; or it has become smaller than its physical volume.',
    why: 'LVM keeps the size that a disk had until pvresize tells it of another. Cloud volumes grow while they are in use. A disk shrinks only by mistake: a snapshot of another disk, a partition table that was written anew.',
    fix: [
      'grown: dmctl resize --pvresize gives the room to the pool; no data moves',
      'if the kernel does not see the new size of a SCSI disk: echo 1 > /sys/class/block/NAME/device/rescan',
      'a partition grows with growpart DISK NUMBER (package cloud-guest-utils), then dmctl resize --pvresize',
      'smaller: stop what uses the pool, and give the device its former size back; never run pvresize',
      'pvs -o+pv_used,dev_size,pv_pe_alloc_count and pvdisplay -m DEVICE show what lies at the end',
    ],
  },
  DM123: {
    title: 'the LVM metadata on a disk is damaged',
    meaning:
      'LVM finds a physical volume whose metadata it cannot read. The group that was on it is in no report.',
    why: 'The beginning of the disk was overwritten, or reading it fails. If the disk is not one of the pool, the pool itself is not affected.',
    fix: [
      'pvck --dump headers DEVICE shows what is left; journalctl -k whether the disk has errors',
      'a group with another good disk: vgck --updatemetadata VG writes its metadata again',
      'metadata lost: vgcfgrestore VG from /etc/lvm/backup, after a copy of the disk',
      'nobody needs the disk: wipefs -a DEVICE',
    ],
  },
  DM130: {
    title: 'no auto-extension profile is attached',
    meaning:
      'LVM extends a thin pool automatically only if a profile or lvm.conf sets a threshold and an amount.',
    why: "LVM's default threshold is 100, which means never.",
    fix: [
      'dmctl adopt adds a profile, monitoring and the boot unit',
      'by hand: write "activation { thin_pool_autoextend_threshold=80 thin_pool_autoextend_percent=20 }" to /etc/lvm/profile/docker-thinpool.profile, then lvchange --metadataprofile docker-thinpool VG/POOL',
    ],
  },
  DM131: {
    title: 'pool has no valid auto-extension settings',
    meaning: 'The attached profile is missing, is invalid, or disables auto-extension.',
    why: 'LVM ignores a whole profile for one line it does not know, with a warning that is easy to miss. The threshold is then 100: never. With a percent of 0 the extension fails.',
    fix: [
      'dmctl adopt rewrites a missing or invalid profile with the documented values, 80 and 20',
      'lvmconfig --metadataprofile NAME --mergedconfig activation/thin_pool_autoextend_threshold must print the threshold and exit 0',
      'the file must be in the directory that lvmconfig config/profile_dir prints, usually /etc/lvm/profile',
      'a complete profile: activation { thin_pool_autoextend_threshold=80 thin_pool_autoextend_percent=20 }',
    ],
  },
  DM140: {
    title: 'LVM does not monitor the pool',
    meaning:
      'dmeventd does not monitor this pool: LVM neither extends it nor warns when it fills up.',
    why: 'lvconvert of older LVM leaves monitoring disabled, and so does Docker when it creates the pool itself.',
    fix: [
      'dmctl adopt, or lvchange --monitor y VG/POOL',
      'lvs -o+seg_monitor VG/POOL must then show "monitored"',
    ],
  },
  DM141: {
    title: 'dmeventd is not running',
    meaning:
      "LVM's monitoring daemon is not running. It extends pools and writes warnings to the system log.",
    why: 'It exited, its socket unit is disabled, or this is a container from which it cannot be reached.',
    fix: [
      'systemctl status dm-event.socket lvm2-monitor.service',
      'lvchange --monitor n VG/POOL, then lvchange --monitor y VG/POOL starts it again',
      'journalctl -u dm-event.service shows its last messages',
    ],
  },
  DM142: {
    title: 'monitoring is disabled in lvm.conf',
    meaning:
      'lvm.conf has activation/monitoring = 0: LVM does not monitor the volumes it activates.',
    why: 'A pool that is monitored now will not be after its next activation, at the latest after a reboot.',
    fix: ['set monitoring = 1 in the activation section of /etc/lvm/lvm.conf, or remove the line'],
  },
  DM160: {
    title: 'pool sizes do not agree',
    meaning:
      'Docker, LVM and the kernel should report one size. Docker prints four digits, so a difference of half a unit in the last one is allowed.',
    why: 'A resize was interrupted: LVM recorded the new size, but the kernel did not take it. Or docker info was asked during a resize.',
    fix: [
      'run dmctl verify again, in case a change was in progress',
      'if a resize of dmctl is unfinished: dmctl resume',
      'lvchange --refresh VG/POOL loads the table that LVM has recorded; it never shrinks what LVM has grown',
    ],
  },
  DM204: {
    title: 'no space for the next auto-extension',
    meaning:
      'The volume group has too little free space to extend the pool by the next step, so the pool will not grow by itself.',
    why: 'LVM extends by a whole step or not at all. The documented layout of 95% + 1% leaves too little space on one disk.',
    fix: [
      'a new pool: dmctl setup direct-lvm --reserve-step leaves that space from the start',
      'an existing pool: dmctl resize --add DEVICE --keep-step adds a disk and leaves that space',
    ],
  },
  DM206: {
    title: 'pool takes space of a shared volume group',
    meaning:
      'Other volumes are in the volume group of the pool, and the free space that they share goes to the pool.',
    why: 'A thin pool cannot shrink, so that space does not come back: the others cannot grow into it, and another thin pool there may not be able to extend itself.',
    fix: [
      'resize: --size +SIZE takes less, and --keep-step keeps room for one automatic extension',
      'adopt: with --autoextend-threshold 100 LVM takes nothing by itself',
    ],
  },
} as const;
