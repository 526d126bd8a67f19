import type { Request, TeardownRequest } from '../../model/plan/journal.ts';

/** The request as the journal keeps it. */
export const journaledTeardown = ({ confirm, erase }: TeardownRequest): Request => ({
  command: 'teardown',
  devices: [],
  options: { confirm: confirm ?? '', erase },
});
