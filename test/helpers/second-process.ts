import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Starts host-child.ts in a process group of its own; the group is killed when the test ends. */
export function secondProcess(...args: readonly string[]): ChildProcess {
  const script = join(import.meta.dirname, 'host-child.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...args], {
    detached: true,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => killGroup(child));
  return child;
}

/** SIGKILL to the whole group, as close as a test gets to a terminal that is closed. */
export async function killGroup(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  process.kill(-child.pid, 'SIGKILL');
  await gone;
}
