import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { stoppable, untilSignal, type Waiting } from '../../../src/run/signals.ts';
import type { ApplyEvent } from '../../../src/model/plan/events.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const listeners = () => SIGNALS.map((signal) => process.listenerCount(signal));

test('a signal requests a stop each time it comes, and ends nothing', async () => {
  const events: ApplyEvent[] = [];
  const listen = (event: ApplyEvent) => void events.push(event);
  await stoppable(listen, (flag) => {
    expect(flag.requested).toBeNull();
    process.emit('SIGINT');
    process.emit('SIGTERM');
    expect(flag.requested).toBe('SIGINT');
    return Promise.resolve();
  });
  expect(events).toEqual([
    { kind: 'stopping', signal: 'SIGINT' },
    { kind: 'stopping', signal: 'SIGINT' },
  ]);
});

test('a lost terminal or connection ends nothing, and the run continues', async () => {
  const events: ApplyEvent[] = [];
  const listen = (event: ApplyEvent) => void events.push(event);
  const before = process.listenerCount('SIGHUP');
  await stoppable(listen, (flag) => {
    expect(process.listenerCount('SIGHUP')).toBe(before + 1);
    process.emit('SIGHUP');
    expect(flag.requested).toBeNull();
    return Promise.resolve();
  });
  expect(events).toEqual([]);
});

test('after the work, even if it failed, the default handling of signals is restored', async () => {
  const before = listeners();
  const work = stoppable(
    () => undefined,
    () => {
      expect(listeners()).toEqual(before.map((count) => count + 1));
      return Promise.reject(new Error('it failed'));
    },
  );
  await expect(work).rejects.toThrow('it failed');
  expect(listeners()).toEqual(before);
});

const stream = () => new PassThrough() as unknown as NodeJS.WriteStream;

async function untilAsked({ asked, pause }: Waiting): Promise<void> {
  while (!asked.aborted) await pause(60_000);
}

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 143],
] as const)('%s ends a command that prints again and again with %i', async (signal, code) => {
  const before = listeners();
  const exitCode = untilSignal(stream(), untilAsked);
  process.emit(signal);
  process.emit('SIGINT');
  expect(await exitCode).toBe(code);
  expect(listeners()).toEqual(before);
});

test('a reader that is gone ends a command that prints again and again with 0', async () => {
  const stdout = stream();
  const exitCode = untilSignal(stdout, untilAsked);
  stdout.destroy();
  expect(await exitCode).toBe(0);
});
