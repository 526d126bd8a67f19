import { describe, expect, test } from 'vitest';
import { readMetaDb } from '../../src/containerd/meta-db.ts';
import { readMetadataDb } from '../../src/containerd/metadata-db.ts';
import { DROP_IN } from '../../src/containerd/imports.ts';
import { readPoolDb } from '../../src/containerd/pool-db.ts';
import { reads, writes } from '../../src/model/command.ts';
import { answerTo, databaseOf, statesOf } from '../helpers/recorded-containerd.ts';
import { boltFile } from './bolt-file.ts';
import { CONFIG } from './containerd-config.ts';
import { poolDb, recordedTree, RELEASE } from './containerd-databases.ts';
import { put } from './files.ts';
import { runProgram } from './programs.ts';
import { startState } from './start.ts';

const READERS = [
  ['metadata.db', readMetadataDb],
  ['pool.db', readPoolDb],
  ['meta.db', readMetaDb],
] as const;

describe('the databases of the simulated containerd say what the recorded ones say', () => {
  test.each(statesOf(RELEASE))('in the state %s', (state) => {
    for (const [name, read] of READERS) {
      const recorded = databaseOf(RELEASE, state, name);
      if (recorded === null) continue;
      const written = read(boltFile(recordedTree(state, name)));
      expect(written.ok, name).toBe(true);
      expect(written, name).toEqual(read(recorded));
    }
  });
});

/** The text of a file in a recorded state. */
const fileIn = (name: string, path: string): string =>
  answerTo(RELEASE, name, `cat ${path}`).stdout;

test.each(['not-configured', 'pool-absent'])(
  'the simulated containerd prints its configuration in the state %s as the recorded one did',
  (name) => {
    const state = startState();
    put(state, CONFIG, fileIn(name, CONFIG));
    const dropIn = fileIn(name, DROP_IN);
    if (dropIn !== '') put(state, DROP_IN, dropIn);
    const dump = reads('containerd', ['--config', CONFIG, 'config', 'dump'], 60_000);
    const { stdout } = runProgram(state, () => undefined, dump);
    expect(stdout).toBe(answerTo(RELEASE, name, 'containerd config dump').stdout);
  },
);

test('given a pool that is gone when containerd starts, the simulated one has a list of its devices all the same', () => {
  const state = startState({ containerd: fileIn('pool-absent', CONFIG) });
  put(state, DROP_IN, fileIn('pool-absent', DROP_IN));
  runProgram(state, () => undefined, writes('systemctl', ['restart', 'containerd.service']));
  expect(state.containerd?.plugin).toBe('pool-absent');
  expect(state.files.has(poolDb('containerd-thinpool'))).toBe(
    databaseOf(RELEASE, 'pool-absent', 'pool.db') !== null,
  );
});
