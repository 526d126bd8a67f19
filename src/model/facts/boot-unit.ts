import type { Known } from '../known.ts';

/** The files of the unit that activates the pool before Docker starts. */
export interface BootUnitFiles {
  /** null: the file does not exist. */
  readonly text: string | null;
  readonly sha256: string | null;
  /** True if the link that `systemctl enable` makes exists and leads to the unit. */
  readonly enabled: boolean;
}

/** The unit's files, as far as they could be read. */
export type BootUnit = Known<BootUnitFiles>;
