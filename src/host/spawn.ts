import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import type { Outcome } from '../model/command.ts';
import { HostError, type AtEnd } from '../model/host.ts';
import { linesOf } from './lines.ts';

/** A program start with all its parameters. */
export interface Launch {
  /** Absolute. */
  readonly path: string;
  readonly args: readonly string[];
  /** Milliseconds until SIGTERM; 0: never. */
  readonly timeoutMs: number;
  /** An open file descriptor that becomes the child's stdin; null: /dev/null. */
  readonly stdin: number | null;
}

/**
 * The whole environment of a child. LVM, device-mapper and Docker all react to variables of their
 * own (LVM_SYSTEM_DIR, DM_DEV_DIR, DOCKER_HOST, DOCKER_CONTEXT), so none of the caller's are passed
 * on.
 */
const ENVIRONMENT = {
  PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
  LC_ALL: 'C',
  HOME: '/root',
  // Or root's own choice in ~/.docker/config.json could lead `docker info` to another machine.
  DOCKER_CONTEXT: 'default',
  // Descriptors that dmctl's own caller leaked pass through Node; LVM closes them, and complains.
  LVM_SUPPRESS_FD_WARNINGS: '1',
};

/** There is no limit on the output: it would truncate the output and break the child's pipe. */
const OPTIONS = {
  cwd: '/',
  env: ENVIRONMENT,
  extendEnv: false,
  detached: true,
  cleanup: false,
  reject: false,
  maxBuffer: Number.POSITIVE_INFINITY,
  stripFinalNewline: false,
  verbose: 'none',
} as const;

/** execa passes on any descriptor; its types name only those up to 9. */
type Stdin = 'ignore' | 3;

/**
 * Starts a program and waits until it ends in any way.
 *
 * - stdin is /dev/null by default: LVM then answers its own questions with "no".
 * - It has a session of its own (setsid(2)): Ctrl-C on the terminal must not interrupt LVM. For the
 *   same reason it is not killed when dmctl exits.
 * - The working directory is /, so that no mount is kept busy.
 *
 * @throws HostError 'cannot-start', or 'busy' when the time limit was reached
 */
export async function spawn(launch: Launch): Promise<Outcome> {
  const { execa } = await import('execa');
  const result = await execa(launch.path, [...launch.args], {
    ...OPTIONS,
    stdin: (launch.stdin ?? 'ignore') as Stdin,
    timeout: launch.timeoutMs,
  });
  if (result.timedOut) {
    const limit = String(launch.timeoutMs);
    throw new HostError('busy', launch.path, `${launch.path} gave no answer within ${limit} ms`);
  }
  return outcomeOf(launch.path, result);
}

/**
 * Starts a program that waits for the end of its stdin before it does its work.
 * @throws HostError 'cannot-start'
 */
export async function spawnWaiting({ path, args }: Pick<Launch, 'path' | 'args'>): Promise<AtEnd> {
  const { execa } = await import('execa');
  const child = execa(path, [...args], { ...OPTIONS, stdin: 'pipe' });
  const ended = child.then((result) => outcomeOf(path, result));
  // Ends first only where it could not be started.
  await Promise.race([once(child, 'spawn'), ended]);
  return {
    now: () => {
      child.stdin.end();
      return ended;
    },
    never: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** execa's result for a child that has ended or could not be started. */
interface Ended extends Pick<Outcome, 'stdout' | 'stderr' | 'durationMs'> {
  readonly exitCode?: number | undefined;
  readonly signal?: string | undefined;
  readonly shortMessage?: string | undefined;
  readonly cause?: unknown;
}

/** @throws HostError 'cannot-start' */
function outcomeOf(path: string, result: Ended): Outcome {
  const exitCode = result.exitCode ?? null;
  const signal = result.signal ?? null;
  if (exitCode === null && signal === null) {
    throw new HostError('cannot-start', path, result.shortMessage ?? 'no exit code', {
      cause: result.cause,
    });
  }
  const { stdout, stderr, durationMs } = result;
  return { exitCode, signal, stdout, stderr, durationMs };
}

/**
 * Starts a program that only reads and yields its lines as they are printed. It is ended with
 * SIGTERM when `stop` is aborted or the caller stops reading; it waits while the caller reads more
 * slowly than it prints. If dmctl itself is killed, the program's pipe is closed.
 * @returns how it ended; its standard output is left out
 * @throws HostError 'cannot-start'
 */
export async function* spawnLines(
  { path, args }: Pick<Launch, 'path' | 'args'>,
  stop: AbortSignal,
): AsyncGenerator<string, Outcome> {
  const { execa } = await import('execa');
  const child = execa(path, [...args], {
    ...OPTIONS,
    stdin: 'ignore',
    buffer: { stdout: false },
    cancelSignal: stop,
  });
  let isAtEnd = false;
  try {
    for await (const { text } of linesOf(child.stdout as AsyncIterable<Buffer>)) yield text;
    isAtEnd = true;
  } finally {
    // One that has closed its output is ending by itself, and how is to be seen.
    if (!isAtEnd) child.kill();
    await child;
  }
  const { exitCode, signal, shortMessage, cause, stderr, durationMs } = await child;
  return outcomeOf(path, { exitCode, signal, shortMessage, cause, stderr, durationMs, stdout: '' });
}

/** A running program whose standard input is a pipe that dmctl writes to. */
export interface Piped {
  readonly stdin: Writable;
  /** null: its output goes to /dev/null. */
  readonly stdout: Readable | null;
  /** Resolves when it has ended in any way; `stdout` of the outcome is empty. */
  readonly ended: Promise<Outcome>;
  /** Ends it with SIGTERM. */
  readonly end: () => void;
}

/**
 * Starts a program between two pipes. Both have to be used up: it waits while its output is not
 * read, and for the end of its input.
 * @param stdout whether its output is read; otherwise it goes to /dev/null
 */
export async function spawnPiped(
  { path, args }: Pick<Launch, 'path' | 'args'>,
  stdout: boolean,
): Promise<Piped> {
  const { execa } = await import('execa');
  const child = execa(path, [...args], {
    ...OPTIONS,
    stdin: 'pipe',
    stdout: stdout ? 'pipe' : 'ignore',
    buffer: { stdout: false },
  });
  const ended = child.then(({ exitCode, signal, shortMessage, cause, stderr, durationMs }) =>
    outcomeOf(path, { exitCode, signal, shortMessage, cause, stderr, durationMs, stdout: '' }),
  );
  // Whoever waits for it hears of a failure; before that, it must not end dmctl.
  ended.catch(() => undefined);
  // A program that ends early breaks the pipe: writing to it fails, and so does its outcome.
  child.stdin.on('error', () => undefined);
  return { stdin: child.stdin, stdout: child.stdout, ended, end: () => void child.kill() };
}
