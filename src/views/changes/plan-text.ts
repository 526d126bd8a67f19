import type { Plan, PoolLayout, Step } from '../../model/plan/plan.ts';
import { extentsToBytes, type Extents } from '../../model/units.ts';
import { noticesText } from '../failure-text.ts';
import { growthText } from './growth-text.ts';
import { nothingChanged, stepText } from './step-text.ts';
import type { Style } from '../style.ts';
import { counted } from '../text.ts';

/** The dry run of `resume` and `rollback`: the steps still to be taken or undone. */
export function stepsAheadText(head: string, steps: readonly Step[], style: Style): string {
  const lines = steps.map((step, i) => stepText(step, i + 1, style));
  return `${[style.bold(head), '', ...lines, '', nothingChanged(style)].join('\n')}\n`;
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

/** Shows how a volume group is divided up, what stays free, and what an extension needs. */
function layoutText(layout: PoolLayout, style: Style): string {
  const row = (name: string, n: Extents, note = ''): string => {
    const size = style.size(extentsToBytes(n, layout.extentSize)).padStart(12);
    const line = `  ${name.padEnd(27)}${size}  ${String(n).padStart(9)} extents  ${style.dim(note)}`;
    return line.trimEnd();
  };
  return [
    style.bold(`The volume group, in extents of ${style.size(layout.extentSize)}`),
    row('data', layout.data),
    row('metadata', layout.metadata),
    row('spare', layout.spare, 'added by LVM, as large as the metadata'),
    row('free', layout.free),
    row('total', layout.total),
    row('next data extension', layout.dataStep, 'when usage has just passed the threshold'),
    row('largest data extension', layout.fullDataStep, 'when LVM finds the pool full'),
    row('largest metadata extension', layout.fullMetadataStep, 'including its spare'),
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
