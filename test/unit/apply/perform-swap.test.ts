import { describe, expect, test } from 'vitest';
import { perform } from '../../../src/apply/perform.ts';
import type { Command, Outcome } from '../../../src/model/command.ts';
import type { Host } from '../../../src/model/host.ts';
import type { Action } from '../../../src/model/plan.ts';

const swap = { pool: 'pool', saved: 'a', wanted: 'b', dataBlocks: 0, metadataBlocks: 0 };
const action: Action = { kind: 'swap-table', swap, flush: ['/d/metadata', '/d/data'] };

/** A host with a live pool, whose sync(1) exits as told. */
function hostWith(syncExit: number) {
  const calls: string[] = [];
  const run = ({ program, args }: Command): Promise<Outcome> => {
    calls.push([program, ...args].join(' '));
    const exitCode = program === 'sync' ? syncExit : 0;
    const stderr = exitCode === 0 ? '' : 'Input/output error';
    return Promise.resolve({ exitCode, signal: null, stdout: '', stderr, durationMs: 1 });
  };
  const host: Pick<Host, 'run' | 'list'> = { run, list: () => Promise.resolve([]) };
  return { host: host as Host, calls };
}

describe('swapping a table', () => {
  test("writes the pool's files out first, so that writers need not wait for that", async () => {
    const { host, calls } = hostWith(0);
    expect(await perform(host, action, {})).toMatchObject({ ok: true });
    expect(calls).toEqual(['sync -- /d/metadata /d/data', 'dmsetup resume pool']);
  });

  test('given files that cannot be written out, leaves the pool alone', async () => {
    const { host, calls } = hostWith(1);
    const end = await perform(host, action, {});
    expect(end).toMatchObject({ ok: false, detail: 'Input/output error' });
    expect(calls).toEqual(['sync -- /d/metadata /d/data']);
  });
});
