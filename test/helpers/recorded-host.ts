import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lvmReport } from '../../src/lvm/report.ts';
import type { Command, Outcome } from '../../src/model/command.ts';
import { HostError, type Host } from '../../src/model/host.ts';
import { hostThatAsks, questionOf, type Answer, type Recording } from './recording.ts';

const HOSTS = join(import.meta.dirname, '../../fixtures/hosts');

/** What differs from the recording, by question; `undefined` takes an answer away. */
export type Changes = Readonly<Record<string, Answer | undefined>>;

const FOLDERS = [
  '/etc/lvm/archive',
  '/etc/lvm/backup',
  '/etc/lvm/profile',
  '/etc/docker',
  '/etc/systemd/system',
];

export interface RecordedHost {
  readonly host: Host;
  /** Processes that were started, as `program arguments`. */
  readonly started: readonly string[];
}

export function readRecording(name: string): Recording {
  const text = readFileSync(join(HOSTS, name, 'recording.json'), 'utf8');
  return { ...Object.fromEntries(asAskedNow(JSON.parse(text) as Recording)) };
}

/** What a command printed on that host. */
export function recordedOutcome(name: string, command: Command): Outcome {
  const answer = readRecording(name)[questionOf('run', [command])];
  if (answer && 'value' in answer) return answer.value as Outcome;
  throw new Error(`${name} has no record of ${command.program} ${command.args.join(' ')}`);
}

/** Recorded before reading commands looked at the journals: no run is on record. */
const NO_RUNS: Changes = Object.fromEntries(
  ['lstat /var/lib/dmctl', 'lstat /var/lib/dmctl/runs', 'list /var/lib/dmctl/runs'].map(
    (question) => [question, { value: null }],
  ),
);

/** A host that answers as fixtures/hosts/NAME did; a question it was never asked is an error. */
export function recordedHost(name: string, changes: Changes = {}): RecordedHost {
  const answers: Changes = { ...NO_RUNS, ...readRecording(name), ...changes };
  const started: string[] = [];
  const host = hostThatAsks(0, async (method, args) => {
    const question = questionOf(method, args);
    if (method === 'run') started.push(question.slice('run '.length));
    const answer = answers[question] ?? sectorsOf(question);
    if (!answer) throw new Error(`${name} was never asked: ${question}`);
    if ('error' in answer) throw new HostError(answer.error.kind, question, answer.error.message);
    return Promise.resolve(restored(answer.value));
  });
  return { host, started };
}

function restored(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('base64' in value)) return value;
  return Buffer.from(String(value.base64), 'base64');
}

/** The answers, and those to questions that a recording of before holds in another form or not at all. */
function asAskedNow(recording: Recording): readonly (readonly [string, Answer])[] {
  const entries = Object.entries(recording);
  const named = entries.flatMap(([question, answer]): readonly (readonly [string, Answer])[] => {
    const settings = /^run (lvmconfig .*?) config\/profile_dir .*$/.exec(question)?.[1];
    if (settings !== undefined) return [[`run ${settings}`, answer]];
    if (question.startsWith('run lvm fullreport ')) return [[reportNow(question), answer]];
    return question.startsWith('run systemctl show ') ? [shownNow(question, answer)] : [];
  });
  return [...ADDED, ...named, ...entries];
}

const program = { kind: 'file', mode: 0o755, uid: 0, gid: 0, links: 1, represents: null };

/** The report with all fields of groups and volumes; it may have been told to keep off some devices. */
function reportNow(question: string): string {
  const avoided = / devices\{filter=\[.*?\]\}/.exec(question)?.[0] ?? '';
  const now = questionOf('run', [lvmReport()]);
  return now.replace(' -a --foreign', `${avoided} -a --foreign`);
}

/** Recordings of before were not asked for the sizes of sectors, which are those of most disks. */
const sectorsOf = (question: string): Answer | undefined =>
  question.endsWith('/queue/logical_block_size') ? { value: '512\n' } : undefined;

/** Units with one more property, and one more unit: the host had it loaded only where it was installed. */
function shownNow(question: string, answer: Answer): readonly [string, Answer] {
  const asked = question.replace('EnvironmentFiles ', 'EnvironmentFiles,NeedDaemonReload ');
  const unit = 'dmctl-activate.service';
  if (!asked.endsWith(' dm-event.service') || !('value' in answer)) return [asked, answer];
  const outcome = answer.value as Outcome;
  const none = `\nId=${unit}\nLoadState=not-found\nActiveState=inactive\nUnitFileState=\n`;
  return [`${asked} ${unit}`, { value: { ...outcome, stdout: outcome.stdout + none } }];
}

/** What is asked since those recordings were made, with the answers of a host as Debian sets it up. */
const ADDED: readonly (readonly [string, Answer])[] = [
  ...['/etc/lvm/lvm.conf', '/etc/lvm/lvmlocal.conf'].map(
    (path) => [`readText ${path}`, { value: '' }] as const,
  ),
  ...['/usr/sbin/thin_check', '/sbin/dmeventd'].map(
    (path) => [`stat ${path}`, { value: program }] as const,
  ),
  ...FOLDERS.flatMap((path) => [
    [`realPath ${path}`, { value: path }] as const,
    [`freeSpace ${path}`, { value: 1_000_000_000 }] as const,
  ]),
];
