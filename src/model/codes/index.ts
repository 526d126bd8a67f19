import { BOOT_CODES } from './boot.ts';
import { CONTAINERD_CODES } from './containerd.ts';
import { DMCTL_CODES } from './dmctl.ts';
import { DOCKER_CODES } from './docker.ts';
import { LAYER_CODES } from './layers.ts';
import { LVM_HOST_CODES } from './lvm-host.ts';
import { MIGRATE_CODES } from './migrate.ts';
import { POOL_CODES } from './pool.ts';
import { REPAIR_CODES } from './repair.ts';
import { SETUP_CODES } from './setup.ts';
import { TEARDOWN_CODES } from './teardown.ts';

/** The explanation that `dmctl explain CODE` prints. */
export interface Explanation {
  readonly title: string;
  /** Meaning of the code in one or two sentences. */
  readonly meaning: string;
  readonly why: string;
  /** Remedies, one line each. */
  readonly fix: readonly string[];
}

/**
 * Every code dmctl can print. Only `explain` and `completion` show the texts; the rest imports the type
 * `Code`, so that no other command loads them.
 */
export const CODES = {
  ...DMCTL_CODES,
  ...SETUP_CODES,
  ...DOCKER_CODES,
  ...POOL_CODES,
  ...BOOT_CODES,
  ...LVM_HOST_CODES,
  ...LAYER_CODES,
  ...TEARDOWN_CODES,
  ...MIGRATE_CODES,
  ...CONTAINERD_CODES,
  ...REPAIR_CODES,
} as const satisfies Readonly<Record<string, Explanation>>;

export type Code = keyof typeof CODES;
