import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Duplex } from 'node:stream';
import { REQUESTS, type GuestSays, type HostSays } from './protocol.ts';
import { RunningCommand, type CommandResult, type OutputListener } from './running-command.ts';

export interface StartRequest {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Called with every piece of output as it comes. */
  readonly onOutput?: OutputListener | undefined;
}

/** The host's end of the guest's serial line. */
export class Wire {
  /** Resolves once the agent in the guest is there. */
  readonly ready: Promise<void>;
  private readonly line: Duplex;
  private readonly requests: string;
  private readonly commands = new Map<number, RunningCommand>();
  private nextId = 1;
  private nextRequest = 1;
  private markReady: () => void = () => undefined;

  /** @param folder of the run: what the guest has at /run/lab */
  constructor(line: Duplex, folder: string) {
    this.line = line;
    this.requests = join(folder, REQUESTS);
    mkdirSync(this.requests, { recursive: true });
    this.ready = new Promise((resolve) => (this.markReady = resolve));
    // A guest that loses its power resets the line; its commands hear of it by the close.
    line.on('error', () => undefined);
    line.on('close', () => {
      this.lose();
    });
    const lines = createInterface({ input: line });
    // It passes the line's errors on, and an error that nobody hears ends the process.
    lines.on('error', () => undefined);
    lines.on('line', (text) => {
      this.hear(text);
    });
  }

  start({ argv, cwd, env, onOutput }: StartRequest): RunningCommand {
    const id = this.nextId++;
    const say = (message: HostSays): void => {
      this.say(message);
    };
    const command = new RunningCommand(id, argv, say, onOutput);
    this.commands.set(id, command);
    this.say({ type: 'start', id, argv, cwd, env });
    if (this.line.destroyed) this.lose();
    return command;
  }

  private say(message: HostSays): void {
    if (this.line.destroyed) return;
    const name = `${String(process.pid)}-${String(this.nextRequest++)}`;
    writeFileSync(join(this.requests, name), JSON.stringify(message));
    this.line.write(`${name}\n`);
  }

  private hear(text: string): void {
    const message = parse(text);
    if (message === null) return;
    if (message.type === 'ready') this.markReady();
    else if (message.type === 'exit') this.end(message.id, message);
    else this.commands.get(message.id)?.add(message.stream, Buffer.from(message.data, 'base64'));
  }

  private lose(): void {
    for (const id of this.commands.keys()) this.end(id, { exitCode: null, signal: 'POWER' });
  }

  private end(id: number, end: Partial<CommandResult>): void {
    this.commands.get(id)?.end(end);
    this.commands.delete(id);
  }
}

/** A line that is no message is noise from before the agent had the line to itself. */
function parse(text: string): GuestSays | null {
  try {
    return JSON.parse(text) as GuestSays;
  } catch {
    return null;
  }
}
