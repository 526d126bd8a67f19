import type { Host } from '../../model/host.ts';

/** When this boot began, in milliseconds since 1970 (proc_stat(5), btime); null: it does not say. */
export async function bootedAt(reader: Host): Promise<number | null> {
  const [, seconds] = /^btime (\d+)$/m.exec((await reader.readText('/proc/stat')) ?? '') ?? [];
  return seconds === undefined ? null : Number(seconds) * 1000;
}
