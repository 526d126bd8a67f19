/**
 * `npm run bench`: what dmctl costs, as ratios taken in one run. Times differ from machine to
 * machine; ratios and counts of child processes do not.
 *   npm run bench -- --rounds 5     more rounds (3; 7 of the freeze, 1 of a migration)
 *   npm run bench -- --start        only start-up, without the lab
 *   npm run bench -- --lab          only setup and verify
 *   npm run bench -- --freeze       only how long a resize keeps writers waiting
 *   npm run bench -- --scale        only what many layers cost, without the lab
 *   npm run bench -- --migrate      only a migration to overlay2 (1 round); ten minutes or more
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv } from 'zx';
import { benchCopy } from './bench/copy.ts';
import { benchFreeze } from './bench/freeze.ts';
import { benchLab } from './bench/lab.ts';
import { benchMigrate } from './bench/migrate.ts';
import { benchScale } from './bench/scale.ts';
import { benchStart } from './bench/start.ts';
import { makeExecutable } from './packaging/executable.ts';
import { releaseOf } from './packaging/release.ts';

const rounds = Number(argv['rounds'] ?? 3);
const freezeRounds = Number(argv['rounds'] ?? 7);
const migrateRounds = Number(argv['rounds'] ?? 1);

/** Made once, when a part asks for it; removed at the end. */
const work = await mkdtemp(join(tmpdir(), 'dmctl-bench-'));
let made: Promise<string> | null = null;
const executable = (): Promise<string> => (made ??= make());

async function make(): Promise<string> {
  const { path } = await makeExecutable(await releaseOf(), work);
  return path;
}

const PARTS = {
  start: async () => benchStart(await executable()),
  lab: async () => benchLab(await executable(), rounds),
  freeze: () => benchFreeze(freezeRounds),
  scale: () => benchScale(rounds),
  migrate: async () => {
    await benchCopy();
    await benchMigrate(migrateRounds);
  },
};
const named = Object.entries(PARTS).filter(([name]) => argv[name] === true);
try {
  for (const [, part] of named.length > 0 ? named : Object.entries(PARTS)) await part();
} finally {
  await rm(work, { recursive: true, force: true });
}
