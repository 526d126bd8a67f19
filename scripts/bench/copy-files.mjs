/**
 * `node --import tsx copy-files.mjs FROM TO TAR-SPLIT`: copies a directory as a layer that has none
 * below it, and takes the digest of the copy; prints the milliseconds, and the most memory that it
 * had at once, in bytes.
 */
import { performance } from 'node:perf_hooks';
import { createHost } from '../../src/host/create-host.ts';

const [from, to, tarSplit] = process.argv.slice(2);
const host = createHost();
const started = performance.now();
await host.copyDifference({ from, below: null, to }, { tell: () => undefined });
await host.tarSplitDigest(tarSplit, to);
const ms = performance.now() - started;
console.log(JSON.stringify({ ms, peak: process.resourceUsage().maxRSS * 1024 }));
