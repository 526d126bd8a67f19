import type { PoolLayout } from '../../model/plan/plan.ts';
import { extentsToBytes, type Extents } from '../../model/units.ts';
import type { Style } from '../style.ts';

/** The sum of a volume group: what goes where, what is left, and what LVM would ask for. */
export function layoutText(layout: PoolLayout, style: Style): string {
  const row = (name: string, n: Extents, note = ''): string => {
    const size = style.size(extentsToBytes(n, layout.extentSize)).padStart(12);
    const line = `  ${name.padEnd(20)}${size}  ${String(n).padStart(9)} extents  ${style.dim(note)}`;
    return line.trimEnd();
  };
  return [
    style.bold(`The volume group, in extents of ${style.size(layout.extentSize)}`),
    row('data', layout.data),
    row('metadata', layout.metadata),
    row('spare', layout.spare, 'added by LVM, as large as the metadata'),
    row('free', layout.free),
    row('in all', layout.total),
    row('next data step', layout.dataStep, 'when use has just passed the threshold'),
    row('largest data step', layout.fullDataStep, 'when LVM finds the pool full'),
    row('largest metadata step', layout.fullMetadataStep, 'its spare included'),
    layout.canExtend
      ? style.green('  The data can grow by itself: a whole step fits, even when the pool is full.')
      : style.yellow('  The data cannot grow by itself: the largest step does not fit.'),
    '',
  ].join('\n');
}
