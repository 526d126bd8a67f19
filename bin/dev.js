#!/usr/bin/env -S npx tsx
// dmctl from its sources, without a build: npx tsx bin/dev.js COMMAND
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Plugin } from '@oclif/core';
import { main } from '../src/cli/main.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const pjson = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
const commands = new Plugin({ root, isRoot: true, ignoreManifest: true, pjson });

await main(process.argv.slice(2), { root, commands });
