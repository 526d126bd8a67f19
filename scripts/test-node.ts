/**
 * `npm run test:node`: the unit and crash tests with each later Node that dmctl is said to run on,
 * fetched with npm.
 *   npm run test:node -- 22    with this one alone
 */
import { $, argv } from 'zx';
import { LATER_NODES, laterNode } from './packaging/later-nodes.ts';

const asked = argv._.map(String);

let worst = 0;
for (const version of asked.length > 0 ? asked : LATER_NODES) {
  const node = laterNode(version);
  const run = $({ stdio: 'inherit', nothrow: true });
  const built = await run`${node} scripts/bootstrap.mjs`;
  const tested = await run`${node} node_modules/vitest/vitest.mjs run`;
  const exitCode = Math.max(built.exitCode ?? 1, tested.exitCode ?? 1);
  console.log(`Node ${version}: ${exitCode === 0 ? 'all passed' : 'FAILED'}`);
  worst = Math.max(worst, exitCode);
}
await $`${process.execPath} scripts/bootstrap.mjs`;
process.exitCode = worst;
