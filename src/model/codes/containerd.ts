/** DM28x, DM29x: containerd and its devmapper snapshotter. */
export const CONTAINERD_CODES = {
  DM280: {
    title: 'a distribution of Kubernetes generates the configuration',
    meaning:
      'k3s, RKE2, k0s or MicroK8s runs a containerd of its own, and writes its configuration anew at every start.',
    why: 'What dmctl wrote into that file would be lost at the next start, and the pool would stand unused without a word.',
    fix: [
      'put the lines into the template that the message names; docs/guide/containerd.md has them',
      'restart the service of the distribution, and look at ctr plugins ls with its socket',
    ],
  },
  DM281: {
    title: 'a restart of containerd would end containers',
    meaning: 'The unit of containerd has another KillMode than process.',
    why: 'containerd reads its configuration only as it starts. With KillMode=process a restart leaves containers alone; with any other word systemd ends them with it (systemd.kill(5)).',
    fix: [
      'systemctl edit containerd.service  and add KillMode=process below [Service]',
      'or stop what runs, set up the pool with that line in place, and start it again',
    ],
  },
  DM282: {
    title: 'containerd is not running',
    meaning: 'A setup for containerd needs a running daemon.',
    why: 'The setup compares how containerd is configured before and after, and tries the new pool before it calls it done.',
    fix: [
      'systemctl start containerd.service',
      'journalctl -u containerd.service -n 50  if it does not start',
    ],
  },
  DM283: {
    title: 'containerd has another pool',
    meaning:
      'Its configuration names a pool for the devmapper snapshotter already, or the running daemon still uses one.',
    why: 'A containerd has one devmapper snapshotter. With another pool its images and containers would be out of reach.',
    fix: [
      'dmctl verify  examines the pool that it has',
      'to replace it: stop its containers, remove its snapshots with ctr snapshots rm, then its section',
    ],
  },
  DM284: {
    title: 'the snapshotter has records of a pool that is gone',
    meaning: 'metadata.db or POOL.db lists snapshots, but there is no such pool.',
    why: 'With these records containerd looks for devices that do not exist: its plugin fails, or every image fails to unpack.',
    fix: [
      'in each namespace, children first: ctr --namespace NAMESPACE snapshots --snapshotter devmapper rm NAME',
      'systemctl stop containerd.service; move the folder of the snapshotter away; systemctl start containerd.service',
      'images stay: containerd unpacks them again into the new pool',
    ],
  },
  DM285: {
    title: 'this containerd cannot do that',
    meaning:
      'A flag of the setup asks for something that this release of containerd does not have.',
    why: 'containerd 1.4 and 1.5 make ext4 alone; ext2 came with 1.7; the settings of Kubernetes got a section of their own with 2.0.',
    fix: ['leave the flag out', 'or upgrade containerd'],
  },
  DM286: {
    title: 'containerd cannot remove its snapshots',
    meaning: 'The pool is to be taken down, and the devmapper plugin of containerd is not up.',
    why: 'Snapshots have to be removed through containerd. If they vanish behind its back, their images can never be unpacked again.',
    fix: [
      'dmctl activate --engine containerd; systemctl restart containerd.service; then run the command again',
      'ctr plugins ls -d id==devmapper  says why the plugin is not up',
    ],
  },
  DM287: {
    title: 'the configuration of containerd cannot be edited',
    meaning:
      'The file is not valid TOML, has the section already, or imports in a way that dmctl does not understand.',
    why: 'dmctl changes one line of that file and no other byte, and only if it understands all of it.',
    fix: [
      'containerd --config FILE config dump  shows whether containerd can read it',
      'fix it, or remove the section of the devmapper snapshotter from it',
    ],
  },
  DM290: {
    title: 'the devmapper plugin of containerd is not up',
    meaning: 'containerd runs, and its devmapper snapshotter does not.',
    why: 'containerd decides this once, as it starts. A pool that became active later needs a restart. From containerd 2.0 on such an error stops images, tasks and Kubernetes as well.',
    fix: [
      'dmctl activate --engine containerd, then: systemctl restart containerd.service',
      'ctr plugins ls -d id==devmapper  says why',
    ],
  },
  DM291: {
    title: 'new devices are smaller than images that exist',
    meaning: 'base_image_size is smaller than a file system in the pool.',
    why: 'A device made from such an image is truncated, and the kernel refuses to mount it ("bad geometry").',
    fix: ['set base_image_size to at least that size, and restart containerd'],
  },
  DM292: {
    title: 'a program is missing that the snapshotter needs',
    meaning: 'mkfs for the file system of new images, or blkdiscard, is not installed.',
    why: 'Without mkfs the plugin says "ok" and every pull fails. Without blkdiscard, and with discard_blocks, the plugin does not come up.',
    fix: ['install e2fsprogs (ext4, ext2), xfsprogs (xfs) or util-linux (blkdiscard)'],
  },
  DM293: {
    title: 'the records of the snapshotter do not agree',
    meaning:
      'A snapshot has no device, a device has no snapshot, or containerd marked a device as faulty.',
    why: 'A containerd that was killed in the middle of a pull can leave any of these. Faulty devices go when the lease of the pull ends, after a day at most. A device without a snapshot stays: containerd gives its number to the next snapshot, and that fails with "object already exists", whatever the image (containerd issue 5646). A snapshot without a device cannot be used.',
    fix: [
      'wait a day, or: ctr --namespace NAMESPACE leases ls, and leases rm --sync of the one that ended in the middle',
      'ctr --namespace NAMESPACE images rm --sync IMAGE, and pull it again',
      'a device without a snapshot: stop the containers, then dmctl teardown and dmctl setup direct-lvm; containerd keeps the images',
    ],
  },
  DM294: {
    title: 'Kubernetes does not use the snapshotter that the file names',
    meaning: 'The file has a key of version 2 for it, and containerd 2 does not carry it over.',
    why: 'containerd 2.0 to 2.3 lose plugins."io.containerd.grpc.v1.cri".containerd.snapshotter if the file has no table containerd.runtimes. Pods then start on overlayfs without a word.',
    fix: [
      'containerd config dump | grep -A3 cri.v1.images  shows the snapshotter that it uses',
      "set snapshotter below [plugins.'io.containerd.cri.v1.images'] of a file of version 3",
    ],
  },
  DM296: {
    title: 'containerd cannot make a snapshot',
    meaning:
      'dmctl verify --probe had containerd prepare, commit and remove a snapshot in a namespace of its own, and that failed.',
    why: 'The plugin of the snapshotter says "ok" as long as containerd found the pool when it started: with mkfs missing, with a size that no file system can have, and with a device of an interrupted pull in the way.',
    fix: [
      'dmctl logs  shows what containerd and the kernel said about it',
      'dmctl verify  examines what it needs',
    ],
  },
  DM295: {
    title: 'images cannot be unpacked into the pool, or only into it',
    meaning: 'unpack_config of the transfer service leaves out devmapper, or overlayfs.',
    why: 'From containerd 2.0 on an image is unpacked only for the snapshotters on that list: "no unpack platforms defined". A list in an imported file replaces the one of the main file.',
    fix: ['name both in one list; docs/guide/containerd.md has the lines'],
  },
} as const;
