import type { Explanation } from '../codes.ts';
import { VERIFY_DOCKER_CODES } from './verify-docker.ts';
import { VERIFY_POOL_CODES } from './verify-pool.ts';

/** DM1xx: what `dmctl verify` looks at. */
export const VERIFY_CODES = {
  ...VERIFY_DOCKER_CODES,
  ...VERIFY_POOL_CODES,
} as const satisfies Record<string, Explanation>;
