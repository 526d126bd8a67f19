import { printable } from '../views/text.ts';
import { sha256Of } from '../model/sha256.ts';
import { whyNotPrivate } from '../apply/private-folder.ts';
import type { Outcome } from '../model/command.ts';
import type { ApplyEvent } from '../model/plan/events.ts';
import type { Host } from '../model/host.ts';

/** A program call that has ended. */
export interface LoggedCall {
  readonly path: string;
  readonly args: readonly string[];
  readonly outcome: Outcome;
}

const PRIVATE = { uid: 0, gid: 0, mode: 0o700 };

function callLines({ path, args, outcome }: LoggedCall): string[] {
  const { exitCode, signal, durationMs, stderr } = outcome;
  const end = exitCode === null ? `signal ${signal ?? '?'}` : `exit ${String(exitCode)}`;
  const took = `${(durationMs / 1000).toFixed(3)} s`;
  const said = stderr.split('\n').filter((line) => line !== '');
  return [`${end}, ${took}: ${JSON.stringify([path, ...args])}`, ...said.map((s) => `  | ${s}`)];
}

function eventLine(event: ApplyEvent): string | null {
  switch (event.kind) {
    case 'run-opened':
      return event.resumed ? 'resumed' : 'started';
    case 'step-started':
      return `${event.direction} ${event.step.id}: ${event.step.title}`;
    case 'step-progress':
      return null;
    case 'step-finished':
      return `${event.direction} ${event.step.id}: ${event.how}`;
    case 'step-failed':
      return `${event.direction} ${event.step.id} failed: ${event.message}`;
    case 'turned-back':
      return `undoing all changes: ${event.why}`;
    case 'stopping':
      return `${event.signal}: stopping after this step`;
    case 'waiting-for-lock':
      return event.message;
    case 'notice':
      return `${event.notice.code}: ${event.notice.message}`;
  }
}

/**
 * The log of a run, for people who look into it later: every program call with its arguments, exit
 * code, duration and error output, and every event, but no file contents. It is kept in memory and
 * written when the run ends: what has to survive a crash is in the journal.
 */
export class RunLog {
  readonly onCall = (call: LoggedCall): void => {
    this.add(...callLines(call));
  };

  readonly onEvent = (event: ApplyEvent): void => {
    const line = eventLine(event);
    if (line !== null) this.add(line);
  };

  private readonly folder: string;
  private readonly now: Host['now'];
  private lines: string[] = [];

  /** @param now the clock of the host whose calls are logged */
  constructor(folder: string, now: Host['now']) {
    this.folder = folder;
    this.now = now;
  }

  /** Finds the path of a run's log; null if it has none. */
  async find(reader: Pick<Host, 'lstat'>, runId: string): Promise<string | null> {
    const path = this.pathOf(runId);
    return (await reader.lstat(path)) === null ? null : path;
  }

  add(...lines: readonly string[]): void {
    const at = this.now().toISOString();
    const dated = lines.map((line) => (line.startsWith('  | ') ? line : `${at} ${line}`));
    this.lines.push(...dated.map(printable));
  }

  /**
   * Appends the lines to the run's log file, 0600 in a directory of 0700.
   * @param head first line: which dmctl, for whom
   * @returns its path, or null if it cannot be written, or if others than root can access the
   * directory: a log is no reason to fail
   */
  async save(host: Host, runId: string, head: string): Promise<string | null> {
    const path = this.pathOf(runId);
    try {
      if ((await whyNotPrivate(host, this.folder)) !== null) return null;
      if ((await host.lstat(this.folder)) === null) {
        await host.makeDirectory(this.folder, PRIVATE, null);
      }
      const old = await host.readBytes(path);
      const sha256 = old === null ? null : sha256Of(old);
      const added = Buffer.from(`${[head, ...this.lines].join('\n')}\n`);
      const content = old === null ? added : Buffer.concat([old, added]);
      await host.replaceFile(path, content, sha256, { ...PRIVATE, mode: 0o600 });
      this.lines = [];
      return path;
    } catch {
      return null;
    }
  }

  private pathOf(runId: string): string {
    return `${this.folder}/${runId}.log`;
  }
}
