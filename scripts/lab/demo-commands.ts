/** A blank host becomes one whose Docker runs on a thin pool: one command after the other. */
export const DEMO: readonly string[] = [
  'lsblk /dev/xvdf',
  'systemctl start docker',
  'dmctl setup direct-lvm /dev/xvdf --dry-run',
  'dmctl setup direct-lvm /dev/xvdf',
  'docker info',
  'docker import /opt/lab/bb.tar bb',
  "docker run --rm --net=none bb echo 'hello from a container on the thin pool'",
  'lsblk /dev/xvdf',
  'dmctl verify',
];

/** The second act: that host leaves the driver, goes back, and leaves it for good. */
export const MIGRATE: readonly string[] = [
  'docker run -d --name web --restart always --net=none bb sh -c \'trap "exit 0" TERM; while :; do date > /last; sleep 1 & wait; done\'',
  'dmctl migrate overlay2 --dry-run',
  'dmctl migrate overlay2',
  'docker info',
  'docker ps',
  'dmctl verify',
  'dmctl migrate undo',
  'dmctl migrate overlay2',
  'dmctl migrate accept --confirm docker/thinpool',
  'dmctl verify',
];
