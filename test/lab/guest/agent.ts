/**
 * Runs in the guest: starts the commands that the host asks for and sends back what they say. Its
 * stdin and stdout are the serial line. It holds no state worth keeping, so a power cut of the
 * guest loses nothing of it. Only Node's own modules and types may be imported here.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync, unlinkSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { GuestSays, HostSays } from './protocol.ts';

/** How long output is awaited after the end of a command that left a process holding its pipes. */
const DRAIN_MS = 300;

type StartRequest = Extract<HostSays, { type: 'start' }>;

const running = new Map<number, ChildProcess>();

function say(message: GuestSays): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

function start({ id, argv, cwd, env }: StartRequest): void {
  const began = performance.now();
  const [file = '', ...args] = argv;
  const child = spawn(file, args, { cwd, env, stdio: 'pipe', detached: true });
  running.set(id, child);
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].on('data', (bytes: Buffer) => {
      say({ type: 'output', id, stream, data: bytes.toString('base64') });
    });
  }
  child.stdin.on('error', () => undefined);
  child.on('error', (error) => {
    const data = Buffer.from(`${error.message}\n`).toString('base64');
    say({ type: 'output', id, stream: 'stderr', data });
    finish(id, { exitCode: 127, signal: null, durationMs: performance.now() - began });
  });
  child.on('exit', (exitCode, signal) => {
    const end = { exitCode, signal, durationMs: performance.now() - began };
    const timer = setTimeout(finish, DRAIN_MS, id, end);
    child.on('close', () => {
      clearTimeout(timer);
      finish(id, end);
    });
  });
}

type End = Pick<Extract<GuestSays, { type: 'exit' }>, 'exitCode' | 'signal' | 'durationMs'>;

function finish(id: number, end: End): void {
  const child = running.get(id);
  if (child === undefined) return;
  running.delete(id);
  child.stdout?.removeAllListeners('data').resume();
  child.stderr?.removeAllListeners('data').resume();
  say({ type: 'exit', id, ...end });
}

function obey(message: HostSays): void {
  if (message.type === 'start') {
    start(message);
    return;
  }
  const child = running.get(message.id);
  if (child?.pid === undefined) return;
  if (message.type === 'input') child.stdin?.write(Buffer.from(message.data, 'base64'));
  else if (message.type === 'end-input') child.stdin?.end();
  else signalGroup(child.pid, message.signal);
}

/** A command leads its own process group; the group may be gone by the time the signal comes. */
function signalGroup(pid: number, signal: string): void {
  try {
    process.kill(-pid, signal);
  } catch {
    return;
  }
}

process.stdin.setRawMode(true);
createInterface({ input: process.stdin, crlfDelay: Infinity }).on('line', (name) => {
  const file = `/run/lab/requests/${name}`;
  const message = JSON.parse(readFileSync(file, 'utf8')) as HostSays;
  unlinkSync(file);
  obey(message);
});
say({ type: 'ready' });
