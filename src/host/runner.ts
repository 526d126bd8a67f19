import { isEndedWithUs, type Outcome } from '../model/command.ts';
import { HostError } from '../model/host.ts';
import { locate, type HostProgram, type Located, type ProgramPlaces } from './programs.ts';
import { spawn } from './spawn.ts';

/** A finished child process, for the log and for counting. */
export interface Call {
  readonly path: string;
  readonly args: readonly string[];
  readonly writes: boolean;
  readonly outcome: Outcome;
}

export type CallListener = (call: Call) => void;

/** A program call before the program is looked up. */
interface Start {
  readonly program: HostProgram;
  readonly args: readonly string[];
  readonly writes: boolean;
  readonly timeoutMs?: number | undefined;
  /** An open file descriptor for the child's stdin. */
  readonly stdin?: number | null;
}

/** Looks programs up once and starts them. Every child process of dmctl comes from here. */
export interface Runner {
  /** @throws HostError when the program is missing or cannot be started */
  run(start: Start): Promise<Outcome>;
  locate(program: HostProgram): Promise<string | null>;
}

function missing(program: HostProgram, places: ProgramPlaces, rejected: readonly string[]) {
  const where = `${program} is in none of ${places.folders.join(', ')}`;
  const message = rejected.length === 0 ? where : `${where} (${rejected.join('; ')})`;
  return new HostError('missing-program', program, message);
}

/** @param onCall hears of every child process when it has ended */
export function createRunner(places: ProgramPlaces, onCall: CallListener): Runner {
  const found = new Map<HostProgram, Located>();
  const look = (program: HostProgram): Located => {
    const before = found.get(program) ?? locate(program, places);
    found.set(program, before);
    return before;
  };
  return {
    locate: (program) => Promise.resolve(look(program).path),
    run: async ({ program, args, writes, timeoutMs, stdin = null }) => {
      const { path, rejected } = look(program);
      if (path === null) throw missing(program, places, rejected);
      const limit = writes ? 0 : (timeoutMs ?? 0);
      const launch = { path, args, timeoutMs: limit, stdin };
      const first = await spawn(launch);
      // One that only looks is started again; what it means for one that writes, its step says.
      const outcome = !writes && isEndedWithUs(first) ? await spawn(launch) : first;
      onCall({ path, args, writes, outcome });
      return outcome;
    },
  };
}
