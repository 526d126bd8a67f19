import type { Request } from '../../model/plan/journal.ts';

/** The request of `dmctl teardown`. */
export interface TeardownRequest {
  /** The confirmed pool, `VG/POOL` or `loop-lvm`; null if nothing was confirmed. */
  readonly confirm: string | null;
  /** A dry run needs no confirmation. */
  readonly dryRun: boolean;
  /** Zero all of each disk, not only its ends. */
  readonly erase: boolean;
}

/** The request as the journal keeps it. */
export const journaledTeardown = ({ confirm, erase }: TeardownRequest): Request => ({
  command: 'teardown',
  devices: [],
  options: { confirm: confirm ?? '', erase },
});
