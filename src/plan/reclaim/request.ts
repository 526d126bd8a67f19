import type { EngineName } from '../../model/engine.ts';
import type { Request } from '../../model/plan/journal.ts';

/** The request of `dmctl reclaim`. */
export interface ReclaimRequest {
  /** Whose pool; null: there is one alone. */
  readonly engine: EngineName | null;
  /** Delete thin devices that the engine has no record of, instead of trimming file systems. */
  readonly orphans: boolean;
  /** The confirmed pool, `VG/POOL`; null if nothing was confirmed. */
  readonly confirm: string | null;
  /** A dry run needs no confirmation. */
  readonly dryRun: boolean;
}

/** The request as the journal keeps it. */
export const journaledReclaim = ({ engine, orphans, confirm }: ReclaimRequest): Request => ({
  command: 'reclaim',
  devices: [],
  options: {
    ...(orphans && { orphans, confirm: confirm ?? '' }),
    ...(engine !== null && { engine }),
  },
});
