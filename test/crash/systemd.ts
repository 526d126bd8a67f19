import { failure, success, type Answer } from './answer.ts';
import { read } from './argv.ts';
import { activate } from './lv.ts';
import { startDockerd } from './docker.ts';
import { realPath, type Moment } from './files.ts';
import { cutCarrier, mountRequired, releaseLayers, requiredNow } from './carrier.ts';
import { cutPower } from './loop.ts';
import { removeLoopPool } from './loop-pool.ts';
import { cutLayers, usePool } from './docker-layers.ts';
import { fault, findVg, type State, type Unit } from './state.ts';

const SERVICE = 'docker.service';
const SOCKET = 'docker.socket';

const unit = (state: State, name: string): Unit =>
  state.units[name] ?? { active: 'inactive', enabled: false };

const BOOT_UNIT = 'dmctl-activate.service';

function textOfBootUnit(state: State): string | null {
  const entry = state.files.get(`/etc/systemd/system/${BOOT_UNIT}`);
  return entry?.kind === 'file' ? entry.text : null;
}

/** systemd reads a file when it is asked for a unit that it does not have. */
function bootUnit(state: State): Unit | undefined {
  const text = state.loadedUnit ?? textOfBootUnit(state);
  return text === null ? undefined : { active: 'inactive', enabled: false };
}

function load(state: State): void {
  const text = textOfBootUnit(state);
  if (text === null) delete state.loadedUnit;
  else state.loadedUnit = text;
}

/** systemd has it loaded with another text than its file has now. */
export const isStale = (state: State): boolean =>
  state.loadedUnit !== undefined && state.loadedUnit !== textOfBootUnit(state);

const EXEC_START =
  'ExecStart={ path=/usr/sbin/dockerd ; argv[]=/usr/sbin/dockerd -H fd:// --containerd=/run/containerd/containerd.sock $DOCKER_OPTS ; ignore_errors=no ; start_time=[n/a] ; stop_time=[n/a] ; pid=0 ; code=(null) ; status=0/0 }\n';

/** `systemctl show -p ... UNIT...`, the units one after another. */
export function show(state: State, args: readonly string[]): Answer {
  if (args.includes('--property=ActiveEnterTimestampMonotonic'))
    return success(`ActiveEnterTimestampMonotonic=${String(state.layers?.starts ?? 0)}\n`);
  const { rest } = read(args.slice(1), ['-p']);
  const blocks = rest.map((name) => {
    const found = name === BOOT_UNIT ? bootUnit(state) : state.units[name];
    const stale = name === BOOT_UNIT && isStale(state);
    const lines = [
      `Id=${name}`,
      `LoadState=${found === undefined ? 'not-found' : 'loaded'}`,
      `ActiveState=${unit(state, name).active}`,
      `UnitFileState=${found === undefined ? '' : found.enabled ? 'enabled' : 'disabled'}`,
      `NeedDaemonReload=${stale ? 'yes' : 'no'}`,
    ];
    const environment =
      name === SERVICE ? 'EnvironmentFiles=/etc/default/docker (ignore_errors=yes)\n' : '';
    return `${name === SERVICE ? EXEC_START : ''}Environment=\n${environment}${lines.join('\n')}\n`;
  });
  return success(blocks.join('\n'));
}

const notLoaded = (name: string): Answer => failure(5, `Failed: Unit ${name} not loaded.`);

/** docker.service requires docker.socket; both come up, or the service ends as failed. */
function start(state: State, moment: Moment): Answer {
  const service = unit(state, SERVICE);
  if (service.active === 'active') fault(state, 'docker.service started twice');
  if (state.startLimitHit)
    return failure(1, 'Job for docker.service failed: Start request repeated too quickly.');
  if (!mountRequired(state)) return failure(1, 'A dependency job for docker.service failed.');
  unit(state, SOCKET).active = 'active';
  moment('docker.socket active, docker.service not');
  const daemon = startDockerd(state, moment);
  state.daemon = daemon;
  service.active = daemon === null ? 'failed' : 'active';
  if (daemon !== null) return success();
  state.startLimitHit = true;
  unit(state, SOCKET).active = 'failed';
  return failure(
    1,
    'Job for docker.service failed because the control process exited with error code.',
  );
}

/** At a clean stop the pool on loop files goes. */
function stopDockerd(state: State): void {
  if (state.daemon?.driver === 'overlay2') releaseLayers(state, `${state.daemon.root}/overlay2`);
  if (state.daemon?.pool === state.loopPool?.name) removeLoopPool(state);
  state.daemon = null;
}

function stop(state: State, moment: Moment, names: readonly string[]): Answer {
  if (names.every((name) => unit(state, name).active !== 'active'))
    fault(state, `${names.join(' ')} stopped twice`);
  for (const name of names) {
    const found = unit(state, name);
    if (found.active === 'active') found.active = 'inactive';
    if (name === SERVICE) stopDockerd(state);
    moment(`${name} stopped`);
  }
  return success();
}

function resetFailed(state: State, names: readonly string[]): Answer {
  if (names.every((name) => unit(state, name).active !== 'failed'))
    fault(state, `${names.join(' ')} had not failed`);
  for (const name of names)
    if (unit(state, name).active === 'failed') unit(state, name).active = 'inactive';
  state.startLimitHit = false;
  return success();
}

/** `systemctl start | stop | reset-failed UNIT...`. */
export function change(state: State, moment: Moment, args: readonly string[]): Answer {
  const [verb = '', ...names] = args;
  if (verb === 'daemon-reload') {
    const isBehind = (state.loadedRequires ?? '') !== requiredNow(state);
    if (!isStale(state) && !isBehind && state.carrier === undefined)
      fault(state, 'systemd reloaded for nothing');
    load(state);
    state.loadedRequires = requiredNow(state);
    return success();
  }
  const strange = names.find((name) => state.units[name] === undefined);
  if (strange !== undefined) return notLoaded(strange);
  if (verb === 'start' && names.join() === SERVICE) return start(state, moment);
  if (verb === 'stop') return stop(state, moment, names);
  if (verb === 'reset-failed') return resetFailed(state, names);
  return failure(1, `Unknown command verb ${verb}.`);
}

/** The text of the unit where the link of `systemctl enable` is there; it starts before Docker. */
function wantedUnit(state: State): string | null {
  const path = realPath(state, `/etc/systemd/system/docker.service.wants/${BOOT_UNIT}`);
  const entry = path === null ? undefined : state.files.get(path);
  return entry?.kind === 'file' ? entry.text : null;
}

function runBootUnit(state: State): void {
  const text = wantedUnit(state) ?? '';
  const [, vg = '', name = ''] = /^ExecStart=\S+ lvchange -ay -v (\S+)\/(\S+)$/m.exec(text) ?? [];
  const group = findVg(state, vg);
  const pool = group?.lvs.find((lv) => lv.name === name);
  if (group === undefined || pool === undefined || pool.active) return;
  activate(group, pool);
}

/**
 * The power goes and comes back: what lies in memory is gone, LVM activates its volumes where its
 * events do so, then systemd starts what is enabled.
 */
export function boot(state: State): void {
  for (const path of [...state.files.keys()])
    if (path.startsWith('/run/')) state.files.delete(path);
  cutPower(state);
  if (state.layers !== null) cutLayers(state, state.layers);
  cutCarrier(state);
  state.loadedRequires = requiredNow(state);
  state.baseDevice = null;
  state.daemon = null;
  state.startLimitHit = false;
  for (const vg of state.vgs) {
    for (const lv of vg.lvs) Object.assign(lv, { active: false, monitored: false });
    if (state.activatedAtBoot?.includes(vg.name) === false) continue;
    for (const lv of vg.lvs) if (!lv.hidden) activate(vg, lv);
  }
  for (const one of Object.values(state.units)) one.active = one.enabled ? 'active' : 'inactive';
  if (!unit(state, SERVICE).enabled) return;
  unit(state, SERVICE).active = 'inactive';
  if (wantedUnit(state) !== null) load(state);
  runBootUnit(state);
  start(state, () => undefined);
  if (state.layers !== null) usePool(state, state.layers);
}

/** The journal of docker.service: what dockerd printed where it did not come up. */
export const dockersWords = (state: State): Answer =>
  success(state.startLimitHit ? 'failed to start daemon: error initializing graphdriver\n' : '');
