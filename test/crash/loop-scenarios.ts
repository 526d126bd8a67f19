import { resize } from '../../src/jobs/resize.ts';
import { setupLoopLvm } from '../../src/jobs/setup-loop-lvm.ts';
import type { Job } from '../../src/run/job.ts';
import { bytes, GIB } from '../../src/model/units.ts';
import { ASKED, type Asked } from '../helpers/loop-lvm.ts';
import { put } from './files.ts';
import { ensureImage } from './loop.ts';
import type { Scenario } from './scenario.ts';
import { startState, type Start } from './start.ts';
import type { State } from './state.ts';

const setup = (asked: Asked = {}): Job => setupLoopLvm({ ...ASKED, ...asked });

const IMAGE = `/var/lib/docker/image/overlay2/imagedb/content/sha256/${'a'.repeat(64)}`;

function withImage(): State {
  const state = startState();
  put(state, IMAGE, 'image\n');
  return state;
}

const setups: readonly Scenario[] = [
  { name: 'setup loop-lvm', state: () => startState(), job: () => setup() },
  {
    name: 'setup loop-lvm, Docker not started at boot, no daemon.json',
    state: () => startState({ enabled: false, daemonJson: null }),
    job: () => setup(),
  },
  {
    name: 'setup loop-lvm, Docker never started',
    state: () => startState({ docker: null }),
    job: () => setup(),
  },
  {
    name: 'setup loop-lvm, sizes asked for, a data root with an image to move',
    state: withImage,
    job: () => setup({ moveDataRoot: true, dataSize: bytes(20 * GIB), metadataSize: bytes(GIB) }),
  },
  {
    name: 'setup loop-lvm, dockerd that does not come up on its loop files',
    state: () => startState({ brokenOnPool: true }),
    job: () => setup(),
    failsWith: 30,
    refused: 'systemctl start',
  },
];

/** Docker on loop files as it makes them. */
const loopState = (start: Start = {}): State =>
  startState({ daemonJson: '{"storage-driver": "devicemapper"}\n', ...start });

/** Docker was killed, and its pool stayed. */
function outlived(): State {
  const state = loopState();
  state.daemon = null;
  for (const name of ['docker.service', 'docker.socket'])
    state.units[name] = { active: 'inactive', enabled: true };
  return state;
}

interface Sizes {
  readonly data?: number;
  readonly metadata?: number;
}

function grow({ data, metadata }: Sizes, allowOvercommit = true): Job {
  const to = (size: number | undefined) =>
    size === undefined ? null : { kind: 'to' as const, size: bytes(size * GIB) };
  return resize({
    ...{
      engine: null,
      size: to(data),
      metadataSize: to(metadata),
      add: [],
      pvresize: false,
      keepStep: false,
    },
    ...{ wipeSignatures: false, confirmed: [], allowOvercommit },
  });
}

const SNAP = '/var/lib/snapd/snaps/core.snap';

/** A host whose own images take the first loop device, though only from its next boot on. */
function withSnap(): State {
  const state = loopState({ shownAtBoot: SNAP });
  ensureImage(state, () => undefined, SNAP, 64 * 2 ** 20);
  return state;
}

const SMALL = '{"storage-driver": "devicemapper", "storage-opts": ["dm.loopdatasize=10G"]}\n';

/** The one whose every second death is tried as well. */
export const LOOP_TWICE: Scenario = {
  name: 'resize loop-lvm, data and metadata',
  state: () => loopState(),
  job: () => grow({ data: 200, metadata: 4 }),
};

const resizes: readonly Scenario[] = [
  { name: 'resize loop-lvm, data', state: () => loopState(), job: () => grow({ data: 200 }) },
  LOOP_TWICE,
  {
    name: 'resize loop-lvm, data and metadata, Docker not started at boot',
    state: () => loopState({ enabled: false }),
    job: () => grow({ data: 200, metadata: 4 }),
  },
  {
    name: 'resize loop-lvm, within the room of the file system',
    state: () => loopState({ daemonJson: SMALL, free: 20 * GIB }),
    job: () => grow({ data: 12 }, false),
  },
  {
    name: 'resize loop-lvm, Docker stopped',
    state: () => loopState({ docker: 'stopped', enabled: false }),
    job: () => grow({ data: 200, metadata: 4 }),
  },
  {
    name: 'resize loop-lvm, a pool that outlived its Docker',
    state: outlived,
    job: () => grow({ data: 200, metadata: 4 }),
  },
  {
    name: 'resize loop-lvm, a resume that fails and leaves the pool suspended',
    state: () => loopState({ failingResumes: 1 }),
    job: () => grow({ data: 200, metadata: 4 }),
    refused: 'dmsetup resume',
  },
  {
    name: 'resize loop-lvm, resumes that fail until the saved table is restored',
    state: () => loopState({ failingResumes: 2 }),
    job: () => grow({ data: 200, metadata: 4 }),
    refused: 'dmsetup resume',
    stops: true,
  },
  {
    name: 'resize loop-lvm, resumes that fail with the saved table too',
    state: () => loopState({ failingResumes: 3 }),
    job: () => grow({ data: 200, metadata: 4 }),
    refused: 'dmsetup resume',
  },
  {
    name: 'resize loop-lvm, Docker stopped, but started at boot',
    state: () => loopState({ docker: 'stopped' }),
    job: () => grow({ data: 200, metadata: 4 }),
    replanned: true,
  },
  {
    name: 'resize loop-lvm, loop devices with other numbers after a boot',
    state: withSnap,
    job: () => grow({ data: 200, metadata: 4 }),
    replanned: true,
  },
];

export const LOOP_SCENARIOS: readonly Scenario[] = [
  ...setups,
  ...resizes,
  {
    ...LOOP_TWICE,
    name: 'resize loop-lvm, no room for the journal from any line on',
    fullDisk: true,
  },
];
