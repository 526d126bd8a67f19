#!/usr/bin/env -S npx tsx
// dmctl from its sources, without a build: npx tsx bin/dev.js COMMAND
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

async function run() {
  const { Plugin } = await import('@oclif/core');
  const { main } = await import('../src/cli/main.ts');
  const root = join(__dirname, '..');
  const pjson = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const plugin = new Plugin({ root, isRoot: true, ignoreManifest: true, pjson });
  await main(process.argv.slice(2), plugin);
}

run();
