import { expect } from 'vitest';
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

/** Where the metadata lies on /dev/xvdf, in bytes. */
async function place(guest: Guest): Promise<{ readonly offset: number; readonly size: number }> {
  const options = '--noheadings --units b --nosuffix';
  const [range = '', extents = '', extentSize = '', start = ''] = (
    await guest.ok(
      `lvs -a ${options} -o seg_pe_ranges,seg_size_pe,vg_extent_size docker/thinpool_tmeta &&
       pvs ${options} -o pe_start /dev/xvdf`,
    )
  )
    .trim()
    .split(/\s+/);
  const [, first = ''] = /:(\d+)-/.exec(range) ?? [];
  expect(first, 'the metadata lies in one piece').not.toBe('');
  const size = Number(extentSize);
  return { offset: Number(start) + Number(first) * size, size: Number(extents) * size };
}

/** sha256 of the metadata as the disk has it; the pool is inactive. */
export async function metadataHash(guest: Guest): Promise<string> {
  const { offset, size } = await place(guest);
  const read = `iflag=direct,skip_bytes,count_bytes bs=1M skip=${String(offset)} count=${String(size)}`;
  return (await guest.ok(`dd if=/dev/xvdf ${read} status=none | sha256sum`, LIMIT)).slice(0, 64);
}

/** Damages the metadata of the inactive pool in one of the ways of damage-metadata.py. */
export async function damage(guest: Guest, kind: string): Promise<void> {
  const { offset, size } = await place(guest);
  await guest.ok(`${DAMAGE} /dev/xvdf ${String(offset)} ${String(size)} ${kind}`, LIMIT);
}

/** Saves the metadata, or puts it back; the pool is inactive. */
export async function carry(guest: Guest, to: 'file' | 'disk'): Promise<void> {
  const { offset, size } = await place(guest);
  const [o, s] = [String(offset), String(size)];
  await guest.ok(
    to === 'file'
      ? `dd if=/dev/xvdf of=/root/good.img iflag=skip_bytes,count_bytes bs=1M skip=${o} count=${s} status=none`
      : `dd if=/root/good.img of=/dev/xvdf oflag=seek_bytes bs=1M seek=${o} conv=notrunc,fsync status=none`,
    LIMIT,
  );
}

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
