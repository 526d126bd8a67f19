import { refused, type DmctlError } from '../model/errors.ts';
import type { Listener } from '../model/plan/events.ts';
import { EXIT } from '../model/exit-codes.ts';
import type { LockHolder, LockResult } from '../model/host.ts';
import type { Parts } from './context.ts';

function holderText(holder: LockHolder | null): string {
  if (holder === null) return 'the lock does not name its holder';
  const { pid, command, user, since } = holder;
  return `process ${String(pid)} (${user}) has held the lock since ${since}: ${command}`;
}

function locked(holder: LockHolder | null, waitedSeconds: number): DmctlError {
  const waited = waitedSeconds > 0 ? ` after waiting ${String(waitedSeconds)} s` : '';
  return refused({
    code: 'DM053',
    exitCode: EXIT.locked,
    message: `another dmctl is running${waited}`,
    why: holderText(holder),
    fix: ['wait until it has finished', '--lock-timeout SECONDS waits, then continues'],
  });
}

export interface LockRequest {
  /** Shown to others who want the lock. */
  readonly command: string;
  readonly timeoutSeconds: number;
  readonly listen: Listener;
}

async function take(parts: Parts, request: LockRequest): Promise<LockResult> {
  const { host, lockPath, user } = parts;
  const { command, timeoutSeconds, listen } = request;
  const me = { pid: process.pid, command, user, since: host.now().toISOString() };
  const first = await host.lock(lockPath, me, 0);
  if (first.held || timeoutSeconds === 0) return first;
  const message = `waiting up to ${String(timeoutSeconds)} s: ${holderText(first.holder)}`;
  listen({ kind: 'waiting-for-lock', message });
  return host.lock(lockPath, me, timeoutSeconds * 1000);
}

/**
 * Does the work while holding the lock that every changing command takes.
 * @throws DmctlError DM053 if another dmctl holds it
 */
export async function withLock<T>(
  parts: Parts,
  request: LockRequest,
  work: () => Promise<T>,
): Promise<T> {
  const lock = await take(parts, request);
  if (!lock.held) throw locked(lock.holder, request.timeoutSeconds);
  try {
    return await work();
  } finally {
    await lock.release();
  }
}
