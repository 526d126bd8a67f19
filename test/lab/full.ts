import { test } from 'vitest';

/** All scenarios are asked for, with the time that takes: `npm run test:lab:full`. */
export const isFull = process.env['DMCTL_LAB'] === 'full';

/**
 * A scenario for `npm run test:lab:full` alone. `npm test` has to end within half an hour, so it takes
 * of each command the way that most people go, a refusal and a death; a file's other ways are these.
 */
export function testInFull(name: string, run: () => Promise<void>, timeoutMs?: number): void {
  if (isFull) test(name, run, timeoutMs);
}
