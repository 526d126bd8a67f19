import type { Notice } from '../../model/notice.ts';
import type { Plan, PoolLayout, Step } from '../../model/plan/plan.ts';
import { extentsToBytes, type Extents } from '../../model/units.ts';
import { noticesText } from '../failure-text.ts';
import { actionLine, isCall } from './action.ts';
import { growthLines } from './done-text.ts';
import { plannedReclaimText } from './reclaim-text.ts';
import type { Style } from '../style.ts';
import { counted } from '../text.ts';

/** The dry run of `resume` and `rollback`: the steps still to be taken or undone. */
export function stepsAheadText(
  head: string,
  steps: readonly Step[],
  style: Style,
  warnings: readonly Notice[] = [],
): string {
  const lines = steps.map((step, i) => stepText(step, i + 1, style));
  const notes = noticesText(warnings, style);
  return `${[style.bold(head), '', ...lines, '', `${notes}${nothingChanged(style)}`].join('\n')}\n`;
}

/**
 * The dry run of a plan: each step with its command line, reason and risk,
 * the volume group, notes, and a last line that nothing was changed.
 */
export function planText(plan: Plan, style: Style): string {
  const notes = noticesText(plan.warnings, style);
  if (plan.steps.length === 0) {
    return `${notes}Nothing to do: the host is already as requested.\n${nothingChanged(style)}\n`;
  }
  const head = `${plan.command}: ${counted(plan.steps.length, 'step')}, plan ${plan.id}`;
  const steps = plan.steps.map((step, i) => stepText(step, i + 1, style)).join('\n');
  const sum = plan.layout === null ? '' : layoutText(plan.layout, style);
  const growth = plan.growth === undefined ? [] : growthLines(plan.growth, style);
  const sizes = growth.map((line) => `  ${line}\n`).join('');
  const parts = [
    `${style.bold(head)}\n\n${steps}\n`,
    sum,
    sizes === '' ? '' : `${style.bold('The pool')}\n${sizes}`,
    plan.reclaim === undefined ? '' : plannedReclaimText(plan.reclaim, style),
    notes,
    `${nothingChanged(style)}\n`,
  ];
  return parts.filter((part) => part !== '').join('\n');
}

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
function stepText(step: Step, number: number, style: Style): string {
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
const nothingChanged = (style: Style): string =>
  style.bold('Nothing was changed: this was a dry run.');

/** Shows how a volume group is divided up, what stays free, and what an extension needs. */
function layoutText(layout: PoolLayout, style: Style): string {
  const row = (name: string, n: Extents, note = ''): string => {
    const size = style.size(extentsToBytes(n, layout.extentSize)).padStart(12);
    const line = `  ${name.padEnd(27)}${size}  ${String(n).padStart(9)} extents  ${style.dim(note)}`;
    return line.trimEnd();
  };
  const what = layout.inGroup === true ? 'The free space of the volume group' : 'The volume group';
  return [
    style.bold(`${what}, in extents of ${style.size(layout.extentSize)}`),
    row('data', layout.data),
    row('metadata', layout.metadata),
    row('spare', layout.spare, 'added by LVM, as large as the metadata'),
    row(layout.inGroup === true ? 'stays free' : 'free', layout.free),
    row('total', layout.total),
    row('next data extension', layout.dataExtension, 'when usage has just passed the threshold'),
    row('largest data extension', layout.fullDataExtension, 'when LVM finds the pool full'),
    row('largest metadata extension', layout.fullMetadataExtension, 'including its spare'),
    layout.canExtend
      ? style.green(
          '  The data can be extended automatically: an extension fits even when the pool is full.',
        )
      : style.yellow(
          '  The data cannot be extended automatically: the largest extension does not fit.',
        ),
    '',
  ].join('\n');
}
