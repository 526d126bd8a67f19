import { failure, success, type Answer } from './answer.ts';
import { read } from './argv.ts';
import { activate } from './lv.ts';
import { bootUnitLink, unitPath } from '../../src/lvm/boot-unit.ts';
import { BOOT_UNITS } from '../../src/model/engine-name.ts';
import {
  EXEC_START as CONTAINERDS_START,
  restartContainerd,
  startContainerd,
} from './containerd.ts';
import { startDockerd } from './docker.ts';
import { realPath, type Moment } from './files.ts';
import { cutCarrier, mountRequired, releaseLayers, requiredNow } from './carrier.ts';
import { cutPower } from './loop.ts';
import { removeLoopPool } from './loop-pool.ts';
import { cutLayers, usePool } from './docker-layers.ts';
import { fault, findVg, type State, type Unit } from './state.ts';

const SERVICE = 'docker.service';
const SOCKET = 'docker.socket';
const CONTAINERD = 'containerd.service';

const unit = (state: State, name: string): Unit =>
  state.units[name] ?? { active: 'inactive', enabled: false };

/** The units that activate a pool before its engine, by the engine's own. */
const BOOT_UNIT_OF = new Map([
  [SERVICE, BOOT_UNITS.docker],
  [CONTAINERD, BOOT_UNITS.containerd],
]);

const isBootUnit = (name: string): boolean => [...BOOT_UNIT_OF.values()].includes(name);

function textOfBootUnit(state: State, name: string): string | null {
  const entry = state.files.get(unitPath(name));
  return entry?.kind === 'file' ? entry.text : null;
}

/** systemd reads a file when it is asked for a unit that it does not have. */
function bootUnit(state: State, name: string): Unit | undefined {
  const text = state.loadedUnits.get(name) ?? textOfBootUnit(state, name);
  return text === null ? undefined : { active: 'inactive', enabled: false };
}

function load(state: State, name: string): void {
  const text = textOfBootUnit(state, name);
  if (text === null) state.loadedUnits.delete(name);
  else state.loadedUnits.set(name, text);
}

const isStaleUnit = (state: State, name: string): boolean => {
  const loaded = state.loadedUnits.get(name);
  return loaded !== undefined && loaded !== textOfBootUnit(state, name);
};

/** systemd has one loaded with another text than its file has now. */
export const isStale = (state: State): boolean =>
  [...BOOT_UNIT_OF.values()].some((name) => isStaleUnit(state, name));

const EXEC_START =
  'ExecStart={ path=/usr/sbin/dockerd ; argv[]=/usr/sbin/dockerd -H fd:// --containerd=/run/containerd/containerd.sock $DOCKER_OPTS ; ignore_errors=no ; start_time=[n/a] ; stop_time=[n/a] ; pid=0 ; code=(null) ; status=0/0 }\n';

const EXEC_STARTS = new Map([
  [SERVICE, EXEC_START],
  [CONTAINERD, CONTAINERDS_START],
]);

/** `systemctl show -p ... UNIT...`, the units one after another. */
export function show(state: State, args: readonly string[]): Answer {
  if (args.includes('--property=ActiveEnterTimestampMonotonic'))
    return success(`ActiveEnterTimestampMonotonic=${String(state.layers?.starts ?? 0)}\n`);
  if (args.includes('KillMode')) return success('KillMode=process\n');
  const { rest } = read(args.slice(1), ['-p']);
  const blocks = rest.map((name) => {
    const found = isBootUnit(name) ? bootUnit(state, name) : state.units[name];
    const stale = isBootUnit(name) && isStaleUnit(state, name);
    const lines = [
      `Id=${name}`,
      `LoadState=${found === undefined ? 'not-found' : 'loaded'}`,
      `ActiveState=${unit(state, name).active}`,
      `UnitFileState=${found === undefined ? '' : found.enabled ? 'enabled' : 'disabled'}`,
      `NeedDaemonReload=${stale ? 'yes' : 'no'}`,
    ];
    const environment =
      name === SERVICE ? 'EnvironmentFiles=/etc/default/docker (ignore_errors=yes)\n' : '';
    return `${EXEC_STARTS.get(name) ?? ''}Environment=\n${environment}${lines.join('\n')}\n`;
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
    for (const name of BOOT_UNIT_OF.values()) load(state, name);
    state.loadedRequires = requiredNow(state);
    return success();
  }
  const strange = names.find((name) => state.units[name] === undefined);
  if (strange !== undefined) return notLoaded(strange);
  if (verb === 'restart' && names.join() === CONTAINERD) return restartContainerd(state, moment);
  if (verb === 'start' && names.join() === SERVICE) return start(state, moment);
  if (verb === 'stop') return stop(state, moment, names);
  if (verb === 'reset-failed') return resetFailed(state, names);
  return failure(1, `Unknown command verb ${verb}.`);
}

/** The text of the unit where the link of `systemctl enable` is there; it starts before its engine. */
function wantedUnit(state: State, unit: string, bootUnit: string): string | null {
  const path = realPath(state, bootUnitLink({ unit, bootUnit }));
  const entry = path === null ? undefined : state.files.get(path);
  return entry?.kind === 'file' ? entry.text : null;
}

/** An engine is about to start: its boot unit comes first. */
function runBootUnit(state: State, engine: string): void {
  const bootUnit = BOOT_UNIT_OF.get(engine) ?? '';
  const text = wantedUnit(state, engine, bootUnit);
  if (text === null) return;
  load(state, bootUnit);
  const [, vg = '', name = ''] = /^ExecStart=\S+ lvchange -ay -v (\S+)\/(\S+)$/m.exec(text) ?? [];
  const group = findVg(state, vg);
  const pool = group?.lvs.find((lv) => lv.name === name);
  if (group === undefined || pool === undefined || pool.active) return;
  activate(group, pool);
}

/** containerd starts seconds before LVM's events activate a pool: only a boot unit makes it wait. */
function bootContainerd(state: State): void {
  if (state.containerd === undefined) return;
  state.containerd.devices = [];
  state.loadedUnits.delete(BOOT_UNITS.containerd);
  runBootUnit(state, CONTAINERD);
  startContainerd(state, () => undefined);
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
  for (const lv of state.vgs.flatMap(({ lvs }) => lvs))
    Object.assign(lv, { active: false, monitored: false });
  for (const one of Object.values(state.units)) one.active = one.enabled ? 'active' : 'inactive';
  bootContainerd(state);
  for (const vg of state.vgs) {
    if (state.activatedAtBoot?.includes(vg.name) === false) continue;
    for (const lv of vg.lvs) if (!lv.hidden) activate(vg, lv);
  }
  if (!unit(state, SERVICE).enabled) return;
  unit(state, SERVICE).active = 'inactive';
  runBootUnit(state, SERVICE);
  start(state, () => undefined);
  if (state.layers !== null) usePool(state, state.layers);
}

/** The journal of docker.service: what dockerd printed where it did not come up. */
export const dockersWords = (state: State): Answer =>
  success(state.startLimitHit ? 'failed to start daemon: error initializing graphdriver\n' : '');
