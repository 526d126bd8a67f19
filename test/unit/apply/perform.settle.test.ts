import { describe, expect, test } from 'vitest';
import { settle } from '../../../src/apply/perform.ts';
import { createHost } from '../../../src/host/create-host.ts';
import type { Host } from '../../../src/model/host.ts';
import type { Action } from '../../../src/model/plan/plan.ts';
import { bytes } from '../../../src/model/units.ts';

/** What the host is asked for when a step is found done. */
async function askedFor(action: Action): Promise<readonly string[]> {
  const asked: string[] = [];
  const host: Host = {
    ...createHost(),
    removeLeftover: (path) => Promise.resolve(void asked.push(`leftover of ${path}`)),
    growFile: ({ path }, to) => Promise.resolve(void asked.push(`grow ${path} to ${String(to)}`)),
  };
  await settle(host, action);
  return asked;
}

describe('a step that an earlier try was cut off in, and that is done', () => {
  test('is synced where that try may not have come to it: what it renamed, what it grew', async () => {
    const path = '/srv/docker';
    expect(await askedFor({ kind: 'remove-tree', path })).toEqual([`leftover of ${path}`]);
    expect(await askedFor({ kind: 'rename-directory', from: path, to: `${path}.bk` })).toEqual([
      `leftover of ${path}.bk`,
    ]);
    const file = { path: `${path}/data`, inode: 5, fileSystem: '98:0' };
    const grown = { kind: 'grow-file', file, from: bytes(512), to: bytes(1024) } as const;
    expect(await askedFor(grown)).toEqual([`grow ${path}/data to 1024`]);
  });
});
