import { howItEnded, isEndedWithUs, type Command, type Outcome } from '../model/command.ts';
import { HostError, type AtEnd } from '../model/host.ts';
import {
  locate,
  locateAt,
  type HostProgram,
  type Located,
  type ProgramPlaces,
} from './programs.ts';
import { spawn, spawnLines, spawnPiped, spawnWaiting, type Piped } from './spawn.ts';

/** A finished child process, for the log and for statistics. */
export interface ProgramCall {
  readonly path: string;
  readonly args: readonly string[];
  readonly writes: boolean;
  readonly outcome: Outcome;
}

export type CallListener = (call: ProgramCall) => void;

/** A program call before the program is looked up. */
interface Start {
  readonly program: HostProgram;
  readonly args: readonly string[];
  readonly writes: boolean;
  readonly timeoutMs?: number | undefined;
  /** Its full path, if it lies in no fixed directory. */
  readonly at?: string | undefined;
  /** Open file descriptor for the child's stdin. */
  readonly stdin?: number | null;
}

/** Looks up programs once and starts them. It starts every child process of dmctl. */
export interface Runner {
  /** @throws HostError when the program is missing or cannot be started */
  run(start: Start): Promise<Outcome>;
  /**
   * Prepares a call through xargs(1), which waits for the end of its stdin, a pipe that only dmctl
   * writes to: it ends when dmctl closes it, or the kernel does when dmctl dies. Then xargs makes
   * the call, once.
   * @throws HostError when a program is missing or xargs cannot be started
   */
  runAtEnd(start: Pick<Start, 'program' | 'args' | 'writes'>): Promise<AtEnd>;
  /** Yields the lines of a program as they are printed; see Host.lines. */
  lines(command: Command, stop: AbortSignal): AsyncIterable<string>;
  /**
   * Starts a program between two pipes; see spawnPiped.
   * @throws HostError when it is missing
   */
  piped(start: Pick<Start, 'program' | 'args' | 'writes'>, stdout: boolean): Promise<Piped>;
  /** @throws HostError; see Host.locate */
  locate(program: HostProgram, at?: string): Promise<string | null>;
}

/** @throws HostError when it is there and not to be trusted */
function trusted(at: string, { owner }: ProgramPlaces): string | null {
  const { path, rejected } = locateAt(at, owner);
  if (path !== null || rejected.length === 0) return path;
  throw new HostError('missing-program', at, `${at} is not used: ${rejected.join('; ')}`);
}

function missing(program: HostProgram, places: ProgramPlaces, rejected: readonly string[]) {
  const where = `${program} was not found in any of ${places.folders.join(', ')}`;
  const message = rejected.length === 0 ? where : `${where} (${rejected.join('; ')})`;
  return new HostError('missing-program', program, message);
}

/** Finds programs, each once. */
interface Finder {
  /** null: not there, or not to be trusted. @throws HostError; see Host.locate */
  readonly locate: (program: HostProgram, at?: string) => string | null;
  /** @throws HostError when it is missing or not to be trusted */
  readonly pathOf: (program: HostProgram, at?: string) => string;
}

function finderIn(places: ProgramPlaces): Finder {
  const found = new Map<HostProgram, Located>();
  const look = (program: HostProgram): Located => {
    const before = found.get(program) ?? locate(program, places);
    found.set(program, before);
    return before;
  };
  const locateIt: Finder['locate'] = (program, at) =>
    at === undefined ? look(program).path : trusted(at, places);
  return {
    locate: locateIt,
    pathOf: (program, at) => {
      const path = locateIt(program, at);
      if (path !== null) return path;
      if (at !== undefined) throw new HostError('missing-program', at, `${at} does not exist`);
      throw missing(program, places, look(program).rejected);
    },
  };
}

/** @param onCall called after every child process */
export function createRunner(places: ProgramPlaces, onCall: CallListener): Runner {
  const { locate: locateIt, pathOf } = finderIn(places);
  return {
    locate: async (program, at) => Promise.resolve(locateIt(program, at)),
    runAtEnd: async ({ program, args, writes }) => {
      const path = pathOf(program);
      const waiting = await spawnWaiting({ path: pathOf('xargs'), args: [path, ...args] });
      return {
        now: async () => {
          const outcome = await waiting.now();
          onCall({ path, args, writes, outcome });
          return outcome;
        },
        never: () => waiting.never(),
      };
    },
    piped: async ({ program, args, writes }, stdout) =>
      piped({ path: pathOf(program), args, writes }, stdout, onCall),
    lines: async function* ({ program, args }, stop) {
      yield* linesFrom({ path: pathOf(program), args }, stop, onCall);
    },
    run: async ({ program, args, writes, timeoutMs, at, stdin = null }) => {
      const path = pathOf(program, at);
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

/** Starts a program between two pipes; its end is told to `onCall`. */
async function piped(
  { path, args, writes }: Omit<ProgramCall, 'outcome'>,
  stdout: boolean,
  onCall: CallListener,
): Promise<Piped> {
  const program = await spawnPiped({ path, args }, stdout);
  const ended = program.ended.then((outcome) => {
    onCall({ path, args, writes, outcome });
    return outcome;
  });
  // Whoever waits for it hears of a failure; before that, it must not end dmctl.
  ended.catch(() => undefined);
  return { ...program, ended };
}

/** @throws HostError when it exits with another code than 0, unless it was told to stop */
async function* linesFrom(
  { path, args }: Pick<ProgramCall, 'path' | 'args'>,
  stop: AbortSignal,
  onCall: CallListener,
): AsyncGenerator<string, void> {
  const outcome = yield* spawnLines({ path, args }, stop);
  onCall({ path, args, writes: false, outcome });
  if (outcome.exitCode === 0 || stop.aborted) return;
  const words = outcome.stderr.trim();
  throw new HostError('cannot-read', path, `${path} ${howItEnded(outcome)}: ${words}`);
}
