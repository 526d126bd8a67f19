import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/unit/**/*.test.ts', 'test/crash/**/*.test.ts'],
    testTimeout: 20_000,
  },
});
