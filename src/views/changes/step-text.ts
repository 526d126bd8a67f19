import type { Step } from '../../model/plan/plan.ts';
import { actionLine, isCall } from './action.ts';
import type { Style } from '../style.ts';

function riskText({ risk, final }: Step, style: Style): string {
  switch (risk) {
    case 'safe':
      return style.dim(final === true ? 'safe, permanent' : 'safe');
    case 'reversible':
      return style.dim(final === true ? 'cannot be undone' : 'can be undone');
    case 'destroys-data':
      return style.red('destroys existing data');
  }
}

/** Shows a planned step: number, title, command if it is one, reason and risk. */
export function stepText(step: Step, number: number, style: Style): string {
  const { title, why, documented, action } = step;
  const origin = documented === null ? '' : `; documented step ${String(documented)}`;
  const lines = [
    `${String(number).padStart(3)}. ${style.bold(title)}`,
    ...(isCall(action) ? [`     ${style.cyan(actionLine(action))}`] : []),
    `     ${style.dim(why)} (${riskText(step, style)}${style.dim(origin)})`,
  ];
  return lines.join('\n');
}

/** The last line of every dry run. */
export const nothingChanged = (style: Style): string =>
  style.bold('Nothing was changed: this was a dry run.');
