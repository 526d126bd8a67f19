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
