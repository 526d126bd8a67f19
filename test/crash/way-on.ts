import { carryOut } from '../../src/run/carry-out.ts';
import type { JobOptions } from '../../src/run/job.ts';
import type { Parts } from '../../src/run/context.ts';
import { rollback } from '../../src/jobs/recovery.ts';
import { RunLog } from '../../src/run/run-log.ts';
import { readOnly } from '../../src/host/read-only.ts';
import { failureOf } from '../../src/run/failure.ts';
import { HostError, type Host } from '../../src/model/host.ts';
import { DmctlError } from '../../src/model/errors.ts';
import type { Answer } from '../../src/views/answer.ts';
import type { Scenario } from './scenario.ts';
import { simulatedHost, type DeathWatch } from './simulated-host.ts';
import type { State } from './state.ts';

/** What a person can do about a command that was cut off. */
export type WayOn = 'again' | 'rollback';

export const OPTIONS: JobOptions = {
  dryRun: false,
  script: false,
  detailedExitcode: false,
  lockTimeoutSeconds: 0,
  output: {
    ...{ json: false, colour: 'never', units: 'iec', quiet: true, verbose: false },
    timings: false,
  },
};

/** The parts of a command that works on this machine. */
export function partsOn(host: Host): Parts {
  return {
    host,
    reader: readOnly(host),
    stateDir: '/var/lib/dmctl',
    lockPath: '/run/dmctl.lock',
    log: new RunLog('/var/log/dmctl', () => host.now()),
    stopwatch: null,
    version: '0.0.0',
    user: 'tester',
  };
}

/** How a command ended: its exit code, and what it said where that is not 0. */
export interface End {
  readonly exitCode: number;
  readonly code: string | null;
  readonly said: string;
}

/** Types the command on the machine, with the real code from the look at the host on. */
export function type(
  way: WayOn,
  scenario: Scenario,
  state: State,
  watch: DeathWatch = () => undefined,
): Promise<End> {
  return typeOn(simulatedHost(state, watch), way, scenario);
}

/** The same on any host. */
export async function typeOn(host: Host, way: WayOn, scenario: Scenario): Promise<End> {
  const parts = partsOn(host);
  try {
    const answer =
      way === 'again'
        ? await carryOut(parts, scenario.job(), OPTIONS)
        : await rollback(parts, null, OPTIONS);
    return endOf(answer);
  } catch (error) {
    if (!(error instanceof DmctlError || error instanceof HostError)) throw error;
    const { exitCode, code, message, why } = failureOf(error);
    return { exitCode, code, said: `${message}: ${why}` };
  }
}

function endOf({ exitCode, failures }: Answer): End {
  const said = failures.map(({ message, why }) => `${message}: ${why}`).join('\n');
  return { exitCode, code: failures[0]?.code ?? null, said };
}
