/**
 * `npm run test:runtimes`: the unit and crash tests with each later Node that dmctl is said to run on, and the
 * unit tests with the Bun of the executable; all fetched with npm.
 *   npm run test:runtimes -- 22     with this one alone
 *   npm run test:runtimes -- bun
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { $, argv } from 'zx';
import { bun, ownProcessor } from './packaging/bun-runtime.ts';
import { LATER_NODES, laterNode } from './packaging/later-nodes.ts';

const VITEST = 'node_modules/vitest/vitest.mjs';
const run = $({ stdio: 'inherit', nothrow: true });

/** dist/ has code that this Node compiled, so it is built with it. */
async function withNode(version: string): Promise<number> {
  const node = laterNode(version);
  const built = await run`${node} scripts/bootstrap.mjs`;
  const tested = await run`${node} ${VITEST} run`;
  return Math.max(built.exitCode ?? 1, tested.exitCode ?? 1);
}

/** Leaves out test/unit/built, which starts bin/run.js: that is Node's. */
async function withBun(): Promise<number> {
  const work = await mkdtemp(join(tmpdir(), 'dmctl-bun-'));
  try {
    const path = await bun(work, ownProcessor());
    const tests = ['test/unit', '--exclude', 'test/unit/built/**'];
    return (await run`${path} --bun ${VITEST} run ${tests}`).exitCode ?? 1;
  } finally {
    await rm(work, { recursive: true });
  }
}

const asked = argv._.map(String);
let worst = 0;
for (const runtime of asked.length > 0 ? asked : [...LATER_NODES, 'bun']) {
  const exitCode = await (runtime === 'bun' ? withBun() : withNode(runtime));
  console.log(`${runtime}: ${exitCode === 0 ? 'all passed' : 'FAILED'}`);
  worst = Math.max(worst, exitCode);
}
await $`${process.execPath} scripts/bootstrap.mjs`;
process.exitCode = worst;
