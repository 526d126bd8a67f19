import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { createHost } from '../../../src/host/create-host.ts';
import { readOnly } from '../../../src/host/read-only.ts';
import type { ProgramCall } from '../../../src/host/runner.ts';
import { reads, writes } from '../../../src/model/command.ts';
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

describe('runAtEnd', () => {
  it('makes the call when asked, and reports it to the listener', async () => {
    const { places, made } = await waitingLvm();
    const calls: ProgramCall[] = [];
    const host = createHost({ places, onCall: (call) => calls.push(call) });

    const waiting = await host.runAtEnd(writes('lvm', ['a b', '$(id)', '']));
    await expect(made()).rejects.toThrow('ENOENT');
    await waiting.now();

    expect(await made()).toBe('a b\n$(id)\n\n');
    expect(calls).toMatchObject([{ args: ['a b', '$(id)', ''], writes: true }]);
  });

  it('never makes a cancelled call', async () => {
    const { places, made } = await waitingLvm();

    const waiting = await createHost({ places }).runAtEnd(writes('lvm', []));
    await waiting.never();

    await expect(made()).rejects.toThrow('ENOENT');
  });

  it('makes the call when dmctl and its whole process group are killed', async () => {
    const { places, made } = await waitingLvm();
    const child = secondProcess('at-end', JSON.stringify(places));
    if (child.stdout) await once(child.stdout, 'data');
    await expect(made()).rejects.toThrow('ENOENT');

    await killGroup(child);

    expect(await vi.waitFor(made, { timeout: 10_000 })).toBe('\n');
  });

  it('fails when xargs cannot be found', async () => {
    const places = await fakePrograms(await temporaryFolder(), { lvm: '' });

    const waiting = createHost({ places }).runAtEnd(writes('lvm', []));

    await expect(waiting).rejects.toMatchObject({ kind: 'missing-program', subject: 'xargs' });
  });
});

async function hostWith(script: string) {
  const calls: ProgramCall[] = [];
  const folder = await temporaryFolder();
  const places = await fakePrograms(join(folder, 'bin'), { journalctl: script });
  return { host: createHost({ places, onCall: (call) => calls.push(call) }), calls };
}

const query = reads('journalctl', ['-f']);
const never = new AbortController().signal;

async function all(from: AsyncIterable<string>): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const one of from) found.push(one);
  return found;
}

/** Is a process of that id there? */
const lives = (pid: string): boolean => existsSync(`/proc/${pid}`);

describe('lines', () => {
  it('yields every line while the program runs', async () => {
    const { host, calls } = await hostWith('echo one; echo two; echo told >&2');
    expect(await all(host.lines(query, never))).toEqual(['one', 'two']);
    expect(calls).toMatchObject([{ writes: false, outcome: { exitCode: 0, stderr: 'told\n' } }]);
  });

  it('fails with the words of a program that fails', async () => {
    const { host } = await hostWith('echo one; echo "no journal" >&2; exit 3');
    const found: string[] = [];
    const read = (async () => {
      for await (const line of host.lines(query, never)) found.push(line);
    })();
    await expect(read).rejects.toMatchObject({
      kind: 'cannot-read',
      message: expect.stringMatching(/exited with 3: no journal/) as string,
    });
    expect(found).toEqual(['one']);
  });

  it('fails when the program is killed', async () => {
    const { host } = await hostWith('echo one; kill -KILL $$');
    await expect(all(host.lines(query, never))).rejects.toThrow(/died of SIGKILL/);
  });

  it('ends the lines and the program when told to stop', async () => {
    const { host } = await hostWith('echo $$; exec sleep 600');
    const stop = new AbortController();
    const found: string[] = [];
    for await (const line of host.lines(query, stop.signal)) {
      found.push(line);
      expect(lives(line)).toBe(true);
      stop.abort();
    }
    expect(found).toHaveLength(1);
    expect(lives(String(found[0]))).toBe(false);
  });

  it('ends the program when the caller stops reading', async () => {
    const { host } = await hostWith('echo $$; exec yes');
    let pid = '';
    for await (const line of host.lines(query, never)) {
      pid = line;
      break;
    }
    expect(lives(pid)).toBe(false);
  });

  it('waits for a slow reader', async () => {
    const folder = await temporaryFolder();
    const mark = join(folder, 'mark');
    const places = await fakePrograms(join(folder, 'bin'), {
      journalctl: `line=$(head -c 100000 /dev/zero | tr '\\0' x)
        for n in $(seq 100); do echo "$line"; done; echo done >${mark}`,
    });
    const lines = createHost({ places }).lines(query, never)[Symbol.asyncIterator]();
    await lines.next();
    expect(existsSync(mark)).toBe(false);
    let count = 1;
    while ((await lines.next()).done !== true) count += 1;
    expect(count).toBe(100);
    await vi.waitFor(async () => {
      expect(await readFile(mark, 'utf8')).toBe('done\n');
    });
  });

  it('refuses a program that is missing or could write', async () => {
    const { host } = await hostWith('');
    await expect(all(host.lines(reads('lsblk', []), never))).rejects.toMatchObject({
      kind: 'missing-program',
    });
    expect(() => readOnly(host).lines(writes('journalctl', ['--vacuum-time=1s']), never)).toThrow(
      /would start journalctl/,
    );
  });
});
