import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command, Outcome } from '../../src/model/command.ts';
import { HostError, type Host } from '../../src/model/host.ts';
import {
  CLIENTS_SOCKET,
  hostThatAsks,
  questionOf,
  type Answer,
  type Recording,
} from './recording.ts';

const HOSTS = join(import.meta.dirname, '../../fixtures/hosts');

/** What differs from the recording, by question; `undefined` takes an answer away. */
export type Changes = Readonly<Record<string, Answer | undefined>>;

export interface RecordedHost {
  readonly host: Host;
  /** Processes that were started, as `program arguments`. */
  readonly started: readonly string[];
}

export function readRecording(name: string): Recording {
  const text = readFileSync(join(HOSTS, name, 'recording.json'), 'utf8');
  return JSON.parse(text) as Recording;
}

/** What a command printed on that host. */
export function recordedOutcome(name: string, command: Command): Outcome {
  const answer = readRecording(name)[questionOf('run', [command])];
  if (answer && 'value' in answer) return answer.value as Outcome;
  throw new Error(`${name} has no record of ${command.program} ${command.args.join(' ')}`);
}

/** Recorded before reading commands looked at the journals: no run is on record. */
const NO_RUNS: Changes = Object.fromEntries(
  [
    'lstat /var/lib/dmctl',
    'lstat /var/lib/dmctl/runs',
    'list /var/lib/dmctl/runs',
    'readBytes /var/lib/dmctl/ended.jsonl',
  ].map((question) => [question, { value: null }]),
);

/** Recorded before reading commands looked for layers that a change of the driver hides: there are none. */
const NO_LAYERS: Changes = {
  'list /var/lib/docker/image/devicemapper/layerdb/sha256': { value: null },
};

/** Recorded before containerd was looked at: its configuration did not mention the snapshotter. */
const NO_SNAPSHOTTER: Changes = {
  'lstat /etc/systemd/system/dmctl-activate-containerd.service': { value: null },
  'list /etc/containerd/conf.d': { value: null },
  'readText /etc/containerd/config.toml': { value: null },
};

/** Recorded before the sizes of a pool's disks were read: all of them had 10 GiB, as LVM's report has it. */
const DISK_SIZES: Changes = Object.fromEntries(
  ['98:16', '98:32'].map((number) => [
    `readText /sys/dev/block/${number}/size`,
    { value: '20971520\n' },
  ]),
);

/** Recorded is what Docker's client printed. */
const ASKS_CLIENT: Changes = { [CLIENTS_SOCKET]: { value: '/var/run' } };

/** A host that answers as fixtures/hosts/NAME did; a question it was never asked is an error. */
export function recordedHost(name: string, changes: Changes = {}): RecordedHost {
  const answers: Changes = {
    ...NO_RUNS,
    ...NO_LAYERS,
    ...NO_SNAPSHOTTER,
    ...DISK_SIZES,
    ...ASKS_CLIENT,
    ...readRecording(name),
    ...changes,
  };
  const started: string[] = [];
  const host = hostThatAsks(0, async (method, args) => {
    const question = questionOf(method, args);
    if (method === 'run') started.push(question.slice('run '.length));
    const answer = answers[question];
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
