import { HostError, type Host, type HostErrorKind } from '../../src/model/host.ts';

/** What a host answered, by question: `readText /proc/mdstat`, `run lvm version`. */
export type Recording = Readonly<Record<string, Answer>>;

export type Answer =
  | { readonly value: unknown }
  | { readonly error: { readonly kind: HostErrorKind; readonly message: string } };

/** The questions that change nothing. */
const READING = [
  'run',
  'locate',
  'lstat',
  'stat',
  'realPath',
  'readText',
  'readBytes',
  'list',
  'freeSpace',
  'canOpenExclusively',
  'firstNonZero',
  'readRange',
] as const satisfies readonly (keyof Host)[];

export type Reading = (typeof READING)[number];

/** A question in one line; a command is its program and arguments. */
export function questionOf(method: Reading, args: readonly unknown[]): string {
  const words = args.flatMap((arg) =>
    typeof arg === 'object' && arg !== null && 'program' in arg && 'args' in arg
      ? [arg.program, ...(arg.args as readonly string[])]
      : [arg],
  );
  return [method, ...words].map(String).join(' ');
}

type Question = (...args: never[]) => Promise<unknown>;

/** Makes a host whose reading methods are all answered by `ask`; it cannot write. */
export function hostThatAsks(
  euid: number,
  ask: (method: Reading, args: readonly unknown[]) => Promise<unknown>,
): Host {
  const reading = READING.map((method): [string, Question] => [
    method,
    (...args: unknown[]) => ask(method, args),
  ]);
  const refuse = (name: string) => (): never => {
    throw new Error(`this host is for reading: ${name}`);
  };
  const methods: Record<string, unknown> = Object.fromEntries(reading);
  // Recorded is what the client printed; the daemon's own answer is the same document.
  const getFromSocket = (): Promise<null> => Promise.resolve(null);
  const target = { euid, now: () => new Date(0), getFromSocket, ...methods };
  return new Proxy(target as unknown as Host, {
    get: (found, name) =>
      name in found ? (Reflect.get(found, name) as unknown) : refuse(String(name)),
  });
}

/** Where this is another place than /run, the client may find a socket that dmctl does not. */
export const CLIENTS_SOCKET = 'realPath /var/run';

/** A host that passes every question on and keeps the answers. */
export function recordingHost(real: Host): {
  readonly host: Host;
  readonly recording: () => Recording;
} {
  const answers = new Map<string, Answer>();
  const host = hostThatAsks(real.euid, async (method, args) => {
    const question = questionOf(method, args);
    // So that the client is asked, whose answer is recorded instead of the daemon's.
    if (question === CLIENTS_SOCKET) return '/var/run';
    try {
      const value = await answer(real, method, args);
      answers.set(question, { value: timeless(value) });
      return value;
    } catch (error) {
      if (error instanceof HostError) {
        answers.set(question, { error: { kind: error.kind, message: error.message } });
      }
      throw error;
    }
  });
  return { host, recording: () => Object.fromEntries([...answers].sort()) };
}

function answer(real: Host, method: Reading, args: readonly unknown[]): Promise<unknown> {
  const methods = real as unknown as Record<Reading, (...a: unknown[]) => Promise<unknown>>;
  return methods[method](...args);
}

/** Durations would make every recording another one; bytes are kept as base64. */
function timeless(value: unknown): unknown {
  if (value instanceof Uint8Array) return { base64: Buffer.from(value).toString('base64') };
  if (typeof value !== 'object' || value === null || !('durationMs' in value)) return value;
  return { ...value, durationMs: 0 };
}
