import { execFileSync } from 'node:child_process';
import { open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { ProgramCall } from '../../../src/host/runner.ts';
import { createHost } from '../../../src/host/create-host.ts';
import { reads, writes } from '../../../src/model/command.ts';
import { fakePrograms } from '../../helpers/fake-programs.ts';
import { killGroup, secondProcess } from '../../helpers/second-process.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

async function hostWith(script: string) {
  const calls: ProgramCall[] = [];
  const places = await fakePrograms(await temporaryFolder(), { lvm: script });
  const host = createHost({ places, onCall: (call) => calls.push(call) });
  return { host, calls };
}

describe('starting programs', () => {
  it('takes a non-zero exit as data', async () => {
    const { host } = await hostWith('echo out; echo err >&2; exit 5');

    const outcome = await host.run(reads('lvm', []));

    expect(outcome).toMatchObject({ exitCode: 5, signal: null, stdout: 'out\n', stderr: 'err\n' });
  });

  it('takes death by a signal as data', async () => {
    const { host } = await hostWith('kill -KILL $$');

    expect(await host.run(reads('lvm', []))).toMatchObject({ exitCode: null, signal: 'SIGKILL' });
  });

  it.each([
    ['starts a look again', reads('lvm', []), 2],
    ['starts no change again', writes('lvm', []), 1],
  ] as const)('%s that a signal for us has ended', async (_, command, times) => {
    const folder = await temporaryFolder();
    const { host } = await hostWith(`echo >>${folder}/starts; kill -INT $$`);

    const { signal } = await host.run(command);

    expect(signal).toBe('SIGINT');
    expect(await readFile(join(folder, 'starts'), 'utf8')).toBe('\n'.repeat(times));
  });

  it('gives the child no variable of the caller', async () => {
    process.env['LVM_SYSTEM_DIR'] = '/elsewhere';
    const { host } = await hostWith('/usr/bin/env');

    const { stdout } = await host.run(reads('lvm', []));

    delete process.env['LVM_SYSTEM_DIR'];
    const names = stdout.split('\n').map((line) => line.split('=')[0]);
    expect(names.filter((name) => name !== 'PWD' && name !== '_' && name !== '').sort()).toEqual([
      'DOCKER_CONTEXT',
      'HOME',
      'LC_ALL',
      'LVM_SUPPRESS_FD_WARNINGS',
      'PATH',
    ]);
  });

  it('closes stdin, so that no question can wait for an answer', async () => {
    const { host } = await hostWith('read answer || echo "no answer"');

    expect((await host.run(writes('lvm', []))).stdout).toBe('no answer\n');
  });

  it('leaks none of its own file descriptors', async () => {
    const folder = await temporaryFolder();
    const held = await open(join(folder, 'held'), 'w');
    const { host } = await hostWith('for f in /proc/$$/fd/*; do readlink $f; done');

    const { stdout } = await host.run(reads('lvm', []));

    await held.close();
    expect(stdout).toContain('/dev/null');
    expect(stdout).not.toContain(join(folder, 'held'));
  });

  it('starts each child in a session of its own', async () => {
    const { host } = await hostWith('cut -d" " -f1,6 /proc/$$/stat');

    const [pid, session] = (await host.run(writes('lvm', []))).stdout.trim().split(' ');

    expect(session).toBe(pid);
  });

  it('passes arguments on as they are, with no shell between', async () => {
    const { host } = await hostWith('printf "%s\\n" "$@"');

    const { stdout } = await host.run(reads('lvm', ['a b', '$(id)', "'", '*']));

    expect(stdout).toBe("a b\n$(id)\n'\n*\n");
  });

  it('keeps long output whole', async () => {
    const { host } = await hostWith('head -c 5000000 /dev/zero | tr "\\0" x');

    expect((await host.run(reads('lvm', []))).stdout).toHaveLength(5_000_000);
  });

  it('gives up a reading call at its time limit', async () => {
    const { host } = await hostWith('exec sleep 60');

    await expect(host.run(reads('lvm', [], 50))).rejects.toMatchObject({ kind: 'busy' });
  });

  it('never limits a writing call', async () => {
    const { host } = await hostWith('sleep 0.2; echo done');

    const outcome = await host.run({ ...writes('lvm', []), timeoutMs: 10 });

    expect(outcome.stdout).toBe('done\n');
  });

  it('reports a missing program', async () => {
    const { host } = await hostWith('');

    await expect(host.run(reads('dmsetup', []))).rejects.toMatchObject({
      kind: 'missing-program',
      subject: 'dmsetup',
    });
  });

  it('reports a program that cannot be started', async () => {
    const folder = await temporaryFolder();
    const places = await fakePrograms(folder, { lvm: '' });
    await writeFile(join(folder, 'lvm'), '#!/nowhere/interpreter\n');

    await expect(createHost({ places }).run(reads('lvm', []))).rejects.toMatchObject({
      kind: 'cannot-start',
    });
  });

  it('tells the listener of every child process', async () => {
    const { host, calls } = await hostWith('exit 3');

    await host.run(writes('lvm', ['vgs']));

    expect(calls).toMatchObject([{ args: ['vgs'], writes: true, outcome: { exitCode: 3 } }]);
  });

  it('leaves a child alone when dmctl and its whole process group die', async () => {
    const folder = await temporaryFolder();
    const [started, goOn, mark] = ['started', 'go-on', 'mark'].map((name) => join(folder, name));
    execFileSync('mkfifo', [String(started), String(goOn)]);
    const places = await fakePrograms(join(folder, 'sbin'), {
      lvm: `echo > ${String(started)}; read go < ${String(goOn)}; echo whole > ${String(mark)}`,
    });

    const dmctl = secondProcess('run', JSON.stringify(places));
    await readFile(String(started));
    await killGroup(dmctl);
    await writeFile(String(goOn), 'go\n');

    await vi.waitFor(async () => {
      expect(await readFile(String(mark), 'utf8')).toBe('whole\n');
    });
  });
});
