/** DM11x to DM14x, DM16x, DM204: the pool in LVM and in the kernel. */
export const POOL_CODES = {
  DM110: {
    title: 'the pool is not there',
    meaning: 'Docker is configured for a thin pool that LVM does not report.',
    why: 'Its disk is missing, the name in the configuration is wrong, or a set-up was cut off.',
    fix: [
      'lvs -a -o+lv_dm_path shows the pools of this host and their names; LVM doubles hyphens in them',
      'pvs and lsblk show whether the disk is there',
      'do not remove the data root: its metadata belongs to the pool that is missing',
      'dmctl history shows whether a set-up was left unfinished',
    ],
  },
  DM111: {
    title: 'the pool is not active',
    meaning: 'The logical volume exists, but its device does not: nothing can use it.',
    why: 'Mostly after a reboot: LVM did not activate it. Docker then says "Non existing device".',
    fix: [
      'lvchange -ay VG/POOL, then systemctl start docker.service (or: dmctl activate)',
      'if that fails, its message is the cause: a missing disk, thin_check not installed, damaged metadata',
      'the checks reboot-* of dmctl verify tell why it did not come up by itself',
    ],
  },
  DM112: {
    title: 'the device is not this thin pool',
    meaning: 'A device has the name of the pool, but is another one, or not a thin pool.',
    why: 'LVM moves a pool to NAME-tpool once it holds a thin volume of LVM; a hand-made device may bear the name as well.',
    fix: [
      'dmsetup table NAME and dmsetup info NAME show what the device is',
      'lvs -a -o+lv_uuid,pool_lv VG shows what LVM has there',
      'stop Docker until it is clear: two users of one pool destroy it',
    ],
  },
  DM113: {
    title: 'the pool is suspended, or a change of its table was cut off',
    meaning:
      'A device in use has one live table. This one is suspended, has none, or has a second one waiting.',
    why: 'A resize that stopped half way. While a pool is suspended every writer on it hangs, and does not come back by itself.',
    fix: [
      'dmctl resume goes on with the change, if dmctl made it',
      'dmsetup table NAME and dmsetup table --inactive NAME show the present and the waiting table',
      'never let a table go live that is shorter than the present one',
      'suspended: dmsetup resume NAME (it switches to the waiting table, if there is one)',
      'only a waiting table: dmsetup clear NAME drops it',
      'no table at all: lvchange --refresh VG/POOL loads the one LVM knows; loop-lvm: restart Docker',
    ],
  },
  DM114: {
    title: 'the pool does not take writes',
    meaning: 'The kernel has the pool read-only, out of data space, or has given it up.',
    why: 'Data full: writers wait 60 seconds (dm_thin_pool.no_space_timeout), then get errors. Read-only: the metadata is full or an operation on it failed. Fail: the metadata cannot be used at all.',
    fix: [
      'out_of_data_space: add room (dmctl resize --add DEVICE); the pool goes on by itself',
      'after errors the file systems of containers may need a check: restart those containers',
      'read-only or Fail: growing does not help before the metadata is repaired; see dmctl explain DM115',
    ],
  },
  DM115: {
    title: 'the metadata of the pool needs a check',
    meaning:
      'The kernel found something wrong in the metadata and set the needs_check flag. It stays until the metadata is checked or repaired.',
    why: 'Full metadata, an error of the disk below, or a lost write. Until then neither data nor metadata can grow.',
    fix: [
      '1. journalctl -k shows the first error; replace a bad disk before anything else',
      '2. systemctl stop docker.service docker.socket; lvchange -an VG/POOL',
      '3. keep a copy: lvchange -ay -y VG/POOL_tmeta; dd if=/dev/VG/POOL_tmeta of=/root/tmeta.img bs=1M',
      '4. thin_check /dev/VG/POOL_tmeta says how bad it is; then lvchange -an VG/POOL_tmeta',
      '5. lvconvert --repair VG/POOL (it keeps the old metadata as POOL_meta0)',
      '6. lvchange -ay VG/POOL; compare thin_dump of the copy and of the new metadata: repair can lose mappings without saying so',
      '7. check the file systems of containers before they are used; only then start Docker',
    ],
  },
  DM116: {
    title: 'LVM reports a problem with the volume',
    meaning:
      'A disk of the volume group is missing, the group is not for this host, or LVM calls the pool unhealthy.',
    why: 'lv_health_status says partial (a disk is missing), failed, out_of_data or metadata_read_only.',
    fix: [
      'pvs -o+pv_missing,vg_name shows a missing disk; bring it back, then vgextend --restoremissing VG DEVICE',
      'exported: vgimport VG; of another host: vgs -o+vg_systemid, and make sure that host is off',
      'out_of_data: see dmctl explain DM120; metadata_read_only and failed: dmctl explain DM115',
      'never vgreduce --removemissing here: it would throw the pool away',
    ],
  },
  DM117: {
    title: "LVM's own thin volumes are in Docker's pool",
    meaning: 'Somebody made a thin volume with lvcreate in the pool that Docker owns.',
    why: "Both number the pool's devices and transactions on their own. LVM's count stays behind Docker's, and one may take or delete what is the other's.",
    fix: [
      'copy what the thin volumes hold to other volumes',
      'stop Docker, then lvremove the thin volumes; the device gets its old name back when the pool is activated again',
      'give LVM a pool of its own',
    ],
  },
  DM118: {
    title: 'no spare, or too small a one, to repair the metadata',
    meaning:
      'LVM keeps a hidden volume (lvol0_pmspare) into which lvconvert --repair writes. It is missing or smaller than the metadata.',
    why: 'The pool was made with --poolmetadataspare n, or there was no room when its metadata grew.',
    fix: [
      'leave as much free space in the volume group as the metadata takes: vgs, lvs -a',
      'with that space lvconvert --repair makes a spare itself',
    ],
  },
  DM120: {
    title: 'little room is left for data',
    meaning: 'The pool is fuller than its auto-extension threshold.',
    why: 'It should have grown and has not, or nothing makes it grow. A full pool makes writers hang and containers fail.',
    fix: [
      'dmctl resize --add DEVICE gives it a whole disk; loop-lvm: dmctl resize --size SIZE',
      'docker system prune deletes stopped containers and unused images',
      'space that containers deleted comes back only where fstrim or the discard option runs in them',
      'lvextend --use-policies VG/POOL takes the auto-extension step now, and says what hinders it',
    ],
  },
  DM121: {
    title: 'little room is left for metadata',
    meaning: "The pool's metadata volume is fuller than its threshold.",
    why: 'Many small writes and many layers need metadata, however empty the data is. Full metadata makes the pool read-only until it is repaired: worse than full data.',
    fix: ['dmctl resize --metadata-size SIZE, at most 15.81 GiB', 'docker system prune frees some'],
  },
  DM122: {
    title: 'Docker makes no new layers',
    meaning: 'Fewer blocks are free than dm.min_free_space asks for (10% unless set).',
    why: 'Docker looks at it when it makes a layer: docker pull, build, create and run fail with "free data blocks which is less than minimum required". Running containers go on and may still fill the pool.',
    fix: [
      'dmctl resize gives it room: --add DEVICE, --size SIZE or --metadata-size SIZE',
      'docker system prune frees some',
      'lowering dm.min_free_space only moves the wall',
    ],
  },
  DM130: {
    title: 'no auto-extension profile is attached',
    meaning:
      'LVM extends a thin pool by itself only when a profile or lvm.conf tells it when and by how much.',
    why: "LVM's default threshold is 100, which is never.",
    fix: [
      'write /etc/lvm/profile/docker-thinpool.profile with these four lines:',
      '  activation {',
      '    thin_pool_autoextend_threshold=80',
      '    thin_pool_autoextend_percent=20',
      '  }',
      'lvchange --metadataprofile docker-thinpool VG/POOL',
    ],
  },
  DM131: {
    title: "LVM does not read auto-extension values from the pool's profile",
    meaning: 'The attached profile is missing, invalid, or turns auto-extension off.',
    why: 'LVM drops a whole profile for one line it does not know, and says so only in passing; the threshold then falls back to 100, never. Percent 0 makes it fail.',
    fix: [
      'lvmconfig --metadataprofile NAME --mergedconfig activation/thin_pool_autoextend_threshold must print the threshold and exit 0',
      'the file lies in the folder that lvmconfig config/profile_dir prints, mostly /etc/lvm/profile',
      'a complete profile:',
      '  activation {',
      '    thin_pool_autoextend_threshold=80',
      '    thin_pool_autoextend_percent=20',
      '  }',
    ],
  },
  DM140: {
    title: 'LVM does not monitor the pool',
    meaning:
      'dmeventd was not told to watch this pool, so nobody sees it fill up and nothing extends it.',
    why: 'lvconvert of older LVM and the managed set-up of Docker leave monitoring off.',
    fix: ['lvchange --monitor y VG/POOL', 'lvs -o+seg_monitor VG/POOL must then say "monitored"'],
  },
  DM141: {
    title: 'dmeventd is not running',
    meaning: "LVM's monitoring daemon is not there. It extends pools and warns in the system log.",
    why: 'It ended, its socket unit is off, or this is a container in which it cannot be reached.',
    fix: [
      'systemctl status dm-event.socket lvm2-monitor.service',
      'lvchange --monitor n VG/POOL and lvchange --monitor y VG/POOL start it again',
      'journalctl -u dm-event.service shows what it said last',
    ],
  },
  DM142: {
    title: 'monitoring is turned off in lvm.conf',
    meaning: 'activation/monitoring = 0: LVM does not have dmeventd watch what it activates.',
    why: 'A pool that is monitored now will not be after the next activation, at the latest after a reboot.',
    fix: ['set monitoring = 1 in the activation section of /etc/lvm/lvm.conf, or remove the line'],
  },
  DM160: {
    title: 'the sizes of the pool do not agree',
    meaning:
      'Docker, LVM and the kernel should see one size. Docker prints four digits, so half a unit of the last one is allowed for.',
    why: 'A resize stopped half way: LVM has committed it, the kernel has not taken it. Or docker info was asked while it went on.',
    fix: [
      'dmctl verify once more, to rule out a change that is just going on',
      'dmctl resume, if a resize of dmctl is unfinished',
      'lvchange --refresh VG/POOL loads the table LVM knows; it never shrinks what LVM has grown',
    ],
  },
  DM204: {
    title: 'no auto-extension step can be served',
    meaning: 'The volume group has no room for the next step, so the pool will not grow by itself.',
    why: "LVM's step is all or nothing. The documented 95% + 1% layout leaves too little on one disk.",
    fix: [
      'dmctl setup direct-lvm --reserve-step leaves the room from the start',
      'dmctl resize --add DEVICE adds some',
    ],
  },
} as const;
