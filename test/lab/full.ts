import { test } from 'vitest';
import { isFull } from './is-full.ts';

/**
 * A scenario for `npm run test:lab:full` alone. `npm test` has to end within half an hour, so it takes
 * of each command the way that most people go, a refusal and a death; a file's other ways are these.
 */
export function testInFull(name: string, run: () => Promise<void>, timeoutMs?: number): void {
  if (isFull) test(name, run, timeoutMs);
}
