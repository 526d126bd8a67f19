import type { HostSays } from './protocol.ts';

/** What came of a command in the guest. A non-zero exit is data, not an error. */
export interface CommandResult {
  readonly argv: readonly string[];
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number | null;
  /** The signal that ended it; POWER when the guest itself went away under it. */
  readonly signal: string | null;
  /** Measured in the guest. */
  readonly durationMs: number;
}

export type OutputListener = (stream: 'stdout' | 'stderr', bytes: Buffer) => void;

/** A command that runs in the guest, or has ended there. */
export class RunningCommand {
  readonly argv: readonly string[];
  private readonly id: number;
  private readonly say: (message: HostSays) => void;
  private readonly onOutput: OutputListener | undefined;
  private readonly chunks = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  private readonly done: Promise<CommandResult>;
  private finish: (result: CommandResult) => void = () => undefined;
  private ended = false;
  private readonly watchers = new Set<() => void>();

  constructor(
    id: number,
    argv: readonly string[],
    say: (message: HostSays) => void,
    onOutput?: OutputListener,
  ) {
    this.id = id;
    this.argv = argv;
    this.say = say;
    this.onOutput = onOutput;
    this.done = new Promise((resolve) => (this.finish = resolve));
  }

  /** Resolves when it has ended; never rejects. */
  wait(): Promise<CommandResult> {
    return this.done;
  }

  /** Resolves true once its output so far matches; false when it ended without. */
  waitForOutput(pattern: RegExp): Promise<boolean> {
    return new Promise((resolve) => {
      const look = (): void => {
        const seen = pattern.test(this.text('stdout')) || pattern.test(this.text('stderr'));
        if (!seen && !this.ended) return;
        this.watchers.delete(look);
        resolve(seen);
      };
      this.watchers.add(look);
      look();
    });
  }

  /** Sends a signal to its process group. */
  kill(signal: NodeJS.Signals = 'SIGTERM'): void {
    this.say({ type: 'signal', id: this.id, signal });
  }

  write(data: string | Buffer): void {
    this.say({ type: 'input', id: this.id, data: Buffer.from(data).toString('base64') });
  }

  endInput(): void {
    this.say({ type: 'end-input', id: this.id });
  }

  /** For the wire: more output has come. */
  add(stream: 'stdout' | 'stderr', bytes: Buffer): void {
    this.chunks[stream].push(bytes);
    this.onOutput?.(stream, bytes);
    for (const look of this.watchers) look();
  }

  /** For the wire: it has ended. */
  end({ exitCode = null, signal = null, durationMs = 0 }: Partial<CommandResult>): void {
    this.ended = true;
    const [stdout, stderr] = [this.text('stdout'), this.text('stderr')];
    const { argv } = this;
    this.finish({ argv, stdout, stderr, exitCode, signal, durationMs: Math.round(durationMs) });
    for (const look of this.watchers) look();
  }

  /** What it has said so far. */
  text(stream: 'stdout' | 'stderr'): string {
    return Buffer.concat(this.chunks[stream]).toString('utf8');
  }
}
