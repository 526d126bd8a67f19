import type { Explanation } from '../codes.ts';

/** DM04x: Docker and its configuration. */
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
} as const satisfies Record<string, Explanation>;
