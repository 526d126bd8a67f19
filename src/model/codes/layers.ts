/** DM23x, DM24x: image layers and containers, and the thin device of each; DM27x: giving space back. */
export const LAYER_CODES = {
  DM230: {
    title: 'layer sizes could not be read',
    meaning:
      'thin_ls reads them from a metadata snapshot of the pool, which could not be taken or read.',
    why: 'The pool is suspended or does not accept changes, thin_ls is missing, or something else holds a metadata snapshot: a pool has at most one.',
    fix: [
      'dmctl status shows the state of the pool',
      'install thin_ls: thin-provisioning-tools (device-mapper-persistent-data)',
      'if a program that no longer runs left a snapshot behind: dmsetup message POOL 0 release_metadata_snap',
    ],
  },
  DM231: {
    title: 'the engine and the pool disagree on the layers',
    meaning:
      'There is a thin device without a record of Docker or containerd, a record without a device, or a device that belongs to no layer and no container.',
    why: 'The cause is a crash between two changes, a metadata directory restored from a backup, or devices created by hand in the pool.',
    fix: [
      'no-record: the device only takes up space; dmctl reclaim --orphans deletes it while the engine is stopped',
      'no-owner: the device only takes up space',
      'no-device, no-file: the layer is lost; docker rmi or docker rm what uses it, then pull or build it again',
      "never delete thin devices while Docker runs: its transaction id would no longer match the pool's",
      'containerd: dmctl explain DM293',
    ],
  },
  DM232: {
    title: 'file in the data root could not be read',
    meaning:
      'Docker keeps small files about each layer. One of them is truncated, or not as Docker writes it.',
    why: 'The cause is usually a crash, or a full file system under the data root. While a file cannot be read, no layer is reported as missing.',
    fix: [
      'df and df -i on the data root show whether there is space',
      'remove what depends on the layer, then pull or build it again',
    ],
  },
  DM233: {
    title: 'part of the picture is missing',
    meaning: 'Something that dmctl inspect shows could not be read. The rest is shown.',
    why: 'The pool is usually not active: only the kernel knows its devices and their sizes.',
    fix: ['dmctl status shows the state of the pool, and what to do about it'],
  },
  DM234: {
    title: 'container keeps much data in its own layer',
    meaning: 'A container has 1 GiB or more in its layer that no other device shares.',
    why: 'The first write to a chunk allocates it, or copies it if an image shares it. Deleted data returns to the pool only if discards reach it.',
    fix: ['use a volume (docker run -v) for data that is written often: it is not in the pool'],
  },
  DM235: {
    title: 'many containers run on devicemapper',
    meaning: '50 or more containers run on this pool.',
    why: 'Each has its own file system, so the same file of the same image is in memory once per container.',
    fix: [
      'monitor the memory of the host, not the pool',
      'for many small containers, use a host with another storage driver',
    ],
  },
  DM270: {
    title: 'pool takes no space back',
    meaning: 'dmctl reclaim would have no effect on the pool as it is now.',
    why: 'A pool that is read-only, suspended, failed or not active frees no chunks. A pool on loop files exists only while Docker runs.',
    fix: ['dmctl verify shows what is wrong with the pool', 'dmctl activate makes it active'],
  },
  DM271: {
    title: 'engine has to be stopped first',
    meaning:
      'Thin devices without a record are deleted only while Docker or containerd is stopped.',
    why: 'An engine creates a thin device before it writes down to which layer it belongs. While it runs, such a device may be a layer in the making.',
    fix: [
      'systemctl stop docker docker.socket, then dmctl reclaim --orphans --confirm VG/POOL, then systemctl start docker',
      'without --orphans, dmctl reclaim works while containers run',
    ],
  },
  DM272: {
    title: 'pool has other users',
    meaning: 'The pool holds thin devices that are in use, or that LVM made.',
    why: 'A device that the engine has no record of may belong to them, so none is deleted.',
    fix: [
      'lvs and dmsetup table --target thin show the devices',
      'give other users a pool of their own',
    ],
  },
  DM273: {
    title: 'deletion is not confirmed',
    meaning: '--orphans deletes thin devices for ever, so the pool has to be named with --confirm.',
    why: 'No tool can bring a deleted thin device back.',
    fix: [
      'dmctl reclaim --orphans --dry-run lists the devices and their sizes',
      'dmctl reclaim --orphans --confirm VG/POOL deletes them',
    ],
  },
  DM240: {
    title: 'data root and pool do not belong together',
    meaning:
      'Docker found a base device in the pool that its data root does not know, or a used pool and an empty data root.',
    why: 'The data root belongs to an earlier pool, or the pool to another data root. Docker does not start, and changes neither.',
    fix: [
      'find the other half first: lvs -a lists the pools, ls -d /var/lib/docker* the data roots; dmctl history shows what was moved',
      'the pool is new and empty: move the old data root aside (mv /var/lib/docker /var/lib/docker.old), and start Docker',
      'the data root is new and empty: restore the one that belongs to the pool',
      'the data root is gone for good: nothing in the pool can be read without it; dmctl teardown --confirm VG/POOL, then dmctl setup direct-lvm DEVICE make a new pool',
    ],
  },
} as const;
