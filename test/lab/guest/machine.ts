import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, statfsSync } from 'node:fs';
import type { Duplex } from 'node:stream';
import { $ } from 'zx';
import { LabError } from './lab-error.ts';

export interface MachineConfig {
  /** Folder of this guest: uml/ for the management socket, console files. */
  readonly folder: string;
  readonly consoleFile: string;
  readonly kernelArguments: readonly string[];
  readonly memory: string;
}

/**
 * The supervisor: leads the process group, runs the kernel, and kills the whole group as soon as
 * descriptor 4 closes. That is the leash: this process holds its other end, so no guest outlives
 * it, not even when it is killed itself.
 */
const SUPERVISOR = `
(read -r _ <&4; kill -9 0) 3>&- &
"$@" 4<&-
code=$?
kill -9 $!
exit $code`;

/** One run of the guest's kernel: a group of processes of User-mode Linux. */
export class Machine {
  /** The guest's first serial line. */
  readonly line: Duplex;
  private readonly child: ChildProcess;
  private readonly config: MachineConfig;
  private readonly gone: Promise<unknown>;

  constructor(config: MachineConfig) {
    this.config = config;
    const log = openSync(config.consoleFile, 'a');
    const argv = ['linux.uml', `mem=${config.memory}`, 'umid=guest', `uml_dir=${config.folder}/uml`];
    const serial = ['ssl0=fd:3', 'ssl=null', 'con=null', 'con0=null,fd:1', 'noreboot'];
    const all = [...argv, ...serial, ...config.kernelArguments];
    this.child = spawn('sh', ['-c', SUPERVISOR, 'supervisor', ...all], {
      detached: true,
      stdio: ['ignore', log, log, 'pipe', 'pipe'],
      env: { ...process.env, ...memoryFolder() },
    });
    closeSync(log);
    this.line = this.child.stdio[3] as Duplex;
    (this.child.stdio[4] as Duplex).on('error', () => undefined);
    this.gone = once(this.child, 'exit');
  }

  get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Resolves when the kernel has ended, by itself or by a power cut. */
  async exited(): Promise<void> {
    await this.gone;
    this.line.destroy();
  }

  /** What a power cut is to a real machine: nothing more is written, by nobody. */
  async powerCut(): Promise<void> {
    if (this.running && this.child.pid !== undefined) process.kill(-this.child.pid, 'SIGKILL');
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
 * The guest's memory is an unlinked file, in /dev/shm unless told otherwise. A container's small
 * /dev/shm would kill the guest in mid-flight, so then it goes to the temporary folder.
 */
function memoryFolder(): Record<string, string> {
  const { bavail, bsize } = statfsSync('/dev/shm');
  return bavail * bsize > 3 * 2 ** 30 ? { TMPDIR: '/dev/shm' } : {};
}
