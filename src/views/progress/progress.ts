import type { ApplyEvent } from '../../model/plan/events.ts';
import type { Style } from '../style.ts';

/** Shows a run in progress from its events. */
export interface Progress {
  readonly listener: (event: ApplyEvent) => void;
  /** Leaves the terminal as it was. Called once, however the run ends. */
  end(): Promise<void>;
}

/** The stream a view writes to, and its style. */
export interface Canvas {
  readonly write: (text: string) => void;
  readonly style: Style;
  /** Shows command lines, and steps as they begin. */
  readonly verbose: boolean;
}

/** Shows nothing, for --quiet and --json. */
export const silent: Progress = {
  listener: () => undefined,
  end: () => Promise.resolve(),
};

/**
 * Says what a signal does. Only the first one has an effect.
 * @param step title of the current step if the reader does not see it already; else null
 */
export function stoppingText(
  signal: 'SIGINT' | 'SIGTERM',
  times: number,
  step: string | null,
): string {
  const what = step === null ? 'this step' : `'${step}'`;
  return times === 1
    ? `${signal}: finishing ${what}, then stopping`
    : `still finishing ${what}: LVM and Docker commands are never interrupted`;
}

/** `0.42 s`, `12.3 s`. */
export function seconds(durationMs: number): string {
  const s = durationMs / 1000;
  return `${s < 10 ? s.toFixed(2) : s.toFixed(1)} s`;
}
