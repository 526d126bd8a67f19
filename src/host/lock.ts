import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { HostError, type LockHolder, type LockResult } from '../model/host.ts';
import { asHostError } from './os-error.ts';
import type { Runner } from './runner.ts';

/** Exit code of flock(1) when another process holds the lock, set with -E. */
const CONFLICT = 75;

/** flock(1) gets the lock file as its stdin. */
const STDIN = 0;

/** Handles that hold a lock: Node closes a handle that is no longer referenced. */
const held = new Set<FileHandle>();

/**
 * Takes flock(2) on an open file. The lock belongs to the open file description, which dmctl shares
 * with the child: it outlives flock(1) and ends with dmctl's own descriptor.
 * @returns false when another process held it until the timeout
 */
async function flock(runner: Runner, handle: FileHandle, timeoutMs: number): Promise<boolean> {
  const wait = timeoutMs > 0 ? ['--timeout', String(timeoutMs / 1000)] : ['--nonblock'];
  const conflict = ['--conflict-exit-code', String(CONFLICT)];
  const { exitCode, stderr } = await runner.run({
    program: 'flock',
    args: ['--exclusive', ...wait, ...conflict, String(STDIN)],
    writes: false,
    stdin: handle.fd,
  });
  if (exitCode === 0) return true;
  if (exitCode === CONFLICT) return false;
  throw new HostError('cannot-write', 'flock', `flock: ${stderr.trim()}`);
}

/** Reads the holder's description of itself; null if that is missing or invalid. */
export function parseHolder(text: string): LockHolder | null {
  try {
    const found: unknown = JSON.parse(text);
    return isHolder(found) ? found : null;
  } catch {
    return null;
  }
}

function isHolder(found: unknown): found is LockHolder {
  if (typeof found !== 'object' || found === null) return false;
  const { pid, command, user, since } = found as Partial<Record<keyof LockHolder, unknown>>;
  return typeof pid === 'number' && [command, user, since].every((t) => typeof t === 'string');
}

async function rewrite(handle: FileHandle, text: string): Promise<void> {
  await handle.truncate(0);
  await handle.write(text, 0);
}

async function release(handle: FileHandle): Promise<void> {
  if (!held.delete(handle)) return;
  try {
    await rewrite(handle, '');
  } finally {
    await handle.close();
  }
}

async function take(runner: Runner, handle: FileHandle, holder: LockHolder, timeoutMs: number) {
  if (!(await flock(runner, handle, timeoutMs))) {
    const other = parseHolder(await handle.readFile('utf8'));
    await handle.close();
    return { held: false, holder: other } as const;
  }
  held.add(handle);
  await rewrite(handle, `${JSON.stringify(holder)}\n`);
  return { held: true, release: () => release(handle) } as const;
}

/**
 * Takes flock(2) on the lock file. The kernel frees it when the holder dies. The file itself stays:
 * removing it would let two holders lock two different files of one name. Its content is for people
 * only.
 * @param timeoutMs milliseconds to wait for another holder; 0: do not wait
 * @throws HostError when the file cannot be opened or flock(1) fails
 */
export function lock(
  runner: Runner,
  path: string,
  holder: LockHolder,
  timeoutMs: number,
): Promise<LockResult> {
  const { O_RDWR, O_CREAT, O_NOFOLLOW, O_NONBLOCK } = constants;
  return asHostError('cannot-write', path, async () => {
    const handle = await open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0o600);
    try {
      return await take(runner, handle, holder, timeoutMs);
    } catch (error) {
      held.delete(handle);
      await handle.close();
      throw error;
    }
  });
}
