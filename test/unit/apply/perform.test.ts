import { describe, expect, test } from 'vitest';
import { swapTable } from '../../../src/apply/perform.ts';
import { reloadTable, resumeTable } from '../../../src/lvm/thin-pool-table.ts';
import type { Command, Outcome } from '../../../src/model/command.ts';
import type { Host } from '../../../src/model/host.ts';

const POOL = 'docker-98:0-11668-pool';
const SAVED = '0 209715200 thin-pool 7:1 7:0 128 32768 1 skip_block_zeroing';
const WANTED = '0 419430400 thin-pool 7:1 7:0 128 32768 1 skip_block_zeroing';
const OTHER = '0 629145600 thin-pool 7:1 7:0 128 32768 1 skip_block_zeroing';
const action = {
  kind: 'swap-table',
  swap: { pool: POOL, saved: SAVED, wanted: WANTED, dataBlocks: 0, metadataBlocks: 0 },
  resume: resumeTable(POOL),
  reload: { saved: reloadTable(POOL, SAVED), wanted: reloadTable(POOL, WANTED) },
  flush: [],
} as const;

/** What one resume does in the kernel: how it exits, and whether it swaps and wakes the pool. */
interface Resume {
  readonly exitCode: number;
  readonly swaps: boolean;
  readonly wakes: boolean;
}

const works: Resume = { exitCode: 0, swaps: true, wakes: true };
const failsBefore: Resume = { exitCode: 1, swaps: false, wakes: false };
const failsAfter: Resume = { exitCode: 1, swaps: true, wakes: false };

/** Device mapper with one pool, whose resumes go as they are told to. */
function mapper(resumes: readonly Resume[], change: { live?: string; suspends?: boolean } = {}) {
  const pool = { live: change.live ?? SAVED, waiting: WANTED as string | null, suspended: false };
  const calls: string[] = [];
  const left = [...resumes];
  const resume = (): number => {
    const now = left.shift() ?? works;
    if (now.swaps && pool.waiting !== null) [pool.live, pool.waiting] = [pool.waiting, null];
    pool.suspended = !now.wakes && change.suspends !== false;
    return now.exitCode;
  };
  const dmsetup = ([verb = '', , , table = '']: readonly string[]): [number, string] => {
    if (verb === 'table') return [0, `${POOL}: ${pool.live} \n`];
    calls.push([verb, table].join(' ').trim());
    if (verb === 'resume') return [resume(), ''];
    pool.waiting = table;
    return [0, ''];
  };
  const run = ({ args }: Command): Promise<Outcome> => {
    const [exitCode, stdout] = dmsetup(args);
    const stderr = exitCode === 0 ? '' : 'resume ioctl failed: Invalid argument';
    return Promise.resolve({ exitCode, signal: null, stdout, stderr, durationMs: 1 });
  };
  const texts: Record<string, () => string> = {
    '/sys/block/dm-0/dm/name': () => `${POOL}\n`,
    '/sys/block/dm-0/dm/suspended': () => (pool.suspended ? '1\n' : '0\n'),
  };
  const host: Pick<Host, 'run' | 'list' | 'readText'> = {
    run,
    list: () => Promise.resolve(['dm-0', 'loop0']),
    readText: (path) => Promise.resolve(texts[path]?.() ?? null),
  };
  return { host: host as Host, pool, calls };
}

describe('the change of a live table', () => {
  test('is one resume, and nothing else, where nothing fails', async () => {
    const { host, pool, calls } = mapper([works]);
    expect(await swapTable(host, action)).toMatchObject({ ok: true, detail: '' });
    expect(calls).toEqual(['resume']);
    expect(pool).toEqual({ live: WANTED, waiting: null, suspended: false });
  });

  test('given a resume that the kernel refuses with the pool live, is not tried again', async () => {
    const { host, calls } = mapper([failsBefore], { suspends: false });
    const end = await swapTable(host, action);
    expect(end).toMatchObject({ ok: false, detail: 'resume ioctl failed: Invalid argument' });
    expect(calls).toEqual(['resume']);
  });

  test('given a pool left suspended after the swap, is resumed once more', async () => {
    const { host, pool, calls } = mapper([failsAfter, works]);
    expect(await swapTable(host, action)).toMatchObject({ ok: true });
    expect(calls).toEqual(['resume', 'resume']);
    expect(pool).toEqual({ live: WANTED, waiting: null, suspended: false });
  });

  test('given a second failure, puts the saved table back and says that it did not work', async () => {
    const { host, pool, calls } = mapper([failsAfter, failsAfter, works]);
    const end = await swapTable(host, action);
    expect(end.ok).toBe(false);
    expect(end.detail).toContain('the pool is live again, with the saved table');
    expect(end.outcome?.exitCode).toBe(1);
    expect(calls).toEqual(['resume', 'resume', `reload ${SAVED}`, 'resume']);
    expect(pool).toEqual({ live: SAVED, waiting: null, suspended: false });
  });

  test('given a kernel that refuses the saved table as too short, comes back with the new one', async () => {
    const { host, pool, calls } = mapper([failsAfter, failsAfter, failsAfter, works]);
    const end = await swapTable(host, action);
    expect(end.detail).toContain('the pool is live again, with the new table');
    expect(calls.slice(-2)).toEqual([`reload ${WANTED}`, 'resume']);
    expect(pool).toEqual({ live: WANTED, waiting: null, suspended: false });
  });

  test('given a pool that comes back with neither, ends, and says how to go on', async () => {
    const { host, calls } = mapper(Array.from({ length: 9 }, () => failsAfter));
    const end = await swapTable(host, action);
    expect(end.ok).toBe(false);
    expect(end.detail).toContain(`dmsetup resume ${POOL} once the cause is fixed`);
    expect(calls.filter((call) => call === 'resume')).toHaveLength(4);
  });

  test('given a suspended pool with a table of somebody else, loads nothing into it', async () => {
    const { host, calls } = mapper([failsBefore, failsBefore], { live: OTHER });
    const end = await swapTable(host, action);
    expect(end.detail).toContain('not of this run');
    expect(calls).toEqual(['resume', 'resume']);
  });
});
