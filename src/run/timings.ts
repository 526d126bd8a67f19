import type { ApplyEvent } from '../model/plan/events.ts';
import type { ChildTime, StepTime, Timings } from '../views/timings-text.ts';
import type { LoggedCall } from './run-log.ts';

/** A clock, in milliseconds from the start of the process. */
export interface Clock {
  now(): number;
  /** When Node reached the first line of dmctl. */
  nodeMs(): number;
}

const REAL_CLOCK: Clock = {
  now: () => performance.now(),
  nodeMs: () => performance.nodeTiming.bootstrapComplete,
};

const tenth = (ms: number): number => Math.round(ms * 10) / 10;

/** Measures a command for --timings: every program call and every step. */
export class Stopwatch {
  private readonly clock: Clock;
  private startMs: number | null = null;
  /** When the current step began. */
  private since = 0;
  private readonly steps: StepTime[] = [];
  private readonly children: ChildTime[] = [];

  constructor(clock = REAL_CLOCK) {
    this.clock = clock;
  }

  /** Notes that the start-up has ended; only the first call counts. */
  started(): void {
    this.startMs ??= tenth(this.clock.now());
  }

  /** Returns the figures so far. */
  read(): Timings {
    const totalMs = tenth(this.clock.now());
    return {
      totalMs,
      startMs: this.startMs ?? totalMs,
      nodeMs: tenth(this.clock.nodeMs()),
      steps: this.steps,
      children: this.children.toSorted((a, b) => a.startMs - b.startMs),
    };
  }

  onCall({ path, args, outcome }: LoggedCall): void {
    const { durationMs, exitCode } = outcome;
    const startMs = tenth(this.clock.now() - durationMs);
    this.children.push({ argv: [path, ...args], startMs, ms: tenth(durationMs), exitCode });
  }

  onEvent(event: ApplyEvent): void {
    const now = this.clock.now();
    if (event.kind === 'step-started') this.since = now;
    if (event.kind !== 'step-finished' && event.kind !== 'step-failed') return;
    const { id, title } = event.step;
    this.steps.push({ id, title, startMs: tenth(this.since), ms: tenth(now - this.since) });
    // A repair is a step of its own within the one that was started.
    this.since = now;
  }
}
