import type { Suite } from './guest/recipe.ts';
import { isFull } from './is-full.ts';

/**
 * Releases whose Docker has the driver. `npm run test:lab:full` takes a scenario to both; `npm test`
 * takes it to the newer one, where the older one's tools make no difference to what it is about.
 */
export const RELEASES: readonly Suite[] = isFull ? ['bookworm', 'bullseye'] : ['bookworm'];
