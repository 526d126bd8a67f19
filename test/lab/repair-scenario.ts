import type { Guest } from './guest/guest.ts';
import { answerOf, importBusybox, type Answer } from './scenario.ts';

/** Only guards against hangs. */
export const LIMIT = { timeoutMs: 600_000 };

const DAMAGE = 'python3 /opt/dmctl-src/test/lab/damage-metadata.py';

/** A pool with an image and two containers, each of which has written a file. */
export async function poolWithContainers(guest: Guest, setup = ''): Promise<void> {
  await guest.ok('systemctl start docker');
  await guest.ok(`dmctl setup direct-lvm /dev/xvdf ${setup}`, LIMIT);
  await importBusybox(guest);
  await guest.ok(
    `docker run --net=none --name one bb sh -c 'seq 1 200000 > /numbers; sync' &&
     docker run --net=none --name two bb sh -c 'dd if=/dev/urandom of=/noise bs=1M count=8; sync'`,
    LIMIT,
  );
}

/** Hashes of all that both containers hold; Docker has to be running. */
export const contents = (guest: Guest): Promise<string> =>
  guest.ok(
    'for name in one two; do docker export $name | tar -xO | sha256sum || exit; done',
    LIMIT,
  );

/** Stops Docker and deactivates the pool, as somebody would before looking at its metadata. */
export const putAway = (guest: Guest): Promise<string> =>
  guest.ok(
    'systemctl stop docker.service docker.socket; systemctl reset-failed docker.service; ' +
      'lvchange -an docker/thinpool',
    LIMIT,
  );

/** Does something with the metadata of the inactive pool as /dev/mapper/hurt, which can be written to. */
const onMetadata = (guest: Guest, command: string): Promise<string> =>
  guest.ok(
    `lvchange -qq -ay -y docker/thinpool_tmeta && dmsetup table docker-thinpool_tmeta > /run/hurt &&
     lvchange -an docker/thinpool_tmeta && dmsetup create hurt < /run/hurt || exit
     ${command}
     code=$?; sync; dmsetup remove --retry hurt && exit $code`,
    LIMIT,
  );

/** sha256 of the metadata as the disk has it; the pool is inactive. */
export const metadataHash = async (guest: Guest): Promise<string> =>
  (await onMetadata(guest, 'sha256sum < /dev/mapper/hurt')).slice(0, 64);

/** Damages the metadata of the inactive pool in one of the ways of damage-metadata.py. */
export const damage = (guest: Guest, kind: string): Promise<string> =>
  onMetadata(
    guest,
    `${DAMAGE} /dev/mapper/hurt 0 $(blockdev --getsize64 /dev/mapper/hurt) ${kind}`,
  );

/** Saves the metadata, or puts it back; the pool is inactive. */
export const carry = (guest: Guest, to: 'file' | 'disk'): Promise<string> =>
  onMetadata(
    guest,
    to === 'file'
      ? 'dd if=/dev/mapper/hurt of=/root/good.img bs=1M status=none'
      : 'dd if=/root/good.img of=/dev/mapper/hurt bs=1M conv=fsync status=none',
  );

/** Runs dmctl repair and returns its answer. */
export async function repair(guest: Guest, flags = ''): Promise<Answer> {
  return answerOf(await guest.run(`dmctl repair ${flags} --json`, LIMIT));
}

/** The file with the old metadata that an answer names, as the guest has it. */
export const copyIn = async (guest: Guest): Promise<string> =>
  (await guest.ok('ls -t /var/lib/dmctl/metadata/*/metadata.img | head -1')).trim();

/** sha256 of that file. */
export const copyHash = async (guest: Guest): Promise<string> =>
  (await guest.ok(`sha256sum ${await copyIn(guest)}`, LIMIT)).slice(0, 64);
