import type { ApplyEvent } from '../model/plan/events.ts';
import type { ChildTime, StepTime, Timings } from '../views/timings-text.ts';
import type { LoggedCall } from './run-log.ts';

/** What takes time, told when it has ended. */
type Told =
  | { readonly kind: 'parts-made' }
  | { readonly kind: 'call'; readonly call: LoggedCall }
  | { readonly kind: 'event'; readonly event: ApplyEvent };

/** Of the one command of this process: oclif makes it, so `main` cannot hand it a listener. */
let listener: ((told: Told) => void) | null = null;

/** To be told by whatever may take time; costs nothing without --timings. */
export const tellTimings = (told: Told): void => listener?.(told);

/** What Node knows of the time, in milliseconds from the start of the process. */
export interface Clock {
  now(): number;
  /** When Node came to dmctl's first line. */
  nodeMs(): number;
}

const REAL_CLOCK: Clock = {
  now: () => performance.now(),
  nodeMs: () => performance.nodeTiming.bootstrapComplete,
};

const tenth = (ms: number): number => Math.round(ms * 10) / 10;

/** For --timings: hears of every child process and every step, from its making to `end`. */
export class Stopwatch {
  private readonly clock: Clock;
  private startMs: number | null = null;
  /** When the step under way began. */
  private since = 0;
  private readonly steps: StepTime[] = [];
  private readonly children: ChildTime[] = [];

  constructor(clock = REAL_CLOCK) {
    this.clock = clock;
    listener = this.hear;
  }

  /** What was heard so far; no more is heard. */
  end(): Timings {
    listener = null;
    const totalMs = tenth(this.clock.now());
    return {
      totalMs,
      startMs: this.startMs ?? totalMs,
      nodeMs: tenth(this.clock.nodeMs()),
      steps: this.steps,
      children: this.children.toSorted((a, b) => a.startMs - b.startMs),
    };
  }

  private readonly hear = (told: Told): void => {
    if (told.kind === 'parts-made') this.startMs ??= tenth(this.clock.now());
    else if (told.kind === 'call') this.add(told.call);
    else this.follow(told.event);
  };

  private add({ path, args, outcome }: LoggedCall): void {
    const { durationMs, exitCode } = outcome;
    const startMs = tenth(this.clock.now() - durationMs);
    this.children.push({ argv: [path, ...args], startMs, ms: tenth(durationMs), exitCode });
  }

  private follow(event: ApplyEvent): void {
    const now = this.clock.now();
    if (event.kind === 'step-started') this.since = now;
    if (event.kind !== 'step-finished' && event.kind !== 'step-failed') return;
    const { id, title } = event.step;
    this.steps.push({ id, title, startMs: tenth(this.since), ms: tenth(now - this.since) });
    // What is mended is a step of its own, within the one that was begun.
    this.since = now;
  }
}
