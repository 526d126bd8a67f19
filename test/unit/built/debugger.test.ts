import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const RUN = join(import.meta.dirname, '../../../bin/run.js');

/** Says how many listeners the signal has, and stays until stdin has ended and a second is over. */
const STAY = `process.stdout.write(String(process.listenerCount('SIGUSR1')));
process.stdin.resume().on('end', () => setTimeout(() => undefined, 1000));`;

/** Starts a Node that has loaded these files, and sends it SIGUSR1 once it stays. */
async function signalled(...loaded: readonly string[]) {
  const files = loaded.flatMap((path) => ['--require', path]);
  // Any free port: another process may have the usual one.
  const node = spawn(process.execPath, ['--inspect-port=0', ...files, '--eval', STAY]);
  let said = '';
  node.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [listeners] = (await once(node.stdout, 'data')) as [Buffer];
  node.kill('SIGUSR1');
  return { node, listeners: String(listeners), said: () => said };
}

test('SIGUSR1 opens a debugger in Node', async () => {
  const { node, listeners, said } = await signalled();
  expect(listeners).toBe('0');
  await expect.poll(said, { timeout: 15_000 }).toContain('Debugger listening');
  node.kill('SIGKILL');
});

test('SIGUSR1 opens no debugger in dmctl, and does not end it', async () => {
  const { node, listeners, said } = await signalled(RUN);
  // dmctl's own answer, its help, may come with it.
  expect(listeners).toMatch(/^1(?!\d)/);
  node.stdin.end();
  expect(await once(node, 'exit')).toEqual([0, null]);
  expect(said()).toBe('');
});
