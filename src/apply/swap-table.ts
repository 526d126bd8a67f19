import { writes, type Command, type Outcome } from '../model/command.ts';
import type { TableSwap } from '../model/condition.ts';
import type { Host } from '../model/host.ts';
import { livePoolTables } from '../observe/device-mapper.ts';
import { isSuspended } from '../observe/sys-block.ts';

/** How the change of a table went. */
export interface Swapped {
  readonly ok: boolean;
  /** What the last tool said, and what was done about it. */
  readonly detail: string;
  /** The call that failed first, or the one that did it. */
  readonly command: Command;
  readonly outcome: Outcome;
}

/**
 * One `dmsetup resume` of a pool whose new table waits: the kernel suspends, swaps and resumes
 * within that one call. Every writer hangs on a pool that is left suspended, so where the call
 * fails after the swap it is made once more, and if that does not help either the saved table goes
 * back in. The kernel itself refuses a table that is shorter than what the pool's metadata holds.
 */
export async function swapTable(host: Host, swap: TableSwap): Promise<Swapped> {
  const first = await resume(host, swap);
  if (!(await isStuck(host, swap))) return first;
  const second = await resume(host, swap);
  if (!(await isStuck(host, swap))) return second;
  return withWords(second, await putBack(host, swap));
}

const isStuck = async (host: Host, { pool }: TableSwap): Promise<boolean> =>
  (await isSuspended(host, pool)) === true;

/** Loads the saved table again. What came of it, for people. */
async function putBack(host: Host, swap: TableSwap): Promise<string> {
  const { pool, saved, wanted } = swap;
  const live = (await livePoolTables(host)).find(({ name }) => name === pool)?.line;
  if (live !== saved && live !== wanted) {
    return `the pool is suspended with the table '${live ?? ''}', which is none of this run's`;
  }
  const reloaded = await run(host, writes('dmsetup', ['reload', pool, '--table', saved]));
  const last = reloaded.ok ? await resume(host, swap) : reloaded;
  if (!(await isStuck(host, swap))) return 'the table from before was put back, the pool is live';
  const words = `the pool is suspended, and the table from before does not help: ${last.detail}`;
  return `${words}; dmsetup resume ${pool} goes on when the cause is mended`;
}

const withWords = (end: Swapped, words: string): Swapped => ({
  ...end,
  ok: false,
  detail: [end.detail, words].filter((line) => line !== '').join('\n'),
});

const resume = (host: Host, { pool }: TableSwap): Promise<Swapped> =>
  run(host, writes('dmsetup', ['resume', pool]));

async function run(host: Host, command: Command): Promise<Swapped> {
  const outcome = await host.run(command);
  const ok = outcome.exitCode === 0;
  const words = outcome.stderr.trim() || outcome.stdout.trim();
  return { ok, detail: ok ? '' : words, command, outcome };
}
