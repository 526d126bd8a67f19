import type { Step } from '../../model/plan/plan.ts';
import type { NewFile } from './files.ts';

/** Steps that give a pool to an engine, and the files that they write. */
export interface HandOver {
  readonly steps: readonly Step[];
  readonly files: readonly NewFile[];
}
