import { resize } from '../../src/jobs/resize.ts';
import { setupDirectLvm } from '../../src/jobs/setup-direct-lvm.ts';
import { teardown } from '../../src/jobs/teardown.ts';
import { bytes, GIB, KIB } from '../../src/model/units.ts';
import type { Job } from '../../src/run/job.ts';
import { documentedRequest } from '../helpers/blank-host.ts';
import { DEBIANS_FILE } from './containerd-config.ts';
import { META, METADATA, poolDb, putTree, recordedTree } from './containerd-databases.ts';
import { activateDevices } from './containerd-snapshots.ts';
import { after } from './prepared.ts';
import type { Scenario } from './scenario.ts';
import { startState } from './start.ts';
import { disk, type State } from './state.ts';

const POOL = 'containerd-thinpool';

/** Debian's file, as somebody has written notes into it. */
const NOTED = `# Ours: see the wiki before you change it.\n\n${DEBIANS_FILE}# and nothing below this line\n`;

/** `dmctl setup direct-lvm /dev/xvdf --engine containerd`. */
const setUp = (): Job =>
  setupDirectLvm(
    documentedRequest({
      engine: 'containerd',
      snapshotter: { baseSize: bytes(10 * GIB), fs: 'ext4', cri: false },
      vg: 'containerd',
      chunkSize: bytes(64 * KIB),
    }),
  );

const takeDown = (): Job =>
  teardown({ confirm: 'containerd/thinpool', dryRun: false, erase: false });

const addDisk = (): Job =>
  resize({
    ...{
      engine: null,
      size: null,
      metadataSize: null,
      add: ['/dev/xvdg'],
      pvresize: false,
      keepStep: false,
    },
    ...{ allowOvercommit: false, wipeSignatures: false, confirmed: [] },
  });

/** Images of two namespaces were imported, and a container was created and ended, as recorded. */
function used(state: State): State {
  putTree(state, META, recordedTree('used', 'meta.db'));
  putTree(state, METADATA, recordedTree('used', 'metadata.db'));
  putTree(state, poolDb(POOL), recordedTree('used', 'pool.db'));
  const pool = state.vgs.flatMap(({ lvs }) => lvs).find((lv) => lv.pool !== null);
  if (state.containerd) state.containerd.madeOn = pool?.uuid ?? null;
  activateDevices(state, POOL);
  return state;
}

const setups: readonly Scenario[] = [
  {
    name: 'setup direct-lvm --engine containerd, a config.toml with comments',
    state: () => startState({ containerd: NOTED }),
    job: setUp,
  },
  {
    name: 'setup direct-lvm --engine containerd, no config.toml',
    state: () => startState({ containerd: null }),
    job: setUp,
  },
];

/** Pools for the snapshotter of containerd are set up, grow and are taken down. */
export async function containerdScenarios(): Promise<readonly Scenario[]> {
  const disks = ['f', 'g'].map((letter) => disk(letter));
  const noted = await after(startState({ containerd: NOTED }), [setUp()]);
  const bare = await after(startState({ containerd: null }), [setUp()]);
  const two = await after(startState({ containerd: NOTED, disks }), [setUp()]);
  return [
    ...setups,
    {
      name: 'resize direct-lvm of containerd, a disk added',
      state: () => used(structuredClone(two)),
      job: addDisk,
    },
    {
      name: 'teardown of direct-lvm of containerd, snapshots in it',
      state: () => used(structuredClone(noted)),
      job: takeDown,
    },
    {
      name: 'teardown of direct-lvm of containerd, never used, no config.toml before',
      state: () => structuredClone(bare),
      job: takeDown,
    },
  ];
}
