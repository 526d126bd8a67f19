import type { Explanation } from '../codes.ts';

/** DM1xx: what `dmctl verify` looks at. */
export const VERIFY_CODES = {} as const satisfies Record<string, Explanation>;
