import type { Command } from '../model/command.ts';
import type { Host } from '../model/host.ts';
import type { Action } from '../model/plan/plan.ts';
import { livePoolTables } from '../observe/device-mapper.ts';
import { isSuspended } from '../observe/sys-block.ts';
import { runCommand, type Performed } from './run-command.ts';

type Swap = Extract<Action, { kind: 'swap-table' }>;

/**
 * Resumes a pool whose new table is loaded: the kernel suspends, swaps and resumes in that one call
 * (dm-ioctl.c, do_resume). All writes hang on a pool that is left suspended, so if the call fails after
 * the swap, it is repeated. If that fails too, the saved table is loaded again; and if the kernel refuses
 * that one, since the pool's metadata counts the new blocks already, the new one once more.
 */
export async function swapTable(host: Host, action: Swap): Promise<Performed> {
  const first = await runCommand(host, action.resume);
  if (!(await isStuck(host, action.swap))) return first;
  const second = await runCommand(host, action.resume);
  if (!(await isStuck(host, action.swap))) return second;
  return withWords(second, await bringBack(host, action));
}

const isStuck = async (host: Host, { pool }: Swap['swap']): Promise<boolean> =>
  (await isSuspended(host, pool)) === true;

/** Resumes a suspended pool with one of the two tables, and describes the result. */
async function bringBack(host: Host, action: Swap): Promise<string> {
  const { pool, saved, wanted } = action.swap;
  const live = (await livePoolTables(host)).find(({ name }) => name === pool)?.line;
  if (live !== saved && live !== wanted) {
    return `the pool is suspended with table '${live ?? ''}', which is not of this run`;
  }
  const said: string[] = [];
  for (const [which, reload] of [
    ['saved', action.reload.saved],
    ['new', action.reload.wanted],
  ] as const) {
    const reloaded = await runCommand(host, reload);
    const last = reloaded.ok ? await runCommand(host, action.resume) : reloaded;
    if (!(await isStuck(host, action.swap)))
      return `the pool is live again, with the ${which} table`;
    said.push(`with the ${which} table: ${last.detail}`);
  }
  const words = `the pool is suspended and cannot be resumed (${said.join('; ')})`;
  return `${words}; ${typed(action.resume)} once the cause is fixed`;
}

const typed = ({ program, args }: Command): string => [program, ...args].join(' ');

const withWords = (end: Performed, words: string): Performed => ({
  ...end,
  ok: false,
  detail: [end.detail, words].filter((line) => line !== '').join('\n'),
});
