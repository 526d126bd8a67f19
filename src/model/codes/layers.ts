/** DM23x, DM24x: image layers and containers, and the thin device of each. */
export const LAYER_CODES = {
  DM230: {
    title: 'how much the layers take could not be read',
    meaning:
      'thin_ls reads that from a snapshot of the pool\'s metadata ("metadata snapshot"), which could not be taken or read.',
    why: 'The pool is suspended or takes no changes, thin_ls is missing, or somebody else holds such a snapshot: a pool has one at most.',
    fix: [
      'dmctl status says how the pool is',
      'thin_ls comes with thin-provisioning-tools (device-mapper-persistent-data)',
      'one that is left over, by a tool that is not at work any more: dmsetup message POOL 0 release_metadata_snap',
    ],
  },
  DM231: {
    title: 'Docker and the pool do not agree on the layers',
    meaning:
      'A thin device that Docker has no file of, a file without a device, or one that belongs to no layer and no container.',
    why: 'A crash between two of their changes, a metadata folder that was put back from a backup, or devices made by hand in the pool.',
    fix: [
      'no record, no owner: such a device only takes room',
      'no device, no file: the layer is lost; docker rmi or docker rm what uses it, then pull or build it again',
      "never delete thin devices while Docker runs: its transaction id would no longer be the pool's",
    ],
  },
  DM232: {
    title: 'a file in the data root could not be read',
    meaning:
      'Docker keeps small files on each layer; one of them is cut off or not as Docker writes it.',
    why: 'Mostly a crash, or a full file system below the data root. While one is not read, nothing is called missing.',
    fix: [
      'df and df -i on the data root show whether there is room',
      'what depends on the layer has to be removed and pulled or built again',
    ],
  },
  DM233: {
    title: 'part of the picture is missing',
    meaning:
      'Something that dmctl inspect puts together could not be looked at; the rest is shown.',
    why: "Mostly a pool that is not active: its devices and their sizes are the kernel's to tell.",
    fix: ['dmctl status says how the pool is, and what to do about it'],
  },
  DM234: {
    title: 'a container keeps much in its own layer',
    meaning: 'A container has a gibibyte or more in its layer that no other device shares.',
    why: 'The first write to a chunk allocates it, or copies one that an image shares; and what is deleted gives its room back only where discards reach the pool.',
    fix: [
      'a volume (docker run -v) is the place for what is written much: it does not lie in the pool',
    ],
  },
  DM235: {
    title: 'many containers run on devicemapper',
    meaning: 'Fifty containers or more run on this pool.',
    why: 'Each has a file system of its own, so that the same file of the same image is in memory once for each.',
    fix: [
      'watch the memory of the host, not of the pool',
      'a host for many small containers is better off with another storage driver',
    ],
  },
  DM240: {
    title: 'the data root and the pool do not belong together',
    meaning:
      'Docker found another base device in the pool than its data root remembers, or a used pool and an empty data root.',
    why: 'The data root is of an earlier pool, or the pool of another data root. Docker does not start, and touches neither.',
    fix: [
      'find the other half first: lvs -a shows the pools, ls -d /var/lib/docker* the data roots; dmctl history tells what was moved',
      'the pool is new and empty: move the old data root aside, mv /var/lib/docker /var/lib/docker.old, and start Docker',
      'the data root is new and empty: put back the one that belongs to the pool',
    ],
  },
} as const;
