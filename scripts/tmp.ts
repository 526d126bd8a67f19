import { mkdir, rm } from 'node:fs/promises';
import { makeExecutable } from './packaging/executable.ts';
import { releaseOf } from './packaging/release.ts';
await rm('/root/bun/w', { recursive: true, force: true });
await mkdir('/root/bun/w');
const r = await releaseOf();
console.log(await makeExecutable(r, '/root/bun/w'));
if (process.argv[2]) console.log(await makeExecutable(r, '/root/bun/w', 'arm64'));
