import type { ApplyEvent } from '../../model/plan/events.ts';
import { bytes, formatBytes } from '../../model/units.ts';
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

/** `120 MiB of 413 MiB, 45 MiB/s, 7 s left`. */
export function copiedText({
  step,
  bytes: copied,
  elapsedMs,
}: Extract<ApplyEvent, { kind: 'step-progress' }>): string {
  const { action } = step;
  const rate = elapsedMs < 500 ? 0 : (copied / elapsedMs) * 1000;
  const speed = rate === 0 ? [] : [`${formatBytes(bytes(Math.round(rate)))}/s`];
  const whole = action.kind === 'convert-layer' ? action.room : null;
  if (whole === null) return [formatBytes(copied), ...speed].join(', ');
  const left = rate === 0 ? [] : [`${String(Math.ceil((whole - copied) / rate))} s left`];
  const isDone = copied >= whole;
  const parts = [`${formatBytes(copied)} of ${formatBytes(whole)}`, ...speed];
  return [...parts, ...(isDone ? ['comparing'] : left)].join(', ');
}
