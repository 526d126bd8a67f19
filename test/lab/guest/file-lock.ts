import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { LabError } from './lab-error.ts';

/**
 * Runs the work while holding flock(1) on a file. The lock is held by a child that lives until its
 * stdin closes, so the kernel frees it when this process dies, however it dies.
 */
export async function withFileLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  const holder = spawn('flock', [file, 'sh', '-c', 'echo locked; exec cat >/dev/null'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const gone = once(holder, 'exit');
  const first = await Promise.race([once(holder.stdout, 'data'), gone]);
  if (holder.exitCode !== null) throw new LabError(`flock ${file} failed: ${String(first[0])}`);
  try {
    return await work();
  } finally {
    holder.stdin.end();
    await gone;
  }
}
