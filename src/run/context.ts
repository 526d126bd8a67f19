import { randomBytes } from 'node:crypto';
import { userInfo } from 'node:os';
import { createHost } from '../host/create-host.ts';
import { printable } from '../views/text.ts';
import { readOnly } from '../host/read-only.ts';
import type { Host } from '../model/host.ts';
import { RunLog, type LoggedCall } from './run-log.ts';
import type { Output } from './output.ts';
import type { Stopwatch } from './timings.ts';

/** How dmctl was called: all that is known before a command runs. */
export interface Call {
  readonly version: string;
  readonly output: Output;
  /** null without --timings. */
  readonly stopwatch: Stopwatch | null;
}

/** The real parts that a command works with; they are put together only here. */
export interface Parts {
  readonly host: Host;
  /** This host, read-only. */
  readonly reader: Host;
  /** Directory of the journals. */
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

/** The user who typed the command; with sudo(8), the one who called it. On one line, whatever it holds. */
function userName(): string {
  const behindSudo = process.env['SUDO_USER'] ?? '';
  if (behindSudo !== '') return printable(behindSudo.replaceAll(/\s+/g, ' '));
  try {
    return userInfo().username;
  } catch {
    return `uid ${String(process.getuid?.() ?? '?')}`;
  }
}

/** Creates the parts. Nothing is started, opened or written before a command asks for it. */
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

/** Returns six hex digits: short enough to type, and practically unique among the runs of a host. */
export const newRunId = (): string => randomBytes(3).toString('hex');

/** Returns 32 hex digits, which make the identifiers that a run assigns unique. */
export const newNonce = (): string => randomBytes(16).toString('hex');
