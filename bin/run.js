#!/usr/bin/env node
import { existsSync, readFileSync } from 'node:fs';
import nodeModule from 'node:module';
import { fileURLToPath } from 'node:url';

const argv = process.argv.slice(2);
const at = (path) => new URL(`../${path}`, import.meta.url);

async function run() {
  // Asked alone, the version needs nothing but package.json.
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
    const { name, version } = JSON.parse(readFileSync(at('package.json'), 'utf8'));
    console.log(`${name}/${version} ${process.platform}-${process.arch} node-${process.version}`);
    return;
  }
  if (!existsSync(at('dist/cli/main.js'))) {
    console.error('dmctl is not built yet. In its folder: npm ci && npm run build');
    process.exitCode = 1;
    return;
  }
  // Node 22.8 and later keep compiled code between runs.
  nodeModule.enableCompileCache?.();
  const { main } = await import(at('dist/cli/main.js').href);
  await main(argv, { root: fileURLToPath(at('.')) });
}

await run();
