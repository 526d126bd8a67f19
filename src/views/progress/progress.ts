import type { ApplyEvent } from '../../model/plan/events.ts';
import type { Style } from '../style.ts';

/** A view of a run under way, fed with its events. */
export interface Progress {
  readonly listener: (event: ApplyEvent) => void;
  /** Leaves the terminal as it was. To be called once, however the run ended. */
  end(): Promise<void>;
}

/** Where a view writes, and how its text is made. */
export interface Canvas {
  readonly write: (text: string) => void;
  readonly style: Style;
  /** Show command lines, and steps as they begin. */
  readonly verbose: boolean;
}

/** With --quiet and --json: nobody is told. */
export const silent: Progress = {
  listener: () => undefined,
  end: () => Promise.resolve(),
};

/**
 * What a signal leads to; the second one and those after it lead to nothing more.
 * @param step title of the step under way, where the reader does not see it; else null
 */
export function stoppingText(
  signal: 'SIGINT' | 'SIGTERM',
  times: number,
  step: string | null,
): string {
  const what = step === null ? 'this step' : `'${step}'`;
  return times === 1
    ? `${signal}: finishing ${what}, then stopping`
    : `still finishing ${what}: a program of LVM or Docker is not cut off half way`;
}

/** `0.42 s`, `12.3 s`. */
export function seconds(durationMs: number): string {
  const s = durationMs / 1000;
  return `${s < 10 ? s.toFixed(2) : s.toFixed(1)} s`;
}
