import { expect, test } from 'vitest';
import { watchSignals } from '../../../src/run/signals.ts';
import type { ApplyEvent } from '../../../src/model/plan/events.ts';

test('a signal requests a stop each time it comes, and ends nothing', () => {
  const events: ApplyEvent[] = [];
  const watch = watchSignals((event) => void events.push(event));
  try {
    expect(watch.flag.requested).toBeNull();
    process.emit('SIGINT');
    process.emit('SIGTERM');
    expect(watch.flag.requested).toBe('SIGINT');
    expect(events).toEqual([
      { kind: 'stopping', signal: 'SIGINT' },
      { kind: 'stopping', signal: 'SIGINT' },
    ]);
  } finally {
    watch.end();
  }
});

test('a lost terminal or connection ends nothing, and the run continues', () => {
  const events: ApplyEvent[] = [];
  const before = process.listenerCount('SIGHUP');
  const watch = watchSignals((event) => void events.push(event));
  try {
    expect(process.listenerCount('SIGHUP')).toBe(before + 1);
    process.emit('SIGHUP');
    expect(watch.flag.requested).toBeNull();
    expect(events).toEqual([]);
  } finally {
    watch.end();
  }
  expect(process.listenerCount('SIGHUP')).toBe(before);
});

test("afterwards the signals are the system's again", () => {
  const before = process.listenerCount('SIGINT');
  const watch = watchSignals(() => undefined);
  expect(process.listenerCount('SIGINT')).toBe(before + 1);
  watch.end();
  expect(process.listenerCount('SIGINT')).toBe(before);
});
