import { performance } from 'node:perf_hooks';
import { join } from 'node:path';
import { $ } from 'zx';
import { row, type Times } from './figures.ts';

const runJs = join(import.meta.dirname, '../..', 'bin', 'run.js');
const ROUNDS = 15;

/**
 * Prints what a start costs, with Node and as the executable, against `node -e 0` of the Node here.
 *
 * @param executable path of the executable (scripts/packaging/executable.ts)
 */
export async function benchStart(executable: string): Promise<void> {
  const node = process.execPath;
  const starts: readonly (readonly [what: string, goal: string, argv: readonly string[]])[] = [
    ['node -e 0', '', [node, '-e', '0']],
    ['dmctl --version', 'goal: 1.3 at most', [node, runJs, '--version']],
    ['dmctl verify --help', 'goal: 1.6 at most', [node, runJs, 'verify', '--help']],
    ['the executable --version', 'goal: 0.2 at most', [executable, '--version']],
    ['the executable verify --help', 'goal: 0.6 at most', [executable, 'verify', '--help']],
  ];
  const times: readonly Times[] = starts.map(() => []);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [index, [, , argv]] of starts.entries()) {
      const started = performance.now();
      await $({ quiet: true })`${argv}`;
      times[index]?.push(performance.now() - started);
    }
  }
  console.log(`\nstart-up, median of ${String(ROUNDS)} in turn, against node -e 0`);
  for (const [index, [what, goal]] of starts.entries()) {
    row(what, times[index] ?? [], times[0] ?? [], goal);
  }
}
