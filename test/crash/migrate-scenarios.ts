import { migrateAccept } from '../../src/jobs/migrate-accept.ts';
import { migrateOverlay2 } from '../../src/jobs/migrate-overlay2.ts';
import { migrateUndo } from '../../src/jobs/migrate-undo.ts';
import type { Job } from '../../src/run/job.ts';
import { folders, put } from './files.ts';
import { addContainer, addImage, ROOT } from './layer-records.ts';
import { booted } from './machines.ts';
import { after } from './prepared.ts';
import type { Scenario } from './scenario.ts';
import { poolState } from './scenarios.ts';
import type { Start } from './start.ts';
import type { Layers, State } from './state.ts';
import { runProgram } from './programs.ts';
import { writes } from '../../src/model/command.ts';

const noLayers = (): Layers => ({
  thins: new Map(),
  nextDevice: 2,
  unclean: [],
  devices: [],
  mounts: [],
  writtenOnOverlay: new Map(),
  atSwitch: null,
  busy: false,
  starts: 0,
  boots: 0,
  mayGo: false,
});

/** A machine with the documented pool, two images, and a container that runs. */
function poolWithLayers(change: Start = {}): State {
  const state = poolState({ layers: noLayers(), ...change });
  folders(state, '/run');
  const metadata = { BaseDeviceFilesystem: 'xfs', BaseDeviceUUID: 'b-a-s-e' };
  put(state, `${ROOT}/devicemapper/metadata/deviceset-metadata`, JSON.stringify(metadata));
  addImage(state, 'devicemapper', 'app', ['base', 'app']);
  addImage(state, 'devicemapper', 'spare', ['spare']);
  addContainer(state, 'devicemapper', 'web', { layers: ['base', 'app'], restarts: true });
  return state;
}

/** The same, and a container that does not run. */
function withOldContainer(): State {
  const state = poolWithLayers();
  addContainer(state, 'devicemapper', 'old', { layers: ['base'], restarts: false });
  return state;
}

function systemctl(state: State, ...args: readonly string[]): State {
  runProgram(state, () => undefined, writes('systemctl', args));
  return state;
}

const stopped = (state: State): State =>
  systemctl(state, 'stop', 'docker.service', 'docker.socket');

/** The power went while a container ran, and Docker was not started since. */
const cutOff = (state: State): State => ({ ...booted(state), faults: [] });

const migrate = (offline = false): Job => migrateOverlay2({ offline, on: null });

/** The layers on a volume of their own, on a second disk. */
const migrateOn = (): Job =>
  migrateOverlay2({ offline: false, on: { kind: 'disk', device: '/dev/xvdg' } });

const POOL = 'docker/thinpool';

const forward: readonly Scenario[] = [
  {
    name: 'migrate overlay2 of direct-lvm',
    state: () => withOldContainer(),
    job: () => migrate(),
  },
  {
    name: 'migrate overlay2 of direct-lvm, --offline',
    state: () => poolWithLayers(),
    job: () => migrate(true),
  },
  {
    name: 'migrate overlay2 of direct-lvm, Docker stopped, and not started at boot',
    state: () => stopped(poolWithLayers({ enabled: false })),
    job: () => migrate(),
  },
  {
    name: 'migrate overlay2 of direct-lvm, a container that a power cut ended has a log to replay',
    state: () => cutOff(poolWithLayers({ enabled: false })),
    job: () => migrate(),
    refused: 'mount -t xfs',
  },
];

/** Migrations to a volume, and the way back. */
async function carrierScenarios(): Promise<readonly Scenario[]> {
  const migrated = undoable(await after(poolWithLayers(), [migrateOn()]));
  return [
    {
      name: 'migrate overlay2 of direct-lvm, --on a blank disk',
      state: () => poolWithLayers(),
      job: migrateOn,
    },
    {
      name: 'migrate undo of direct-lvm, from a volume on a disk',
      state: () => structuredClone(migrated),
      job: () => migrateUndo({ confirm: POOL, dryRun: false }),
    },
  ];
}

/** A migrated machine on which the pool's Docker is not used for anything new. */
function undoable(migrated: State): State {
  const state = structuredClone(migrated);
  const { layers } = state;
  if (layers === null) return state;
  return { ...state, layers: { ...layers, busy: true, atSwitch: new Map(layers.thins) } };
}

/** Migrations, and what follows one. */
export async function migrateScenarios(): Promise<readonly Scenario[]> {
  const migrated = await after(withOldContainer(), [migrate()]);
  const since = undoable(migrated);
  addImage(since, 'overlay2', 'later', ['base', 'later']);
  const accepted = structuredClone(migrated);
  if (accepted.layers !== null) accepted.layers.mayGo = true;
  const request = { confirm: POOL, dryRun: false };
  return [
    ...forward,
    ...(await carrierScenarios()),
    {
      name: 'migrate undo of direct-lvm',
      state: () => structuredClone(since),
      job: () => migrateUndo(request),
    },
    {
      name: 'migrate accept of direct-lvm',
      state: () => structuredClone(accepted),
      job: () => migrateAccept(request),
    },
  ];
}
