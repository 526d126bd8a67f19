import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { createHost } from '../../../src/host/create-host.ts';
import type { Call } from '../../../src/host/runner.ts';
import { writes } from '../../../src/model/command.ts';
import { fakePrograms } from '../../helpers/fake-programs.ts';
import { killGroup, secondProcess } from '../../helpers/second-process.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

/** A program that writes its arguments, one a line, into a file. */
async function waitingLvm() {
  const folder = await temporaryFolder();
  const file = join(folder, 'made');
  const places = await fakePrograms(join(folder, 'programs'), {
    lvm: `printf '%s\\n' "$@" >${file}.new; mv ${file}.new ${file}; exit 3`,
    xargs: 'exec /usr/bin/xargs "$@"',
  });
  return { places, made: () => readFile(file, 'utf8') };
}

describe('a call that waits', () => {
  it('is made once it is asked for, and is told of like any other', async () => {
    const { places, made } = await waitingLvm();
    const calls: Call[] = [];
    const host = createHost({ places, onCall: (call) => calls.push(call) });

    const waiting = await host.runAtEnd(writes('lvm', ['a b', '$(id)', '']));
    await expect(made()).rejects.toThrow('ENOENT');
    await waiting.now();

    expect(await made()).toBe('a b\n$(id)\n\n');
    expect(calls).toMatchObject([{ args: ['a b', '$(id)', ''], writes: true }]);
  });

  it('is never made once it is given up', async () => {
    const { places, made } = await waitingLvm();

    const waiting = await createHost({ places }).runAtEnd(writes('lvm', []));
    await waiting.never();

    await expect(made()).rejects.toThrow('ENOENT');
  });

  it('is made when dmctl is killed, with its whole process group', async () => {
    const { places, made } = await waitingLvm();
    const child = secondProcess('at-end', JSON.stringify(places));
    if (child.stdout) await once(child.stdout, 'data');
    await expect(made()).rejects.toThrow('ENOENT');

    await killGroup(child);

    expect(await vi.waitFor(made, { timeout: 10_000 })).toBe('\n');
  });

  it('is refused where nothing could wait for it', async () => {
    const places = await fakePrograms(await temporaryFolder(), { lvm: '' });

    const waiting = createHost({ places }).runAtEnd(writes('lvm', []));

    await expect(waiting).rejects.toMatchObject({ kind: 'missing-program', subject: 'xargs' });
  });
});
