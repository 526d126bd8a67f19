import { describe, expect, test } from 'vitest';
import { perform } from '../../../src/apply/perform.ts';
import { reloadTable, resumeTable } from '../../../src/lvm/thin-pool-table.ts';
import type { Command, Outcome } from '../../../src/model/command.ts';
import { HostError, type Host } from '../../../src/model/host.ts';
import type { Action } from '../../../src/model/plan/plan.ts';

const swap = { pool: 'pool', saved: 'a', wanted: 'b', dataBlocks: 0, metadataBlocks: 0 };
const action: Action = {
  kind: 'swap-table',
  swap,
  resume: resumeTable('pool'),
  reload: { saved: reloadTable('pool', 'a'), wanted: reloadTable('pool', 'b') },
  flush: ['/d/metadata', '/d/data'],
};

/** A host with a live pool, and files that can be written out, or cannot. */
function hostWith(broken: HostError | null) {
  const calls: string[] = [];
  const run = ({ program, args }: Command): Promise<Outcome> => {
    calls.push([program, ...args].join(' '));
    return Promise.resolve({ exitCode: 0, signal: null, stdout: '', stderr: '', durationMs: 1 });
  };
  const syncFile = (path: string): Promise<void> => {
    calls.push(`fsync ${path}`);
    return broken === null ? Promise.resolve() : Promise.reject(broken);
  };
  const list = () => Promise.resolve([]);
  const host: Pick<Host, 'run' | 'list' | 'syncFile'> = { run, list, syncFile };
  return { host: host as Host, calls };
}

describe('swapping a table', () => {
  test("writes the pool's files out first, so that writers need not wait for that", async () => {
    const { host, calls } = hostWith(null);
    expect(await perform(host, action, {})).toMatchObject({ ok: true });
    expect(calls).toEqual(['fsync /d/metadata', 'fsync /d/data', 'dmsetup resume pool']);
  });

  test('given files that cannot be written out, leaves the pool alone', async () => {
    const words = 'EIO: i/o error, fsync';
    const { host, calls } = hostWith(new HostError('cannot-write', '/d/metadata', words));
    const end = await perform(host, action, {});
    expect(end).toMatchObject({ ok: false, detail: words });
    expect(calls).toEqual(['fsync /d/metadata']);
  });
});
