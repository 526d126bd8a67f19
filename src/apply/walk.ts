import type { Step } from '../model/plan/plan.ts';
import type { Walk } from './parts.ts';
import { takeStep, type Ahead, type StepFailure } from './step.ts';

export type WalkEnd =
  | { readonly kind: 'finished'; readonly acted: boolean }
  | { readonly kind: 'stopped'; readonly signal: 'SIGINT' | 'SIGTERM'; readonly acted: boolean }
  | { readonly kind: 'failed'; readonly failure: StepFailure; readonly acted: boolean };

/**
 * Takes the steps one after another. A stop signal takes effect between two steps; an undo is always
 * finished, since half of one helps nobody.
 */
export async function walkSteps(walk: Walk, steps: readonly Step[]): Promise<WalkEnd> {
  try {
    return await walkThrough(walk, steps);
  } finally {
    // A failure here must not hide how the run ended; whoever continues it releases what is left.
    await walk.kept.release(walk.parts.host).catch(() => undefined);
  }
}

async function walkThrough(walk: Walk, steps: readonly Step[]): Promise<WalkEnd> {
  let ahead: Ahead = null;
  let acted = walk.begun.size > 0;
  for (const [index, step] of steps.entries()) {
    const signal = walk.parts.stop.requested;
    if (signal !== null && walk.direction === 'do') return { kind: 'stopped', signal, acted };
    const end = await takeStep(walk, step, ahead, steps[index + 1] ?? null);
    if (!end.ok)
      return {
        kind: 'failed',
        failure: end.failure,
        acted: acted || end.failure.performed !== null,
      };
    acted ||= end.how === 'acted';
    ahead = end.ahead;
  }
  return { kind: 'finished', acted };
}
