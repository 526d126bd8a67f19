import { availableParallelism, totalmem } from 'node:os';
import { defineConfig } from 'vitest/config';
import { isFull, isRelease } from './test/lab/is-full.ts';
import LongestFirst from './test/longest-first.ts';

const GIB = 1024 ** 3;
/** A guest has one processor and 1 GiB of its own, and is the slowest part of every scenario. */
const guests = Math.max(2, Math.min(availableParallelism(), Math.floor(totalmem() / (3 * GIB))));

const FULL = 'test/lab/**/*.full.lab.ts';
const RELEASE = 'test/lab/**/*.release.lab.ts';

/** Scenarios on a real kernel, see test/lab/README.md. */
export default defineConfig({
  test: {
    include: [isRelease ? RELEASE : 'test/lab/**/*.lab.ts'],
    exclude: [...(isFull ? [] : [FULL]), ...(isRelease ? [] : [RELEASE])],
    reporters: isFull ? ['default', './test/lab/table.ts'] : ['default'],
    globalSetup: ['test/lab/guest/announce.ts'],
    pool: 'forks',
    maxWorkers: guests,
    sequence: { sequencer: LongestFirst },
    // Only guards against hangs, as each command's own limit does: some tests try dozens of cases.
    testTimeout: 1_800_000,
    hookTimeout: 600_000,
  },
});
