import { defineConfig } from 'vitest/config';
import LongestFirst from './test/longest-first.ts';

export default defineConfig({
  test: {
    include: ['test/unit/**/*.test.ts', 'test/crash/**/*.test.ts'],
    // A worker's files share its modules: a process and all of src for each took most of the time.
    // No test may leave anything behind in a module, then.
    isolate: false,
    // Vitest leaves one processor alone, which is half of two.
    maxWorkers: '100%',
    sequence: { sequencer: LongestFirst },
    testTimeout: 20_000,
  },
});
