import type { Parts } from '../../src/run/context.ts';
import { RunLog } from '../../src/run/run-log.ts';
import { createHost } from '../../src/host/create-host.ts';
import { readOnly } from '../../src/host/read-only.ts';
import type { Host } from '../../src/model/host.ts';

/** The parts of a changing command on the real file system, all below one folder, as root. */
export function changingParts(root: string): Parts {
  const log = new RunLog(`${root}/log`, () => host.now());
  const host: Host = { ...createHost({ onCall: log.onCall }), euid: 0 };
  return {
    host,
    reader: readOnly(host),
    stateDir: `${root}/state`,
    lockPath: `${root}/lock`,
    log,
    stopwatch: null,
    version: '0.0.0',
    user: 'tester',
  };
}
