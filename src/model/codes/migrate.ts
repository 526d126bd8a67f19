/** DM25x: leaving the devicemapper driver. */
export const MIGRATE_CODES = {
  DM250: {
    title: 'not carried over to overlay2',
    meaning:
      'A migration leaves something behind, or something will differ afterwards. Images, containers, volumes and networks are kept.',
    why: "BuildKit's cache is tied to the old driver. A size limit of a container has no effect on overlay2 unless the data root is xfs with project quotas. Docker stops containers to switch, and starts again only those with a restart policy.",
    fix: [
      'BuildKit fills its cache again with the next build; until accept it is kept aside as buildkit.dmctl',
      'start containers without a restart policy yourself: docker start CONTAINER',
    ],
  },
  DM251: {
    title: 'layers cannot be converted',
    meaning:
      'A layer has no thin device, its records cannot be read, the pool cannot be read, or an image layer has a file that overlay2 cannot hold.',
    why: 'A migration keeps everything or does nothing. Each layer is read from its thin device in the pool. overlay2 marks deleted files with character devices 0:0, and folders with attributes trusted.overlay.*, so a layer must not have its own; in a container it is found only while its layer is converted, and then everything is undone.',
    fix: [
      'dmctl inspect layers shows which layers have no device, and which images they belong to',
      'docker rmi or docker rm what uses a lost layer, or one with such files, then run the command again',
      'dmctl status shows the state of the pool; dmctl activate activates it',
    ],
  },
  DM252: {
    title: 'not enough room for the converted layers',
    meaning:
      'The file system of the data root has too little free space, or too few free inodes, for the image layers; as a warning: perhaps too little for the layers of containers as well.',
    why: 'The pool is kept unchanged until the migration is accepted, so the layers need their room a second time. Space that is reserved for root is not counted: dmctl and dockerd could fill it, and then every program that is not root would find the file system full. What containers have written is estimated from the use of the pool, mostly too high, so it refuses nothing.',
    fix: [
      'docker image prune and docker container prune remove what nobody needs',
      'grow the file system, or put the layers on a volume of their own: --on DEVICE, or --on-vg VG --size SIZE',
    ],
  },
  DM253: {
    title: 'the data root cannot carry overlay2',
    meaning: 'overlay2 does not run on this file system, or the kernel has no overlayfs.',
    why: 'overlay2 needs ext4, or xfs made with ftype=1. xfs of RHEL and CentOS 7.0 to 7.3 was made with ftype=0.',
    fix: [
      'xfs_info on the mount point of the data root shows ftype',
      'dmctl migrate overlay2 --on DEVICE puts the layers on a volume of their own, on a blank disk',
      'dmctl migrate overlay2 --on-vg VG --size SIZE makes that volume in a group that exists',
    ],
  },
  DM254: {
    title: 'overlay2 holds something already',
    meaning:
      'The data root has layers, images or containers of overlay2, or the remains of an earlier migration.',
    why: 'Docker keeps the images and containers of each driver apart. A migration would mix the two.',
    fix: [
      'docker images and docker ps -a show what overlay2 holds; save or remove it',
      'stop Docker, then move the directories that the message names out of the data root',
    ],
  },
  DM255: {
    title: 'containers must be stopped first',
    meaning:
      'Containers keep running while Docker is stopped (live-restore), or this host is part of a swarm.',
    why: 'A running container writes to its layer while that is copied. A swarm would start its tasks elsewhere, or restart them here.',
    fix: [
      'docker stop CONTAINER, or set live-restore to false and restart Docker',
      'swarm: docker node update --availability drain NODE on a manager, then wait until docker ps is empty',
    ],
  },
  DM257: {
    title: 'room and downtime of a migration',
    meaning:
      'What the image layers need and what is free, and how long Docker will be down. Both are estimates.',
    why: 'The layers of containers are copied after Docker has stopped. How much they hold is known only then, and estimated before from what is used of the pool beyond the images; if room runs out, everything is undone.',
    fix: [
      'docker ps -as shows what each container has written (SIZE)',
      'if that does not fit, remove what nobody needs, or grow the file system first',
    ],
  },
  DM258: {
    title: 'no migration to undo or accept',
    meaning:
      'No finished migration to overlay2 is on record on this host, or it was undone or accepted since.',
    why: 'undo and accept act on a migration that dmctl made, by its journal.',
    fix: ['dmctl history lists all runs', 'dmctl migrate overlay2 migrates this host'],
  },
  DM259: {
    title: 'undoing would lose what was made since the migration',
    meaning:
      'Images or containers were created after the switch to overlay2. The pool does not have them. dmctl rollback of a migration that was interrupted after the switch asks, too.',
    why: 'undo brings back Docker as it was at the switch. Volumes are shared by both drivers and stay as they are now.',
    fix: [
      'docker save and docker export what is to be kept',
      'then the same command with --confirm VG/POOL, as the message shows it',
    ],
  },
  DM260: {
    title: 'migration not yet accepted',
    meaning:
      'Docker runs on overlay2. The pool and the records of the old driver are kept, unchanged, so that the migration can be undone.',
    why: 'They take up room, and hold what was in them at the switch.',
    fix: [
      'dmctl migrate accept --confirm VG/POOL removes them; there is no way back after it',
      'dmctl migrate undo goes back to the pool',
    ],
  },
  DM261: {
    title: 'storage driver changed without a migration',
    meaning:
      'Docker is configured for another driver, but the images and containers of devicemapper are still on record in its data root.',
    why: 'Docker shows only what belongs to the driver that it runs on. The layers are still in the pool.',
    fix: [
      'dmctl migrate overlay2 carries them over',
      'do not run docker volume prune before that: the volumes of those containers look unused',
    ],
  },
  DM262: {
    title: "the volume with Docker's layers is not mounted",
    meaning:
      'A migration put the layers on a volume of their own. It is not mounted at overlay2 in the data root, or will not be at the next boot.',
    why: 'Docker on an empty directory would start without any layer, so docker.service requires the mount.',
    fix: [
      'systemctl stop docker, mount the volume as the message says, then systemctl start docker',
      'lvs and journalctl -u UNIT show why it was not mounted',
    ],
  },
} as const;
