import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { createHost } from '../../../src/host/create-host.ts';
import { readOnly } from '../../../src/host/read-only.ts';
import type { Call } from '../../../src/host/runner.ts';
import { reads, writes } from '../../../src/model/command.ts';
import { fakePrograms } from '../../helpers/fake-programs.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

async function hostWith(script: string) {
  const calls: Call[] = [];
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

describe('the lines of a program', () => {
  it('come while it runs, and all of them', async () => {
    const { host, calls } = await hostWith('echo one; echo two; echo told >&2');
    expect(await all(host.lines(query, never))).toEqual(['one', 'two']);
    expect(calls).toMatchObject([{ writes: false, outcome: { exitCode: 0, stderr: 'told\n' } }]);
  });

  it('of one that fails are followed by its own words', async () => {
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

  it('of one that is killed are no whole answer', async () => {
    const { host } = await hostWith('echo one; kill -KILL $$');
    await expect(all(host.lines(query, never))).rejects.toThrow(/died of SIGKILL/);
  });

  it('end when it is told to stop, and so does it', async () => {
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

  it('end it when nobody wants more of them', async () => {
    const { host } = await hostWith('echo $$; exec yes');
    let pid = '';
    for await (const line of host.lines(query, never)) {
      pid = line;
      break;
    }
    expect(lives(pid)).toBe(false);
  });

  it('wait for a reader that is slow', async () => {
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

  it('cannot come from one that is missing, or that could write', async () => {
    const { host } = await hostWith('');
    await expect(all(host.lines(reads('lsblk', []), never))).rejects.toMatchObject({
      kind: 'missing-program',
    });
    expect(() => readOnly(host).lines(writes('journalctl', ['--vacuum-time=1s']), never)).toThrow(
      /would start journalctl/,
    );
  });
});
