import { readUtf8 } from './read.ts';

/** This machine's clock. */
export const now = (): Date => new Date();

/** When this boot began, in milliseconds since 1970 (proc_stat(5), btime); null: it does not say. */
export async function bootedAt(): Promise<number | null> {
  const [, seconds] = /^btime (\d+)$/m.exec((await readUtf8('/proc/stat')) ?? '') ?? [];
  return seconds === undefined ? null : Number(seconds) * 1000;
}
