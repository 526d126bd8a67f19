import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { $ } from 'zx';
import { mebibytes, row } from './figures.ts';

const FILES = [10_000, 100_000] as const;
const BYTES = 512;

/** A tar-split.json of the files that many-files.mjs writes, with a block before each. */
function tarSplitOf(files: number): Buffer {
  const header = JSON.stringify({ type: 2, payload: Buffer.alloc(512).toString('base64') });
  const lines = Array.from({ length: files }, (_, file) => {
    const name = `${String(Math.floor(file / 100))}/${String(file)}`;
    return `${header}\n${JSON.stringify({ type: 1, name, size: BYTES })}\n`;
  });
  return gzipSync(lines.join(''));
}

interface Copied {
  readonly ms: number;
  /** Bytes. */
  readonly peak: number;
}

/** Copies so many files in a process of its own, below `folder`. */
async function copied(files: number, folder: string): Promise<Copied> {
  const [from, to, split] = [join(folder, 'from'), join(folder, 'to'), join(folder, 'split.gz')];
  const node = process.execPath;
  await $({ quiet: true })`${node} scripts/bench/many-files.mjs ${from} ${files} ${BYTES}`;
  await mkdir(to);
  await writeFile(split, tarSplitOf(files));
  const copy = await $({
    quiet: true,
  })`${node} --import tsx scripts/bench/copy-files.mjs ${from} ${to} ${split}`;
  return JSON.parse(copy.stdout) as Copied;
}

/**
 * Prints how the time and the memory of converting one layer grow with its files, on this machine:
 * the copy, its comparison and its digest, without the programs that mount a layer.
 */
export async function benchCopy(): Promise<void> {
  const taken: Copied[] = [];
  for (const files of FILES) {
    const folder = await mkdtemp(join(tmpdir(), 'dmctl-copy-'));
    try {
      taken.push(await copied(files, folder));
    } finally {
      await rm(folder, { recursive: true });
    }
  }
  const [few, many] = taken;
  if (few === undefined || many === undefined) throw new Error('nothing was copied');
  console.log('\na layer copied and compared on this machine, once');
  row(`layer of ${String(FILES[0])} files`, [few.ms], [few.ms]);
  row('ten times the files', [many.ms], [few.ms], 'goal: 11 at most');
  console.log(
    `peak memory: ${mebibytes(few.peak)}, with ten times the files ${mebibytes(many.peak)} (goal: 300 MB at most)`,
  );
}
