import { CONFIG } from './containerd-config.ts';
import { installContainerd, startContainerd } from './containerd.ts';
import { startDockerd } from './docker.ts';
import { directory, folders, put } from './files.ts';
import { removeLoopPool } from './loop-pool.ts';
import { activate } from './lv.ts';
import { disk, newUuid, type Disk, type Layers, type State } from './state.ts';

const ORPHAN = 'orphan-0000-0000-0000-0000-0000-000001';

/** Things that are none of dmctl's business: another group with a volume, a PV of nobody's. */
function bystanders(state: State): void {
  const label = { type: 'LVM2_member', offset: 0x218, label: null };
  const uuid = newUuid(state);
  state.disks.push(
    disk('y', { pv: { uuid: ORPHAN, used: false }, signatures: [{ ...label, uuid: ORPHAN }] }),
    disk('z', { pv: { uuid, used: true }, signatures: [{ ...label, uuid }] }),
    disk('w', { signatures: [{ type: 'ext4', offset: 0x438, label: 'data', uuid: 'e-x-t' }] }),
  );
  const keep = {
    name: 'keep',
    uuid: newUuid(state),
    tags: [],
    created: 0,
    hidden: false,
    extents: 100,
    live: 100,
    active: false,
    profile: null,
    monitored: false,
    pool: null,
  };
  const vg = {
    name: 'other',
    uuid: newUuid(state),
    tags: [],
    extentSize: 2 ** 22,
    pvUuids: [uuid],
  };
  const group = { ...vg, lvs: [keep] };
  state.vgs.push(group);
  activate(group, keep);
  put(state, '/etc/lvm/profile/other.profile', 'activation {\n}\n');
  put(state, '/etc/docker/key.json', '{}');
  put(state, '/var/lib/other/file', 'other\n');
}

/** How it differs from a host with Docker on overlay2 and one blank disk. */
export interface Start {
  readonly disks?: readonly Disk[];
  /** null: Docker was never started here. */
  readonly docker?: 'running' | 'stopped' | null;
  readonly enabled?: boolean;
  readonly daemonJson?: string | null;
  readonly brokenOnPool?: boolean;
  readonly activatedAtBoot?: readonly string[];
  readonly free?: number;
  readonly failingResumes?: number;
  readonly shownAtBoot?: string;
  readonly mounts?: readonly string[];
  readonly layers?: Layers;
  /** The text of containerd's main file; null: there is none. undefined: no containerd. */
  readonly containerd?: string | null;
}

const DAEMON_JSON = '{"iptables": false, "log-driver": "json-file"}\n';

/** A Debian host with bystanders, Docker with overlay2, and blank disks. */
export function startState(start: Start = {}): State {
  const { disks = [disk('f')], docker = 'running', enabled = true } = start;
  const state: State = {
    layers: start.layers ?? null,
    clock: Date.UTC(2026, 0, 1),
    nextInode: 100,
    nextUuid: 0,
    files: new Map(),
    mounts: start.mounts ?? [],
    disks: [...disks],
    vgs: [],
    activatedAtBoot: start.activatedAtBoot ?? null,
    units: {},
    loadedUnits: new Map(),
    daemon: null,
    loops: [],
    loopPool: null,
    ownRoom: null,
    shownAtBoot: start.shownAtBoot ?? null,
    free: start.free ?? 2 ** 34,
    failingResumes: start.failingResumes ?? 0,
    baseDevice: null,
    startLimitHit: false,
    brokenOnPool: start.brokenOnPool ?? false,
    faults: [],
  };
  state.files.set('/', directory(state));
  folders(state, '/var/lib');
  folders(state, '/var/log');
  folders(state, '/etc/lvm');
  folders(state, '/etc/systemd/system');
  bystanders(state);
  const { daemonJson = DAEMON_JSON } = start;
  if (daemonJson !== null) put(state, '/etc/docker/daemon.json', daemonJson);
  for (const name of ['lvm2-monitor.service', 'dm-event.socket', 'dm-event.service'])
    state.units[name] = { active: 'active', enabled: true };
  const active = docker === 'running' ? 'active' : 'inactive';
  state.units['docker.service'] = { active, enabled };
  state.units['docker.socket'] = { active, enabled };
  if (docker !== null) state.daemon = startDockerd(state, () => undefined);
  if (docker === 'stopped') removeLoopPool(state);
  if (docker !== 'running') state.daemon = null;
  if (docker !== null) put(state, '/var/lib/docker/engine-id', 'first\n');
  if (start.containerd !== undefined) addContainerd(state, start.containerd);
  return state;
}

function addContainerd(state: State, config: string | null): void {
  if (config !== null) put(state, CONFIG, config);
  installContainerd(state);
  startContainerd(state, () => undefined);
}
