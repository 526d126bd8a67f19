import { randomBytes } from 'node:crypto';
import { userInfo } from 'node:os';
import { createHost } from '../host/create-host.ts';
import { readOnly } from '../host/read-only.ts';
import type { Host } from '../model/host.ts';
import { RunLog, type LoggedCall } from './run-log.ts';
import type { Output } from './output.ts';
import type { Stopwatch } from './timings.ts';

/** How dmctl was called: what is known before a command runs. */
export interface Call {
  readonly version: string;
  readonly output: Output;
  /** null: nobody asked for --timings. */
  readonly stopwatch: Stopwatch | null;
}

/** The real parts a command works with, put together here and nowhere else. */
export interface Parts {
  readonly host: Host;
  /** The same host for looking only. */
  readonly reader: Host;
  /** Journals of the runs. */
  readonly stateDir: string;
  readonly lockPath: string;
  readonly log: RunLog;
  readonly stopwatch: Stopwatch | null;
  readonly version: string;
  readonly user: string;
}

const STATE_DIR = '/var/lib/dmctl';
const LOG_DIR = '/var/log/dmctl';
const LOCK_PATH = '/run/dmctl.lock';

/** Who typed the command: the one behind sudo(8), where there is one. */
function userName(): string {
  const behindSudo = process.env['SUDO_USER'] ?? '';
  if (behindSudo !== '') return behindSudo;
  try {
    return userInfo().username;
  } catch {
    return `uid ${String(process.getuid?.() ?? '?')}`;
  }
}

/** Nothing is started, opened or written before a command asks for it. */
export function createParts({ version, stopwatch }: Omit<Call, 'output'>): Parts {
  const log = new RunLog(LOG_DIR, () => host.now());
  const onCall = (call: LoggedCall): void => {
    log.onCall(call);
    stopwatch?.onCall(call);
  };
  const host: Host = createHost({ onCall });
  stopwatch?.started();
  return {
    host,
    reader: readOnly(host),
    stateDir: STATE_DIR,
    lockPath: LOCK_PATH,
    log,
    stopwatch,
    version,
    user: userName(),
  };
}

/** Six hex digits: short enough to type, rare enough to be one run's own. */
export const newRunId = (): string => randomBytes(3).toString('hex');

/** What makes the identifiers a run gives out its own: 32 hex digits. */
export const newNonce = (): string => randomBytes(16).toString('hex');
