import type { Step } from '../model/plan.ts';
import { actionLine } from './action.ts';
import type { Style } from './style.ts';

/** What a run would still do, or take back, without doing it. */
export function stepsAheadText(head: string, steps: readonly Step[], style: Style): string {
  const lines = steps.flatMap((step, i) => [
    `${String(i + 1).padStart(3)}. ${style.bold(step.title)}`,
    `     ${style.cyan(actionLine(step.action))}`,
    `     ${style.dim(step.why)}`,
  ]);
  const nothing = style.bold('Nothing was changed: this was a dry run.');
  return `${[style.bold(head), '', ...lines, '', nothing].join('\n')}\n`;
}
