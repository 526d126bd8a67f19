import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { HostError, type LockHolder, type LockResult } from '../model/host.ts';
import { asHostError } from './os-error.ts';
import type { Runner } from './runner.ts';

/** Exit code of flock(1) when somebody else holds the lock; chosen by us with -E. */
const CONFLICT = 75;

/** Where flock(1) finds the lock file: it comes as its stdin. */
const STDIN = 0;

/** Handles that hold a lock: Node closes a handle that nobody refers to. */
const held = new Set<FileHandle>();

/**
 * Takes flock(2) on an open file. The lock belongs to the open file description, which the child
 * shares with us: it stays when flock(1) has ended, and ends with our own descriptor.
 * @returns false when somebody else held it until the time was over
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

/** Reads what a holder wrote of itself; null where that is missing or not understood. */
function parseHolder(text: string): LockHolder | null {
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
 * Takes the lock file's flock(2). The kernel frees it on any death of the holder. The file itself
 * stays: removing it would let two holders lock two different files of one name. What is written
 * in it is for people only.
 * @param timeoutMs how long to wait for another holder; 0: not at all
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
