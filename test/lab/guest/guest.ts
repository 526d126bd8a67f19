import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeAgent } from './agent-bundle.ts';
import { planDisks, Disk, type Disks } from './disks.ts';
import { newRunFolder, PROJECT } from './folders.ts';
import { GUEST_ENV } from './guest-files.ts';
import { installHostTools } from './host-tools.ts';
import { ensureImage } from './image.ts';
import { ensureKernel, type Kernel } from './kernel.ts';
import { LabError } from './lab-error.ts';
import { Machine } from './machine.ts';
import type { Ingredients, Suite } from './recipe.ts';
import { rememberState, resetGuest } from './reset.ts';
import type { CommandResult, OutputListener, RunningCommand } from './running-command.ts';
import { onTerminal, type TerminalSize } from './terminal.ts';
import { withinTime } from './within-time.ts';
import { Wire } from './wire.ts';

export interface GuestOptions extends Ingredients {
  /** Blank disks: sizes for xvdf, xvdg, ... in turn, or by name. */
  readonly disks?: Disks;
  /** Memory of the guest, 1G unless said otherwise. */
  readonly memory?: string;
  /** Debian's kernel has it off; needs a policy among the packages. */
  readonly selinux?: boolean;
}

export interface StartOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Run on a pseudo-terminal of this size; stdout and stderr are then one stream. */
  readonly terminal?: TerminalSize;
  readonly onOutput?: OutputListener;
}

export interface RunOptions extends StartOptions {
  /** What the command reads; without it, its stdin is at its end. */
  readonly stdin?: string | Buffer;
  /** Only guards against hangs. */
  readonly timeoutMs?: number;
}

const COMMAND_TIMEOUT_MS = 180_000;
const BOOT_TIMEOUT_MS = 180_000;

/** A Debian machine with a real kernel, real disks and a power switch. */
export class Guest {
  readonly suite: Suite;
  /** Folder on the host with its disks, consoles and transcript. */
  readonly folder: string;
  readonly disks = new Map<string, Disk>();
  private readonly kernel: Kernel;
  private readonly image: string;
  private readonly memory: string;
  private readonly selinux: boolean;
  /** Disks it was made with; others were plugged by a scenario. */
  private readonly ownDisks: readonly string[];
  private machine: Machine | null = null;
  private wire: Wire | null = null;
  private boots = 0;

  private constructor(options: GuestOptions, folder: string, kernel: Kernel, image: string) {
    this.suite = options.suite;
    this.memory = options.memory ?? '1G';
    this.selinux = options.selinux ?? false;
    this.folder = folder;
    this.kernel = kernel;
    this.image = image;
    for (const [disk, size] of planDisks(options.disks ?? [], folder)) {
      disk.create(size);
      this.disks.set(disk.name, disk);
    }
    this.ownDisks = [...this.disks.keys()];
  }

  /** Makes a guest with a fresh root and blank disks, and boots it. */
  static async create(options: GuestOptions): Promise<Guest> {
    await installHostTools();
    const kernel = await ensureKernel();
    const image = await ensureImage(options, kernel);
    const folder = newRunFolder();
    await writeAgent(folder);
    const guest = new Guest(options, folder, kernel, image);
    await guest.boot();
    await rememberState(guest);
    return guest;
  }

  /** Switches the power on. The root and the disks are as they were left. */
  async boot(): Promise<void> {
    if (this.machine?.running === true) throw new LabError('the guest is already on');
    this.boots += 1;
    const machine = new Machine({
      program: this.kernel.program,
      folder: this.folder,
      consoleFile: join(this.folder, `console-${String(this.boots)}.log`),
      kernelArguments: this.kernelArguments(),
      memory: this.memory,
    });
    this.machine = machine;
    this.wire = new Wire(machine.line, this.folder);
    const early = machine.exited().then(() => {
      throw new LabError(`the guest ended while booting:\n${machine.consoleTail()}`);
    });
    const ready = Promise.race([this.wire.ready, early]);
    await withinTime(ready, BOOT_TIMEOUT_MS, () => `no boot:\n${machine.consoleTail()}`);
    early.catch(() => undefined);
    await this.run('systemctl start default.target; systemctl is-system-running --wait');
  }

  private kernelArguments(): readonly string[] {
    const root = [`ubda=${join(this.folder, 'root.cow')},${this.image}`, 'root=/dev/ubda'];
    const disks = [...this.disks.values()].map((disk) => `${disk.ubd}=${disk.file}`);
    const init = ['rootfstype=ext4', 'rw', 'init=/lib/systemd/systemd', 'quiet'];
    const quiet = ['systemd.log_level=warning', 'systemd.show_status=0'];
    const security = this.selinux ? 'selinux=1' : 'selinux=0';
    // User-mode Linux 7.2 loses count of io_uring's pages, and Node 24 has them: it panics.
    const noRing = 'sysctl.kernel.io_uring_disabled=2';
    // An image may have cloud-init: it waits for a scenario to start it.
    const lab = ['cloud-init=disabled', `lab.run=${this.folder}`, `lab.project=${PROJECT}`];
    return [...root, ...disks, ...init, ...quiet, security, noRing, ...lab];
  }

  /** Runs a command to its end. A string is a bash script, a list is run as it is. */
  async run(command: string | readonly string[], options: RunOptions = {}): Promise<CommandResult> {
    const running = this.start(command, options);
    if (options.stdin !== undefined) running.write(options.stdin);
    running.endInput();
    const limit = options.timeoutMs ?? COMMAND_TIMEOUT_MS;
    const result = await withinTime(running.wait(), limit, () => {
      running.kill('SIGKILL');
      const said = running.text('stdout') + running.text('stderr');
      return `no end of ${running.argv.join(' ')}\n${said}\n${this.machine?.consoleTail() ?? ''}`;
    });
    this.note(result);
    if (result.signal === 'POWER') {
      throw new LabError(`the guest went away\n${this.machine?.consoleTail() ?? ''}`);
    }
    return result;
  }

  /** Like run, for commands that only prepare a scenario: anything but exit 0 is an error. */
  async ok(command: string | readonly string[], options: RunOptions = {}): Promise<string> {
    const { exitCode, stdout, stderr, argv } = await this.run(command, options);
    if (exitCode === 0) return stdout;
    throw new LabError(`${argv.join(' ')}: exit ${String(exitCode)}\n${stdout}${stderr}`);
  }

  /** Starts a command and leaves it running; its stdin stays open until endInput(). */
  start(command: string | readonly string[], options: StartOptions = {}): RunningCommand {
    if (this.wire === null) throw new LabError('the guest is off');
    const plain = typeof command === 'string' ? ['/bin/bash', '-c', command] : command;
    const { terminal, cwd = '/root', onOutput } = options;
    return this.wire.start({
      argv: terminal === undefined ? plain : onTerminal(plain, terminal),
      cwd,
      env: { ...GUEST_ENV, ...options.env },
      onOutput,
    });
  }

  async readFile(path: string): Promise<string> {
    return this.ok(['cat', '--', path]);
  }

  /** Writes a file, and the folders above it. */
  async writeFile(path: string, content: string | Buffer): Promise<void> {
    const script = 'mkdir -p "$(dirname "$0")" && cat >"$0"';
    await this.ok(['/bin/sh', '-c', script, path], { stdin: content });
  }

  /** Hash of a file or of a whole device as the guest reads it. */
  async sha256(path: string): Promise<string> {
    const [hash = ''] = (await this.ok(['sha256sum', '--', path])).split(' ');
    return hash;
  }

  /** Plugs a new blank disk into the running guest, and waits for its device node. */
  async plugDisk(name: string, size: string): Promise<Disk> {
    const disk = new Disk(name, join(this.folder, `${name}.disk`));
    disk.create(size);
    await this.plug(disk);
    return disk;
  }

  /** Plugs a disk into the running guest with what is on it, and waits for its device node. */
  async plug(disk: Disk): Promise<void> {
    await this.needMachine().manage('config', `${disk.ubd}=${disk.file}`);
    this.disks.set(disk.name, disk);
    await this.ok(`udevadm settle && test -b /dev/${disk.name}`);
  }

  /** Takes a disk out of the guest, which is off: it is not there at the next boot. */
  takeOut(name: string): Disk {
    const disk = this.disks.get(name);
    if (disk === undefined) throw new LabError(`no disk ${name}`);
    if (this.machine?.running === true) throw new LabError('the guest is on');
    this.disks.delete(name);
    return disk;
  }

  /** Enlarges a disk of the guest, which is off. */
  growDisk(name: string, size: string): void {
    const disk = this.disks.get(name);
    if (disk === undefined) throw new LabError(`no disk ${name}`);
    if (this.machine?.running === true) throw new LabError('the guest is on');
    disk.grow(size);
  }

  /** Pulls a disk; the kernel refuses while somebody holds it open. */
  async pullDisk(name: string): Promise<void> {
    const disk = this.disks.get(name);
    if (disk === undefined) throw new LabError(`no disk ${name}`);
    // udev looks at a disk each time that a program has written to it.
    await this.ok(`udevadm settle; flock /dev/${disk.ubd} true; udevadm settle`);
    await this.needMachine().manage('remove', disk.ubd);
    this.disks.delete(name);
    rmSync(disk.file);
    await this.ok('udevadm settle');
  }

  /** Cuts the power: what was not synced is lost. Commands that run end with signal POWER. */
  async powerCut(): Promise<void> {
    await this.needMachine().powerCut();
  }

  /** A clean stop of all services, and power off. */
  async shutdown(): Promise<void> {
    const machine = this.needMachine();
    this.start('systemctl poweroff').endInput();
    const hung = (): string => `no shutdown:\n${machine.consoleTail()}`;
    await withinTime(machine.exited(), COMMAND_TIMEOUT_MS, hung);
  }

  async reboot(): Promise<void> {
    await this.shutdown();
    await this.boot();
  }

  /** Takes it back to how it was after its first boot, or fails and says what is left. */
  async reset(): Promise<void> {
    if (this.machine?.running !== true) await this.boot();
    await resetGuest(this, this.ownDisks);
  }

  /** Ends it and removes all it had on the host. */
  async remove(): Promise<void> {
    await this.machine?.powerCut();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** The host's process that is the guest's kernel. */
  get kernelPid(): number {
    return this.needMachine().pid;
  }

  consoleTail(): string {
    return this.machine?.consoleTail(100) ?? '';
  }

  private needMachine(): Machine {
    if (this.machine?.running !== true) throw new LabError('the guest is off');
    return this.machine;
  }

  private note(result: CommandResult): void {
    const { argv, exitCode, signal, stdout, stderr, durationMs } = result;
    const end = `-> ${String(signal ?? exitCode)} after ${String(durationMs)} ms`;
    const text = `$ ${argv.join(' ')}\n${stdout}${stderr}${end}\n\n`;
    appendFileSync(join(this.folder, 'transcript.log'), text);
  }
}
