/** DM04x, DM10x, DM15x, DM18x, DM19x: Docker and its configuration. */
export const DOCKER_CODES = {
  DM040: {
    title: 'this Docker has no devicemapper driver',
    meaning: 'Docker 25 and later cannot use a thin pool.',
    why: 'The devicemapper driver was deprecated in 18.09 and removed in 25.0.',
    fix: [
      'dmctl migrate overlay2  carries images and containers over to overlay2, also with this Docker',
      'or go back to Docker 24 or older',
    ],
  },
  DM041: {
    title: 'option is set both as a flag and in daemon.json',
    meaning:
      'dockerd refuses to start when an option is set in both places. DOCKER_DRIVER in its environment overrides the driver in daemon.json.',
    why: 'dockerd reports "the following directives are specified both as a flag and in the configuration file".',
    fix: [
      'remove the option from the place named in the message, then run the command again',
      'after a change to a unit or a drop-in: systemctl daemon-reload',
    ],
  },
  DM042: {
    title: 'daemon.json cannot be edited safely',
    meaning: 'The file is not valid JSON as dockerd reads it, or not a regular file.',
    why: 'dmctl changes only its own settings and keeps the rest of the file as it is. Where it cannot, it leaves the file alone.',
    fix: [
      'fix the file as the message says',
      'dockerd --validate --config-file FILE checks it (Docker 23 and later)',
    ],
  },
  DM043: {
    title: 'key "storage-opt" is misspelt',
    meaning: 'daemon.json has the key "storage-opt". The correct key is "storage-opts".',
    why: 'dockerd silently ignores "storage-opt", and would use loop files.',
    fix: ['rename the key to "storage-opts", or remove it'],
  },
  DM044: {
    title: 'data root holds images, containers or volumes',
    meaning: 'Changing the storage driver hides everything that Docker has stored so far.',
    why: 'Nothing is deleted, but Docker does not see it until the driver is changed back.',
    fix: [
      'docker save what you need, then add --move-data-root',
      'the old data root is kept as docker.bk: beside the new one, or inside it if it is a mount point',
    ],
  },
  DM045: {
    title: 'data root cannot be moved or removed',
    meaning:
      'It is not a directory, something is mounted in it, or the name it would get already exists.',
    why: 'A directory cannot be moved or removed with a mount in it, and dmctl never overwrites what was kept earlier.',
    fix: ['do what the message says, then run the command again'],
  },
  DM046: {
    title: 'another storage driver or pool is configured',
    meaning:
      'Docker uses another pool, or daemon.json or --storage-opt has settings that conflict with what you asked for.',
    why: 'With both, Docker would not start, or would no longer see what it has stored.',
    fix: [
      'remove the conflicting settings, or ask for the same ones',
      'to replace another pool: take it down first with dmctl teardown',
    ],
  },
  DM047: {
    title: 'Docker does not run as docker.service',
    meaning:
      'Docker is neither the systemd unit docker.service nor /etc/init.d/docker. It may be a unit of another name (docker-ce.service, snap.docker.dockerd.service), or be started by hand.',
    why: 'dmctl has to stop and start Docker and to read its options. A symbolic link named docker.service is not enough: systemd uses the name of the file it points to.',
    fix: [
      'a unit of another name: rename its file to docker.service, then systemctl daemon-reload',
      'a dockerd started by hand: stop it, and create a docker.service for it',
      'a snap: install the package docker.io or docker-ce instead',
    ],
  },
  DM048: {
    title: 'invalid storage option',
    meaning: 'A dm.* option is unknown, malformed or in conflict with another one.',
    why: 'dockerd would refuse to start with it.',
    fix: ['correct or remove the option named in the message'],
  },
  DM049: {
    title: 'Docker cannot be stopped for this',
    meaning: 'Containers would go on without their daemon, on files of the old storage driver.',
    why: 'live-restore keeps containers running while the daemon is stopped.',
    fix: [
      'stop the running containers first, or disable live-restore',
      'if Docker is stopped already: start it, stop its containers, then run the command again',
    ],
  },
  DM100: {
    title: 'Docker is not running',
    meaning:
      'The daemon does not answer. If someone stopped it, that is a note; if its unit failed, it is a problem, and dmctl check is critical.',
    why: 'dockerd exits when it cannot use its pool or does not accept its options. After several failed starts systemd gives up. The message quotes the error with which dockerd ended, if the journal has it.',
    fix: [
      'journalctl -u docker.service -n 50 shows its last messages',
      '"Unable to take ownership" or "Base Device UUID": see dmctl explain DM240',
      '"Non existing device": the pool is not active; see dmctl explain DM111',
      '"specified both as a flag and in the configuration file": see dmctl explain DM041',
      'once the cause is fixed: systemctl reset-failed docker.service, then systemctl start docker.service',
    ],
  },
  DM101: {
    title: 'Docker does not use the devicemapper driver',
    meaning: 'Docker runs on another storage driver, or would start on one. The pool is not used.',
    why: 'The driver is not configured, a flag or DOCKER_DRIVER sets another one, or Docker was not restarted.',
    fix: [
      'look for storage settings in daemon.json, in docker.service and in the files it reads',
      'docker save what you need: images and containers of one driver are not visible with another, though nothing is deleted',
      'set "storage-driver": "devicemapper" in daemon.json and restart Docker',
    ],
  },
  DM102: {
    title: 'pool is on loop files',
    meaning:
      'The pool is loop-lvm: data and metadata are two sparse files in the data root, behind loop devices.',
    why: 'It is slow, the size that docker info shows is not reserved on the disk, and a full file system damages the pool. Docker and its documentation call it unfit for production.',
    fix: [
      'for testing: no change needed',
      'for production: add a blank disk, docker save what you need, dmctl teardown --confirm loop-lvm, dmctl setup direct-lvm DEVICE',
    ],
  },
  DM103: {
    title: 'no pool on this host',
    meaning:
      'Neither Docker nor containerd uses a thin pool on this host or is configured for one.',
    why: 'The host was never set up for devicemapper, or its settings were removed. Thin pools that Docker does not use do not count.',
    fix: [
      'dmctl setup direct-lvm DEVICE creates a pool on a blank disk',
      'if there was one: look for dm.thinpooldev in a backup of daemon.json; lvs lists the pools',
    ],
  },
  DM150: {
    title: 'daemon.json cannot be read',
    meaning: 'The file is not valid JSON as dockerd reads it, or can be read in more than one way.',
    why: 'Common causes are a comment, a trailing comma, and a key given twice or in different case. The running Docker is not affected; the next start may fail or use other settings.',
    fix: [
      'fix the place named in the message',
      'dockerd --validate --config-file FILE checks it (Docker 23 and later; it does not check storage-opts)',
      'Docker 20.10 and older does not start with an empty file: write {} to it',
    ],
  },
  DM151: {
    title: 'storage driver is not configured',
    meaning:
      'Neither daemon.json nor a flag sets "devicemapper", or one of them sets another driver.',
    why: 'Older Docker keeps the driver it finds in the data root. Docker 23 and 24 do not start on devicemapper unless it is configured.',
    fix: ['set "storage-driver": "devicemapper" in daemon.json; it takes effect at the next start'],
  },
  DM152: {
    title: 'configuration does not name the pool',
    meaning:
      'dm.thinpooldev is missing, names another pool, or has a form that Docker does not accept.',
    why: 'Without it Docker creates loop files at its next start; with another pool it refuses to start, or starts empty. Docker strips only /dev/mapper/, so /dev/VG/POOL does not work; LVM doubles hyphens within names.',
    fix: [
      'set "storage-opts": ["dm.thinpooldev=/dev/mapper/NAME"] in daemon.json; lvs -o lv_dm_path VG/POOL prints the path',
      'do not restart Docker until this is correct',
    ],
  },
  DM153: {
    title: 'deferred device removal is disabled',
    meaning:
      'Deferred removal or deferred deletion is disabled: a device that is still in use when its container is removed causes an error.',
    why: 'Mounts that leak into other processes keep devices busy: "Driver devicemapper failed to remove root filesystem", "device is busy".',
    fix: [
      'set "storage-opts": ["dm.use_deferred_removal=true", "dm.use_deferred_deletion=true"] in daemon.json, then restart Docker',
      'deletion needs removal; both are enabled by default since Docker 17.07',
    ],
  },
  DM180: {
    title: 'old data root is still kept',
    meaning: 'Setup moved the previous data root aside and kept it, so that you can go back.',
    why: 'It still has its images, containers and volumes, and takes up the space they need.',
    fix: [
      'check whether anything in it is still needed, above all volumes: ls /var/lib/docker.bk/volumes',
      'dmctl cleanup deletes it, once dmctl verify finds no problems',
    ],
  },
  DM190: {
    title: 'container logs have no size limit',
    meaning:
      'The json-file log driver keeps everything a container prints in the data root, without limit.',
    why: 'The logs do not fill the pool, but a full data root stops Docker as well.',
    fix: [
      'set "log-opts": {"max-size": "10m", "max-file": "3"} in daemon.json, then restart Docker',
      'the limit applies to containers created afterwards',
    ],
  },
  DM191: {
    title: 'pool is on rotating disks',
    meaning: 'The kernel reports that a disk of the pool is rotational.',
    why: 'A thin pool scatters its chunks, and starting a container copies many of them. Virtual disks often only claim to rotate.',
    fix: [
      'cat /sys/block/NAME/queue/rotational shows what the kernel reports',
      'if it is a real disk and speed matters: use an SSD',
    ],
  },
  DM192: {
    title: 'Docker created the pool itself',
    meaning:
      'daemon.json has dm.directlvm_device: Docker created the volume group docker and the pool thinpool.',
    why: 'If you change these options, Docker does not start. If you remove them, it silently uses loop files. It never enables monitoring.',
    fix: [
      'leave the dm.directlvm_device and dm.thinp_* options as they are',
      'if the check pool-monitored fails: lvchange --monitor y docker/thinpool',
    ],
  },
} as const;
