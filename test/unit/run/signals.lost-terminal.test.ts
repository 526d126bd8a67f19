import { spawn } from 'node:child_process';
import { existsSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { WORK } from '../../helpers/in-bash.ts';
import { snapshot, startState } from '../../helpers/run-of-files.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

/** Reads it once it has anything in it. */
const textOf = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : '');

async function until(isSo: () => boolean): Promise<void> {
  await vi.waitFor(
    () => {
      expect(isSo()).toBe(true);
    },
    { timeout: 30_000, interval: 50 },
  );
}

/**
 * Starts the work on a terminal of its own, which goes once `isReady`, as one whose ssh connection is
 * lost.
 * @param isReady told what the terminal has shown
 */
async function loseTheTerminal(root: string, how: string, isReady: (shown: string) => boolean) {
  // The shell lives on without the terminal, to see how dmctl ends.
  const command = `trap "" HUP; ulimit -c 0; ${WORK} ${root} ${how}; echo $? >${root}/status`;
  const terminal = spawn('script', ['--quiet', '--command', command, '/dev/null'], {
    cwd: `${import.meta.dirname}/../../..`,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let shown = '';
  terminal.stdout.on('data', (chunk: Buffer) => (shown += chunk.toString()));
  try {
    await until(() => isReady(shown));
    // Read while it is held: dmctl may have let go of it as soon as the terminal is gone.
    const { pid } = JSON.parse(textOf(`${root}/lock`)) as { readonly pid: number };
    return pid;
  } finally {
    terminal.kill('SIGKILL');
  }
}

test('a run whose terminal is gone finishes, and dmctl exits with 0', async () => {
  const root = await temporaryFolder();
  startState(root);
  const journal = `${root}/state/runs/abc123/journal.jsonl`;
  const pid = await loseTheTerminal(root, 'slow', () => /"intent".*"fresh"/.test(textOf(journal)));
  await until(() => readlinkSync(`/proc/${String(pid)}/fd/1`).endsWith(' (deleted)'));
  process.kill(pid, 'SIGHUP');
  writeFileSync(`${root}/go`, '');
  await until(() => textOf(`${root}/status`) !== '');
  expect(textOf(`${root}/status`)).toBe('0\n');
  expect(textOf(`${root}/etc/config`)).toBe('first\nmore\n');
  expect(textOf(journal)).toContain('"kind":"closed"');
}, 90_000);

test('a question whose terminal is gone is answered with no', async () => {
  const root = await temporaryFolder();
  startState(root);
  const before = snapshot(`${root}/etc`);
  await loseTheTerminal(root, 'asks', (shown) => shown.includes('Go on? [y/N]'));
  await until(() => textOf(`${root}/status`) !== '');
  expect(textOf(`${root}/status`)).toBe('21\n');
  expect(snapshot(`${root}/etc`)).toEqual(before);
}, 90_000);
