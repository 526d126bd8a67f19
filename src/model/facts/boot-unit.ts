import type { Known } from '../known.ts';

/** Of the unit that activates the pool before Docker, what lies on disk. */
export interface BootUnitFiles {
  /** null: no file is there. */
  readonly text: string | null;
  readonly sha256: string | null;
  /** docker.service wants it: the link that `systemctl enable` makes is there and leads to it. */
  readonly enabled: boolean;
}

/** The same, as far as it could be read. */
export type BootUnit = Known<BootUnitFiles>;
