import { success, type Answer } from './answer.ts';
import { poolNamed } from './device-mapper.ts';
import { directory, file, folders, type Moment } from './files.ts';
import { managedOptionsOf, setUpManaged, type ManagedOptions } from './managed.ts';
import { loopPoolName, loopPoolTotals, makeLoopPool, thinMetadata } from './loop-pool.ts';
import { bytes, formatBytes } from '../../src/model/units.ts';
import { MANAGED_POOL } from '../../src/docker/managed.ts';
import { isRecord } from '../../src/model/json.ts';
import { sizeOption } from '../../src/docker/loop-files.ts';
import { countsOf, startContainers } from './docker-layers.ts';
import { fault, type Daemon, type State } from './state.ts';

const DAEMON_JSON = '/etc/docker/daemon.json';

/** What dockerd keeps in its data root beside the driver's own folder. */
const FOLDERS = ['containers', 'network', 'plugins', 'swarm', 'tmp', 'volumes'];

interface Settings {
  readonly driver: string | null;
  readonly root: string;
  readonly pool: string | null;
  readonly managed: ManagedOptions | null;
  readonly loopSizes: { readonly data?: number; readonly metadata?: number };
}

/** null: dockerd would not start with such a file. */
function settings(state: State): Settings | null {
  const entry = state.files.get(DAEMON_JSON);
  const text = entry?.kind === 'file' ? entry.text : '{}';
  const json = parsed(text);
  if (json === null) return null;
  const root = json['data-root'];
  const driver = json['storage-driver'];
  const options = json['storage-opts'];
  const given = Array.isArray(options) ? options.map(String) : [];
  const named = given.find((option) => option.startsWith('dm.thinpooldev='));
  const data = sizeOption(given, 'dm.loopdatasize');
  const metadata = sizeOption(given, 'dm.loopmetadatasize');
  return {
    root: typeof root === 'string' ? root : '/var/lib/docker',
    driver: typeof driver === 'string' ? driver : null,
    pool: named?.replace(/^dm\.thinpooldev=(\/dev\/mapper\/)?/, '') ?? null,
    managed: managedOptionsOf(given),
    loopSizes: { ...(data && { data }), ...(metadata && { metadata }) },
  };
}

function parsed(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? { ...value } : null;
  } catch {
    return null;
  }
}

function makeRoot(state: State, root: string, driver: string): void {
  folders(state, '/var/lib');
  if (!state.files.has(root)) state.files.set(root, directory(state, 0o710));
  for (const name of [...FOLDERS, `image/${driver}`, driver]) folders(state, `${root}/${name}`);
}

/** Which pool this data root knows as its own: dockerd takes no other one that is in use. */
const memory = ({ layers }: State, root: string): string =>
  `${root}/devicemapper/metadata${layers === null ? '' : '/transaction-metadata'}`;

/** dockerd removes what lies in tmp, and makes what its driver and BuildKit need. */
function clearTemporaries(state: State, root: string, driver: string): void {
  for (const path of [...state.files.keys()])
    if (path.startsWith(`${root}/tmp/`)) state.files.delete(path);
  folders(state, `${root}/buildkit`);
  if (driver === 'overlay2') folders(state, `${root}/overlay2/l`);
  else folders(state, `${root}/devicemapper/metadata`);
}

/** The daemon is up, and the containers that it restarts write to their layers. */
function withContainers(state: State, daemon: Daemon): Daemon {
  if (state.layers !== null) startContainers(state, state.layers, daemon);
  return daemon;
}

interface Taking {
  readonly memory: string;
  readonly pool: string;
  readonly target: { transactionId: number; dataUsedBlocks: number };
  /** Chunks of the pool that an empty file system takes. */
  readonly blocks: number;
}

/** One transaction for the device, one more each to drop and make anew one that was cut off. */
function makeBaseDevice(state: State, moment: Moment, taking: Taking): void {
  const { pool, target } = taking;
  state.files.set(taking.memory, file(state, 'begun'));
  moment('pool about to be taken');
  target.transactionId += target.transactionId === 0 ? 1 : 2;
  state.baseDevice = pool;
  moment('base device made, no file system in it');
  target.dataUsedBlocks = taking.blocks;
  state.files.set(taking.memory, file(state, pool));
  moment('base device made, dockerd not up');
}

/**
 * dockerd with daemon.json as it is; null: it does not come up.
 * moby, daemon/graphdriver/devmapper/deviceset.go: a pool that is not new is only taken by the
 * data root that has its metadata.
 */
export function startDockerd(state: State, moment: Moment): Daemon | null {
  const found = settings(state);
  if (found === null) return null;
  const { root, managed } = found;
  const driver = found.driver ?? 'overlay2';
  makeRoot(state, root, driver);
  if (state.layers !== null) clearTemporaries(state, root, driver);
  moment('data root filled, dockerd not up');
  if (driver !== 'devicemapper') return withContainers(state, { driver, pool: null, root });
  if (managed !== null && !setUpManaged(state, moment, root, managed)) return null;
  const pool = managed === null ? found.pool : MANAGED_POOL;
  const isUp =
    pool === null ? startOnLoopFiles(state, moment, found) : startOn(state, moment, root, pool);
  if (!isUp) return null;
  return withContainers(state, { driver, pool: pool ?? loopPoolName(state, root), root });
}

function startOn(state: State, moment: Moment, root: string, pool: string): boolean {
  const target = poolNamed(state, pool)?.lv.pool;
  if (!target) return false;
  return take(state, moment, { memory: memory(state, root), pool, target, blocks: 177 });
}

/** A pool that a dockerd left behind is taken as it is. */
function startOnLoopFiles(state: State, moment: Moment, { root, loopSizes }: Settings): boolean {
  const found = state.loopPool ?? makeLoopPool(state, moment, root, loopSizes);
  if (found.suspended) fault(state, 'dockerd hangs on a suspended pool');
  const target = thinMetadata(state, found);
  if (target === null || found.name !== loopPoolName(state, root)) return false;
  return take(state, moment, {
    memory: memory(state, root),
    pool: found.name,
    target,
    blocks: 1043,
  });
}

function take(state: State, moment: Moment, taking: Taking): boolean {
  const { pool, target } = taking;
  const known = state.files.get(taking.memory);
  const remembered = known?.kind === 'file' ? known.text : null;
  const isNew = target.transactionId === 0 && target.dataUsedBlocks === 0;
  if (remembered !== 'begun' && remembered !== pool && !isNew) return false;
  if (remembered !== pool) makeBaseDevice(state, moment, taking);
  if (state.brokenOnPool) {
    state.baseDevice = pool;
    return false;
  }
  state.baseDevice = null;
  return true;
}

/** Docker asks the kernel, and prints four digits in powers of ten (go-units, HumanSize). */
function totals(state: State, name: string): readonly (readonly [string, string])[] {
  const size = (total: number): string => formatBytes(bytes(total), 'si').replace(' ', '');
  const found = poolNamed(state, name);
  if (found === null) {
    const { files, data, metadata } = loopPoolTotals(state);
    return [...files, ['Data Space Total', size(data)], ['Metadata Space Total', size(metadata)]];
  }
  const { vg, lv } = found;
  const metadata = vg.lvs.find((one) => one.name === lv.pool?.metadataLv)?.live ?? 0;
  return [
    ['Data Space Total', size(lv.live * vg.extentSize)],
    ['Metadata Space Total', size(metadata * vg.extentSize)],
  ];
}

/** `docker info`, as far as dmctl reads it. */
export function dockerInfo(state: State): Answer {
  const { daemon } = state;
  if (daemon === null)
    return { exitCode: 1, stdout: '', stderr: 'Cannot connect to the Docker daemon' };
  const status =
    daemon.driver === 'devicemapper'
      ? [['Pool Name', daemon.pool ?? ''], ...totals(state, daemon.pool ?? '')]
      : [['Backing Filesystem', 'extfs']];
  const info = {
    ...countsOf(state),
    Driver: daemon.driver,
    DriverStatus: status,
    LoggingDriver: 'json-file',
    DockerRootDir: daemon.root,
    ServerVersion: '20.10.24+dfsg1',
    LiveRestoreEnabled: false,
  };
  return success(`${JSON.stringify(info)}\n`);
}
