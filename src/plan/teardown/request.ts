import type { Request } from '../../model/plan/journal.ts';

/** What `dmctl teardown` was asked for. */
export interface TeardownRequest {
  /** What may be taken down, `VG/POOL` or `loop-lvm`; null: nothing was confirmed. */
  readonly confirm: string | null;
  /** A dry run needs no confirmation. */
  readonly dryRun: boolean;
  /** Zeros over all of each disk, not only over its ends. */
  readonly erase: boolean;
}

/** The request as the journal keeps it. */
export const journaledTeardown = ({ confirm, erase }: TeardownRequest): Request => ({
  command: 'teardown',
  devices: [],
  options: { confirm: confirm ?? '', erase },
});
