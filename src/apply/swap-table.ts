import { writes } from '../model/command.ts';
import type { TableSwap } from '../model/plan/condition.ts';
import type { Host } from '../model/host.ts';
import { livePoolTables } from '../observe/device-mapper.ts';
import { isSuspended } from '../observe/sys-block.ts';
import { runCommand, type Performed } from './run-command.ts';

/**
 * Resumes a pool whose new table is loaded: the kernel suspends, swaps and resumes in that one call
 * (dm-ioctl.c, do_resume). All writes hang on a pool that is left suspended, so if the call fails after
 * the swap, it is repeated. If that fails too, the saved table is loaded again; and if the kernel refuses
 * that one, since the pool's metadata counts the new blocks already, the new one once more.
 */
export async function swapTable(host: Host, swap: TableSwap): Promise<Performed> {
  const first = await resume(host, swap);
  if (!(await isStuck(host, swap))) return first;
  const second = await resume(host, swap);
  if (!(await isStuck(host, swap))) return second;
  return withWords(second, await bringBack(host, swap));
}

const isStuck = async (host: Host, { pool }: TableSwap): Promise<boolean> =>
  (await isSuspended(host, pool)) === true;

/** Resumes a suspended pool with one of the two tables, and describes the result. */
async function bringBack(host: Host, swap: TableSwap): Promise<string> {
  const { pool, saved, wanted } = swap;
  const live = (await livePoolTables(host)).find(({ name }) => name === pool)?.line;
  if (live !== saved && live !== wanted) {
    return `the pool is suspended with table '${live ?? ''}', which is not of this run`;
  }
  const said: string[] = [];
  for (const [which, table] of [
    ['saved', saved],
    ['new', wanted],
  ] as const) {
    const reloaded = await runCommand(host, writes('dmsetup', ['reload', pool, '--table', table]));
    const last = reloaded.ok ? await resume(host, swap) : reloaded;
    if (!(await isStuck(host, swap))) return `the pool is live again, with the ${which} table`;
    said.push(`with the ${which} table: ${last.detail}`);
  }
  const words = `the pool is suspended and cannot be resumed (${said.join('; ')})`;
  return `${words}; dmsetup resume ${pool} once the cause is fixed`;
}

const withWords = (end: Performed, words: string): Performed => ({
  ...end,
  ok: false,
  detail: [end.detail, words].filter((line) => line !== '').join('\n'),
});

const resume = (host: Host, { pool }: TableSwap): Promise<Performed> =>
  runCommand(host, writes('dmsetup', ['resume', pool]));
