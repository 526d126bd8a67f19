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
    // Only guards against hangs, as each command's own limit does: some tests try dozens of cases.
    testTimeout: 1_800_000,
    hookTimeout: 600_000,
  },
});
