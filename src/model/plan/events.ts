import type { Direction } from './journal.ts';
import type { Notice } from '../notice.ts';
import type { Bytes } from '../units.ts';
import type { Step } from './plan.ts';

/** The events of a run, in one feed that every view draws. */
export type ApplyEvent =
  | {
      readonly kind: 'run-opened';
      readonly runId: string;
      readonly steps: readonly Step[];
      readonly resumed: boolean;
    }
  | { readonly kind: 'step-started'; readonly direction: Direction; readonly step: Step }
  /** How much a step that copies has copied so far, some times a second. */
  | {
      readonly kind: 'step-progress';
      readonly step: Step;
      readonly bytes: Bytes;
      readonly elapsedMs: number;
    }
  | {
      readonly kind: 'step-finished';
      readonly direction: Direction;
      readonly step: Step;
      readonly how: 'acted' | 'adopted';
      readonly durationMs: number;
    }
  | {
      readonly kind: 'step-failed';
      readonly direction: Direction;
      readonly step: Step;
      readonly message: string;
    }
  | { readonly kind: 'turned-back'; readonly why: string }
  | { readonly kind: 'stopping'; readonly signal: 'SIGINT' | 'SIGTERM' }
  | { readonly kind: 'waiting-for-lock'; readonly message: string }
  | { readonly kind: 'notice'; readonly notice: Notice };

export type Listener = (event: ApplyEvent) => void;
