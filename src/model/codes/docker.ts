/** DM04x, DM10x, DM15x, DM18x, DM19x: Docker and its configuration. */
export const DOCKER_CODES = {
  DM040: {
    title: 'this Docker has no devicemapper driver',
    meaning: 'Docker Engine 25 and later cannot use a thin pool.',
    why: 'The driver was deprecated in 18.09 and removed in 25.0.',
    fix: ['use Docker 24 or older, or the overlay2 driver, which needs no pool'],
  },
  DM041: {
    title: 'a setting stands both as a flag and in daemon.json',
    meaning: 'dockerd refuses to start when an option is set in two places.',
    why: '"the following directives are specified both as a flag and in the configuration file"',
    fix: ['remove the option from the place the message names, then run the command again'],
  },
  DM042: {
    title: 'daemon.json cannot be edited safely',
    meaning: 'The file is not plain JSON as dockerd reads it, or not a plain file.',
    why: 'dmctl keeps everything in it but its own lines, or leaves it alone.',
    fix: [
      'mend the file as the message says',
      'dockerd --validate --config-file FILE (Docker 23+)',
    ],
  },
  DM043: {
    title: '"storage-opt" is misspelt',
    meaning: 'daemon.json has "storage-opt"; the key is "storage-opts".',
    why: 'dockerd ignores the singular in silence and would run on loop files.',
    fix: ['rename the key to "storage-opts", or remove it'],
  },
  DM044: {
    title: 'the data root holds images, containers or volumes',
    meaning: 'Changing the storage driver hides everything Docker has stored so far.',
    why: 'Nothing is deleted, but Docker no longer sees it until the driver is changed back.',
    fix: [
      'docker save what is needed, then add --move-data-root',
      'the old data root is then kept as docker.bk: beside the new one, or in it where it is a mount point',
    ],
  },
  DM045: {
    title: 'the data root cannot be moved aside',
    meaning:
      'It is no directory, something is mounted in it, or an earlier one was moved aside already.',
    why: 'What lies under a mount cannot be moved, and nothing that was kept is overwritten.',
    fix: ['do what the message says, then run the command again'],
  },
  DM046: {
    title: 'another storage driver or pool is configured',
    meaning: 'daemon.json already has storage settings that differ from what was asked.',
    why: 'Changing them would hide what Docker stores there.',
    fix: ['remove the storage settings from daemon.json, or ask for the same ones'],
  },
  DM047: {
    title: 'Docker is not running as a service dmctl knows',
    meaning:
      'Docker is no docker.service of systemd and has no /etc/init.d/docker: it may be a unit of another name (docker-ce.service, snap.docker.dockerd.service), or be started by hand.',
    why: 'dmctl has to stop and start it, and to read the options it is started with. A link with the name docker.service is not enough: systemd then goes by the name of the file it leads to.',
    fix: [
      'a unit of another name: rename its file to docker.service, then systemctl daemon-reload',
      'a dockerd started by hand: stop it, and give it a docker.service',
      'a snap: install the packages docker.io or docker-ce instead',
    ],
  },
  DM048: {
    title: 'a storage option that dockerd would not accept',
    meaning: 'A dm.* option is unknown, malformed, or clashes with another.',
    why: 'dockerd would refuse to start with it.',
    fix: ['dmctl setup direct-lvm --help lists the options and their form'],
  },
  DM049: {
    title: 'Docker cannot be stopped for this',
    meaning: 'Containers would live on without their daemon, with their files on the old driver.',
    why: 'live-restore keeps containers running while the daemon is stopped.',
    fix: ['stop the running containers first'],
  },
  DM100: {
    title: 'Docker is not running',
    meaning:
      'The daemon does not answer. Stopped by somebody it is a note; a failed unit is a problem.',
    why: 'dockerd ends when it cannot use its pool or does not like its options; after several failed starts systemd gives up.',
    fix: [
      'journalctl -u docker.service -n 50 shows its last words',
      '"Non existing device": the pool is not active; see dmctl explain DM111',
      '"specified both as a flag and in the configuration file": see dmctl explain DM041',
      'systemctl reset-failed docker.service, then systemctl start docker.service',
    ],
  },
  DM101: {
    title: 'Docker does not use the devicemapper driver',
    meaning: 'Docker runs, or would start, on another storage driver, so the pool is not used.',
    why: 'The driver is not named, a flag or DOCKER_DRIVER says something else, or Docker was not restarted.',
    fix: [
      'look for storage settings in daemon.json, in docker.service and in the files it reads',
      'images and containers of one driver cannot be seen with another; nothing is deleted, but docker save what is needed',
      'set "storage-driver": "devicemapper" in daemon.json and restart Docker',
    ],
  },
  DM102: {
    title: 'the pool lies on loop files',
    meaning:
      'loop-lvm: data and metadata are two sparse files in the data root, behind loop devices.',
    why: 'It is slow, the size that docker info shows is not reserved on the disk, and a full file system below damages the pool. Docker and its documentation call it unfit for production.',
    fix: [
      'for testing it is fine: nothing to do',
      'for production: add a blank disk, docker save what is needed, dmctl teardown --confirm loop-lvm, dmctl setup direct-lvm DEVICE',
    ],
  },
  DM103: {
    title: 'there is no pool here',
    meaning:
      'Docker runs on another storage driver, and nothing in its configuration leads to a thin pool.',
    why: 'This host was never set up for devicemapper, or its settings were taken out. Other thin pools of LVM do not count.',
    fix: [
      'dmctl setup direct-lvm DEVICE sets a pool up on a blank disk',
      'if there was one: look for dm.thinpooldev in a backup of daemon.json; lvs shows the pool',
    ],
  },
  DM150: {
    title: 'daemon.json cannot be read',
    meaning: 'It is no JSON as dockerd reads it, or can be read in more than one way.',
    why: 'A comment, a trailing comma, a key given twice or in other letters. The running Docker does not mind; the next start may fail or read something else.',
    fix: [
      'mend the place the message names',
      'dockerd --validate --config-file FILE checks it (Docker 23 and later; it does not check storage-opts)',
      'an empty file stops Docker 20.10 and older: write {} into it',
    ],
  },
  DM151: {
    title: 'the storage driver is not named',
    meaning:
      'Neither daemon.json nor a flag says "devicemapper", or one of them says something else.',
    why: 'Older Docker goes on with the driver it finds in the data root; Docker 23 and 24 refuse to start on devicemapper unless it is named.',
    fix: ['set "storage-driver": "devicemapper" in daemon.json; it holds from the next start on'],
  },
  DM152: {
    title: 'the configuration does not name the pool',
    meaning:
      'dm.thinpooldev is missing, names another pool, or names it in a form that Docker does not take.',
    why: 'Without it the next start makes loop files, with another pool Docker refuses or starts empty. Docker strips /dev/mapper/ and nothing else, so /dev/VG/POOL does not work; LVM doubles hyphens inside names.',
    fix: [
      '"storage-opts": ["dm.thinpooldev=/dev/mapper/NAME"] in daemon.json; lvs -o lv_dm_path VG/POOL prints it',
      'do not restart Docker before it is right',
    ],
  },
  DM153: {
    title: 'busy devices are not removed later',
    meaning:
      'Deferred removal or deletion is off: a device that is still in use when its container goes is an error.',
    why: 'Mounts that leak into other processes keep devices busy: "Driver devicemapper failed to remove root filesystem", "device is busy".',
    fix: [
      '"storage-opts": ["dm.use_deferred_removal=true", "dm.use_deferred_deletion=true"], then restart Docker',
      'deletion needs removal; both are on by default from Docker 17.07 on',
    ],
  },
  DM180: {
    title: 'an old data root is left',
    meaning:
      'The data root from before the set-up lies beside the new one, so that there was a way back.',
    why: 'It keeps its images, containers and volumes, and the space they take.',
    fix: [
      'look whether anything in it is still needed, volumes above all: ls /var/lib/docker.bk/volumes',
      'dmctl cleanup removes it once verify has no complaints',
    ],
  },
  DM190: {
    title: "containers' logs have no limit",
    meaning:
      'The json-file log driver keeps everything a container prints, without end, in the data root.',
    why: 'Not in the pool, but beside it: a full data root stops Docker as well.',
    fix: [
      '"log-opts": {"max-size": "10m", "max-file": "3"} in daemon.json, then restart Docker',
      'it holds for containers made afterwards',
    ],
  },
  DM191: {
    title: 'the pool lies on rotating disks',
    meaning: 'The kernel calls a disk below the pool rotational.',
    why: 'A thin pool scatters its chunks, and starting a container copies many of them. Virtual disks often only claim to rotate.',
    fix: [
      'cat /sys/block/NAME/queue/rotational shows what the kernel thinks',
      'if it is a real disk and speed matters: use an SSD',
    ],
  },
  DM192: {
    title: 'Docker set the device up itself',
    meaning:
      'daemon.json has dm.directlvm_device: Docker made the volume group docker and the pool thinpool.',
    why: 'Changing these options stops Docker, removing them makes it use loop files in silence, and it never turns monitoring on.',
    fix: [
      'leave the dm.directlvm_device and dm.thinp_* options as they are',
      'lvchange --monitor y docker/thinpool, if the check pool-monitored asks for it',
    ],
  },
} as const;
