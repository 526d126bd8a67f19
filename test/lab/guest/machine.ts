import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, statfsSync } from 'node:fs';
import type { Duplex, Writable } from 'node:stream';
import { $ } from 'zx';
import { LabError } from './lab-error.ts';
import { ownProcessor } from './processor.ts';

export interface MachineConfig {
  /** The kernel, a program of this machine. */
  readonly program: string;
  /** Folder of this guest: uml/ for the management socket, console files. */
  readonly folder: string;
  readonly consoleFile: string;
  readonly kernelArguments: readonly string[];
  readonly memory: string;
}

// A worker of a vitest that was killed would go on with its scenarios by itself.
process.once('disconnect', () => process.exit(1));

/** One run of the guest's kernel: a group of processes of User-mode Linux. */
export class Machine {
  /** The guest's first serial line. */
  readonly line: Duplex;
  private readonly kernel: ChildProcess;
  private readonly config: MachineConfig;
  private readonly gone: Promise<unknown>;

  constructor(config: MachineConfig) {
    this.config = config;
    const log = openSync(config.consoleFile, 'a');
    const own = [`mem=${config.memory}`, 'umid=guest', `uml_dir=${config.folder}/uml`, 'noreboot'];
    const lines = ['ssl0=fd:3', 'ssl=null', 'con=null', 'con0=null,fd:1'];
    // The guest's programs run without ptrace(2) where its kernel and this machine's know how.
    const fast = 'seccomp=auto';
    const kernel = [config.program, ...own, ...lines, fast, ...config.kernelArguments];
    this.kernel = spawn('taskset', ['--cpu-list', ownProcessor(), ...kernel], {
      // Leads its own process group, which all of its processes belong to.
      detached: true,
      stdio: ['ignore', log, log, 'pipe'],
      env: { ...process.env, ...memoryFolder() },
    });
    closeSync(log);
    this.line = this.kernel.stdio[3] as Duplex;
    this.gone = once(this.kernel, 'exit');
    const release = leash(this.kernel);
    void this.gone.then(release);
  }

  /** Of the kernel's first process, which leads the group of all of them. */
  get pid(): number {
    return this.kernel.pid ?? Number.NaN;
  }

  get running(): boolean {
    return this.kernel.exitCode === null && this.kernel.signalCode === null;
  }

  /** Resolves when the kernel has ended, by itself or by a power cut. */
  async exited(): Promise<void> {
    await this.gone;
    this.line.destroy();
  }

  /** What a power cut is to a real machine: nothing more is written, by nobody. */
  async powerCut(): Promise<void> {
    if (this.running) process.kill(-this.pid, 'SIGKILL');
    await this.exited();
  }

  /** Talks to the kernel's management console, see uml_mconsole(1): hot-plugs disks. */
  async manage(...words: readonly string[]): Promise<string> {
    const socket = `${this.config.folder}/uml/guest/mconsole`;
    const done = await $({ quiet: true, nothrow: true })`uml_mconsole ${socket} ${words}`;
    const said = done.stdout.trim();
    if (done.exitCode !== 0 || !said.startsWith('OK')) {
      throw new LabError(`uml_mconsole ${words.join(' ')}: ${said} ${done.stderr}`);
    }
    return said;
  }

  /** The end of what the kernel and systemd wrote on the console. */
  consoleTail(lines = 30): string {
    const text = readFileSync(this.config.consoleFile, 'utf8');
    return text.split('\n').slice(-lines).join('\n');
  }
}

/**
 * Ends at a line; at the end of its stdin, which is our end too, it kills the guest first. Written
 * for a plain sh: dash has no `kill --`.
 */
const LEASH = 'read -r released || kill -9 "-$0"';

/**
 * No guest outlives this process, however it dies: a small shell holds the other end of a pipe.
 * @returns what lets the shell go once the guest has ended by itself
 */
function leash(kernel: ChildProcess): () => void {
  const holder = spawn('sh', ['-c', LEASH, String(kernel.pid)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const pipe: Writable = holder.stdin;
  pipe.on('error', () => undefined);
  return () => {
    pipe.end('released\n');
  };
}

/**
 * The guest's memory is an unlinked file, in /dev/shm unless told otherwise. A container's small
 * /dev/shm would kill the guest in mid-flight, so then it goes to the temporary folder.
 */
function memoryFolder(): Record<string, string> {
  const { bavail, bsize } = statfsSync('/dev/shm');
  return bavail * bsize > 3 * 2 ** 30 ? { TMPDIR: '/dev/shm' } : {};
}
