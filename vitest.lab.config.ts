import { defineConfig } from 'vitest/config';

/** The longest scenarios, and both releases: `npm run test:lab:full`. */
const isFull = process.env['DMCTL_LAB'] === 'full';

/** Scenarios on a real kernel, see test/lab/README.md. */
export default defineConfig({
  test: {
    include: ['test/lab/**/*.lab.ts'],
    exclude: isFull ? [] : ['test/lab/**/*.full.lab.ts'],
    reporters: isFull ? ['default', './test/lab/table.ts'] : ['default'],
    globalSetup: ['test/lab/guest/announce.ts'],
    pool: 'forks',
    // A guest has one processor, and the slowest part of every scenario is the guest.
    maxWorkers: 2,
    testTimeout: 300_000,
    hookTimeout: 600_000,
  },
});
