import type { Explanation } from '../codes.ts';

/** DM24x: what stands in a log. */
export const LOG_CODES = {
  DM240: {
    title: 'the data root and the pool do not belong together',
    meaning:
      'Docker found another base device in the pool than its data root remembers, or a used pool and an empty data root.',
    why: 'The data root is of an earlier pool, or the pool of another data root. Docker does not start, and touches neither.',
    fix: [
      'find the other half first: lvs -a shows the pools, ls -d /var/lib/docker* the data roots; dmctl history tells what was moved',
      'the pool is new and empty: move the old data root aside, mv /var/lib/docker /var/lib/docker.old, and start Docker',
      'the data root is new and empty: put back the one that belongs to the pool',
    ],
  },
} as const satisfies Record<string, Explanation>;
