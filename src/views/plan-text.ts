import type { Plan, Risk, Step } from '../model/plan.ts';
import { actionLine } from './action.ts';
import { noticesText } from './failure-text.ts';
import { layoutText } from './layout-text.ts';
import type { Style } from './style.ts';

function riskText(risk: Risk, style: Style): string {
  switch (risk) {
    case 'safe':
      return style.dim('safe');
    case 'reversible':
      return style.dim('can be taken back');
    case 'destroys-data':
      return style.red('destroys what is there');
  }
}

function stepText(step: Step, number: number, style: Style): string {
  const documented =
    step.documented === null ? '' : style.dim(`, step ${String(step.documented)} in Docker's page`);
  return [
    `${String(number).padStart(3)}. ${style.bold(step.title)}  (${riskText(step.risk, style)}${documented})`,
    `     ${style.cyan(actionLine(step.action))}`,
    `     ${style.dim(step.why)}`,
  ].join('\n');
}

const counted = (n: number, word: string): string => `${String(n)} ${word}${n === 1 ? '' : 's'}`;

/**
 * A plan that was not carried out, for people: each step with its command line, risk and reason,
 * the sum of the volume group, and last that nothing was changed.
 */
export function planText(plan: Plan, style: Style): string {
  const nothing = style.bold('Nothing was changed: this was a dry run.');
  const notes = noticesText(plan.warnings, style);
  if (plan.refusals.length > 0) return `${nothing}\n`;
  if (plan.steps.length === 0) {
    return `${notes}Nothing to do: the host is as asked for already.\n${nothing}\n`;
  }
  const head = style.bold(
    `${plan.command}: ${counted(plan.steps.length, 'step')}, plan ${plan.id}`,
  );
  const steps = plan.steps.map((step, i) => stepText(step, i + 1, style)).join('\n');
  const layout = plan.layout === null ? '' : `${layoutText(plan.layout, style)}\n`;
  return `${head}\n\n${steps}\n\n${layout}${notes === '' ? '' : `${notes}\n`}${nothing}\n`;
}
