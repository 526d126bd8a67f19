import { describe, expect, test } from 'vitest';
import { createParts } from '../../../src/run/context.ts';
import { carryOut } from '../../../src/run/carry-out.ts';
import type { LoggedCall } from '../../../src/run/run-log.ts';
import { Stopwatch } from '../../../src/run/timings.ts';
import { reads } from '../../../src/model/command.ts';
import type { ApplyEvent } from '../../../src/model/plan/events.ts';
import type { Step } from '../../../src/model/plan/plan.ts';
import { SCENARIOS } from '../../crash/scenarios.ts';
import { simulatedHost } from '../../crash/simulated-host.ts';
import { OPTIONS, partsOn } from '../../crash/way-on.ts';
import { stepId } from '../../helpers/step-id.ts';

/** A clock that stands where it is put. */
const clock = { at: 0, now: () => clock.at, nodeMs: () => 60.04 };

function stopwatch(): Stopwatch {
  clock.at = 0;
  return new Stopwatch(clock);
}

const callOf = (path: string, durationMs: number, exitCode: number | null): LoggedCall => ({
  path,
  args: ['-a'],
  outcome: { exitCode, signal: null, stdout: 'secret', stderr: 'secret', durationMs },
});

function callEnds(
  watch: Stopwatch,
  at: number,
  path: string,
  durationMs: number,
  exitCode: number | null = 0,
): void {
  clock.at = at;
  watch.onCall(callOf(path, durationMs, exitCode));
}

const stepOf = (id: string): Step => ({
  ...{ id: stepId(id), title: `Do ${id}`, why: 'because', documented: 1, risk: 'reversible' },
  ...{ before: [], after: [], undo: [] },
  action: { kind: 'remove-directory', path: '/a' },
});

function eventAt(watch: Stopwatch, at: number, event: ApplyEvent): void {
  clock.at = at;
  watch.onEvent(event);
}

const began = (id: string): ApplyEvent => ({
  ...{ kind: 'step-started', direction: 'do', step: stepOf(id) },
});
const ended = (id: string): ApplyEvent => ({
  ...{ kind: 'step-finished', direction: 'do', how: 'acted', durationMs: 1, step: stepOf(id) },
});
const failed = (id: string): ApplyEvent => ({
  ...{ kind: 'step-failed', direction: 'do', message: 'no', step: stepOf(id) },
});

describe('the time of a command', () => {
  test('begins with the start-up, which ends when the parts are created', () => {
    const watch = stopwatch();
    clock.at = 180.26;
    watch.started();
    clock.at = 200;
    watch.started();

    expect(watch.read()).toEqual({
      ...{ totalMs: 200, startMs: 180.3, nodeMs: 60, steps: [], children: [] },
    });
  });

  test('is all start-up if nothing was started', () => {
    const watch = stopwatch();
    clock.at = 150;

    expect(watch.read()).toMatchObject({ totalMs: 150, startMs: 150 });
  });

  test('has the programs in the order in which they started, with their arguments but no output', () => {
    const watch = stopwatch();
    callEnds(watch, 260, '/sbin/dmsetup', 20);
    callEnds(watch, 300.06, '/sbin/lvm', 100.01, 5);
    callEnds(watch, 310, '/bin/du', 1, null);

    const { children } = watch.read();
    expect(children).toEqual([
      { argv: ['/sbin/lvm', '-a'], startMs: 200.1, ms: 100, exitCode: 5 },
      { argv: ['/sbin/dmsetup', '-a'], startMs: 240, ms: 20, exitCode: 0 },
      { argv: ['/bin/du', '-a'], startMs: 309, ms: 1, exitCode: null },
    ]);
  });

  test('has the steps, including failed ones and repairs before a step', () => {
    const watch = stopwatch();
    eventAt(watch, 100, began('one'));
    eventAt(watch, 150, ended('one'));
    eventAt(watch, 160, began('two'));
    eventAt(watch, 180, ended('mend-two'));
    eventAt(watch, 190, failed('two'));

    expect(watch.read().steps).toEqual([
      { id: 'one', title: 'Do one', startMs: 100, ms: 50 },
      { id: 'mend-two', title: 'Do mend-two', startMs: 160, ms: 20 },
      { id: 'two', title: 'Do two', startMs: 180, ms: 10 },
    ]);
  });
});

test('a setup reports each of its steps, in order', async () => {
  const [scenario] = SCENARIOS;
  if (scenario === undefined) throw new Error('there is no scenario');
  const watch = stopwatch();
  const parts = { ...partsOn(simulatedHost(scenario.state())), stopwatch: watch };
  const { data } = await carryOut(parts, scenario.job(), OPTIONS);

  const { steps } = data['plan'] as { readonly steps: readonly { readonly id: string }[] };
  expect(steps.length).toBeGreaterThan(5);
  expect(watch.read().steps.map(({ id }) => id)).toEqual(steps.map(({ id }) => id));
});

test('a program that a command starts is reported with the path that was found', async () => {
  const watch = stopwatch();
  const { reader } = createParts({ version: '0.0.0', stopwatch: watch });
  const path = await reader.locate('lsblk');
  await reader.run(reads('lsblk', ['--version']));

  const [child, ...others] = watch.read().children;
  expect(child).toMatchObject({ argv: [path, '--version'], exitCode: 0 });
  expect(others).toEqual([]);
});
