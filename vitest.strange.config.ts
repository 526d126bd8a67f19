import { join } from 'node:path';
import { mergeConfig } from 'vitest/config';
import usual from './vitest.config.ts';

/** The 28th of February of a leap year in UTC, already the 29th in Kathmandu. */
const MOMENT = Date.UTC(2036, 1, 28, 23, 10);

const clock = join(import.meta.dirname, 'test/strange/clock.cjs');

/**
 * Unit and crash tests on a machine with another clock, time zone and locale: no test may depend on
 * this one's. `npm test` runs them so. Set DMCTL_CLOCK_AHEAD_MS for another clock, also a late one.
 */
export default mergeConfig(usual, {
  test: {
    include: ['test/strange/*.test.ts'],
    env: {
      TZ: 'Asia/Kathmandu',
      LANG: 'de_DE.UTF-8',
      LC_ALL: 'de_DE.UTF-8',
      DMCTL_CLOCK_AHEAD_MS: process.env['DMCTL_CLOCK_AHEAD_MS'] ?? String(MOMENT - Date.now()),
      NODE_OPTIONS: `--require ${JSON.stringify(clock)}`,
    },
  },
});
