import { DmctlError } from '../model/errors.ts';
import type { Listener } from '../model/plan/events.ts';
import { EXIT } from '../model/exit-codes.ts';
import type { LockHolder, LockResult } from '../model/host.ts';
import type { Parts } from './context.ts';

function holderText(holder: LockHolder | null): string {
  if (holder === null) return 'it does not say who it is';
  const { pid, command, user, since } = holder;
  return `process ${String(pid)} of ${user} holds the lock since ${since}: ${command}`;
}

function locked(holder: LockHolder | null, waitedSeconds: number): DmctlError {
  const waited = waitedSeconds > 0 ? ` after ${String(waitedSeconds)} s of waiting` : '';
  return new DmctlError({
    code: 'DM053',
    exitCode: EXIT.locked,
    message: `another dmctl is at work${waited}`,
    why: holderText(holder),
    fix: ['wait for it to end', '--lock-timeout SECONDS waits and then goes on'],
    state: 'nothing was changed',
  });
}

export interface LockRequest {
  /** Said to others who want the lock. */
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
 * Does the work while holding the lock that every changing dmctl takes.
 * @throws DmctlError DM053 when somebody else holds it
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
