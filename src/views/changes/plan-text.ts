import type { Plan, Step } from '../../model/plan/plan.ts';
import { noticesText } from '../failure-text.ts';
import { growthText } from './growth-text.ts';
import { layoutText } from './layout-text.ts';
import { counted, nothingChanged, stepText } from './step-text.ts';
import type { Style } from '../style.ts';

/** What a run would still do, or take back, without doing it. */
export function stepsAheadText(head: string, steps: readonly Step[], style: Style): string {
  const lines = steps.map((step, i) => stepText(step, i + 1, style));
  return `${[style.bold(head), '', ...lines, '', nothingChanged(style)].join('\n')}\n`;
}

/**
 * A plan that was not carried out, for people: each step with its command line, reason and risk,
 * the sum of the volume group, notes, and last that nothing was changed.
 */
export function planText(plan: Plan, style: Style): string {
  const notes = noticesText(plan.warnings, style);
  if (plan.steps.length === 0) {
    return `${notes}Nothing to do: the host is as asked for already.\n${nothingChanged(style)}\n`;
  }
  const head = `${plan.command}: ${counted(plan.steps.length, 'step')}, plan ${plan.id}`;
  const steps = plan.steps.map((step, i) => stepText(step, i + 1, style)).join('\n');
  const sum = plan.layout === null ? '' : layoutText(plan.layout, style);
  const sizes =
    plan.growth === undefined ? '' : `${style.bold('The pool')}\n${growthText(plan.growth, style)}`;
  const parts = [
    `${style.bold(head)}\n\n${steps}\n`,
    sum,
    sizes,
    notes,
    `${nothingChanged(style)}\n`,
  ];
  return parts.filter((part) => part !== '').join('\n');
}
