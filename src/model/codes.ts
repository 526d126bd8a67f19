import type { HOST_CODES } from './codes/host.ts';
import type { DISK_CODES } from './codes/disk.ts';
import type { DOCKER_CODES } from './codes/docker.ts';
import type { RUN_CODES } from './codes/run.ts';
import type { LAYER_CODES } from './codes/layers.ts';
import type { LOG_CODES } from './codes/logs.ts';
import type { LOOP_CODES } from './codes/loop.ts';
import type { POOL_CODES } from './codes/pool.ts';
import type { TEARDOWN_CODES } from './codes/teardown.ts';
import type { VERIFY_CODES } from './codes/verify.ts';

/** What `dmctl explain CODE` prints. */
export interface Explanation {
  readonly title: string;
  /** What the code means, in a sentence or two. */
  readonly meaning: string;
  readonly why: string;
  /** What to do, one line each. */
  readonly fix: readonly string[];
}

export type Code =
  | keyof typeof HOST_CODES
  | keyof typeof DISK_CODES
  | keyof typeof DOCKER_CODES
  | keyof typeof RUN_CODES
  | keyof typeof LAYER_CODES
  | keyof typeof LOG_CODES
  | keyof typeof LOOP_CODES
  | keyof typeof POOL_CODES
  | keyof typeof TEARDOWN_CODES
  | keyof typeof VERIFY_CODES;
