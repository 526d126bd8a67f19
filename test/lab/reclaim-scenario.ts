import type { Guest } from './guest/guest.ts';

/** Space of the pool that is in use, in chunks. */
export async function usedChunks(guest: Guest, pool: string): Promise<number> {
  const status = await guest.ok(`dmsetup status --noflush ${pool}`);
  return Number(/^0 \d+ thin-pool \d+ \d+\/\d+ (\d+)\//.exec(status)?.[1]);
}

/** A thin device that no engine has on record, with 1 MiB of its own in it. */
export async function makeOrphan(guest: Guest, pool: string, id: number): Promise<void> {
  const table = `0 20480 thin /dev/mapper/${pool} ${String(id)}`;
  await guest.ok(`dmsetup message ${pool} 0 'create_thin ${String(id)}' && dmsetup create lone --table '${table}' &&
    dd if=/dev/urandom of=/dev/mapper/lone bs=1M count=1 oflag=direct status=none && udevadm settle && dmsetup remove lone`);
}

/** Ids of all thin devices in the pool, whoever knows them. */
export async function thinIds(guest: Guest, pool: string): Promise<readonly number[]> {
  const metadata = `/dev/mapper/${pool}_tmeta`;
  const ids = await guest.ok(`dmsetup message ${pool} 0 reserve_metadata_snap &&
    thin_ls -m --no-headers -o DEV ${metadata}; dmsetup message ${pool} 0 release_metadata_snap`);
  return ids.trim().split(/\s+/).map(Number);
}
