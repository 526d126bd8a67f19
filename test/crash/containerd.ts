import { answerTo } from '../helpers/recorded-containerd.ts';
import { failure, success, type Answer } from './answer.ts';
import { read } from './argv.ts';
import { poolConfigured } from './containerd-config.ts';
import { META, poolDb, putTree, recordedTree, RELEASE } from './containerd-databases.ts';
import {
  activateDevices,
  collectGarbage,
  hasDevices,
  namespacesOf,
  removeNamespace,
  snapshots,
} from './containerd-snapshots.ts';
import { poolNamed } from './device-mapper.ts';
import type { Moment } from './files.ts';
import type { Containerd, State } from './state.ts';

const SERVICE = 'containerd.service';

/** The line of systemd about how it starts, as recorded. */
export const EXEC_START =
  'ExecStart={ path=/usr/bin/containerd ; argv[]=/usr/bin/containerd ; ignore_errors=no ; start_time=[n/a] ; stop_time=[n/a] ; pid=0 ; code=(null) ; status=0/0 }\n';

/** A daemon that has not started yet, with its database from an earlier start. */
export function installContainerd(state: State): void {
  state.containerd = { read: null, plugin: 'not-configured', devices: [], madeOn: null };
  state.units[SERVICE] = { active: 'active', enabled: true };
  putTree(state, META, recordedTree('not-configured', 'meta.db'));
}

/** How the plugin comes up on this pool: it only looks whether the pool's node exists. */
function pluginOn(state: State, { madeOn }: Containerd, pool: string): Containerd['plugin'] {
  const found = poolNamed(state, pool);
  if (found === null) return 'pool-absent';
  return hasDevices(state, pool) && madeOn !== found.lv.uuid ? 'stale' : 'configured';
}

/** The daemon starts and reads its files; what it finds then stays true for it. */
export function startContainerd(state: State, moment: Moment): void {
  const { containerd } = state;
  const service = state.units[SERVICE];
  if (containerd === undefined || service === undefined) return;
  const pool = poolConfigured(state);
  if (pool !== null && !state.files.has(poolDb(pool))) {
    putTree(state, poolDb(pool), recordedTree('configured', 'pool.db'));
    moment('database made, daemon not up');
  }
  containerd.read = pool;
  containerd.plugin = pool === null ? 'not-configured' : pluginOn(state, containerd, pool);
  service.active = 'active';
  if (pool === null || containerd.plugin !== 'configured') return;
  activateDevices(state, pool);
  collectGarbage(state);
}

/** `systemctl restart containerd.service`: containers go on, and so do devices. */
export function restartContainerd(state: State, moment: Moment): Answer {
  const service = state.units[SERVICE];
  if (service === undefined) return failure(5, `Failed: Unit ${SERVICE} not found.`);
  service.active = 'inactive';
  moment('containerd stopped, not started');
  startContainerd(state, moment);
  return success();
}

/** Asks the running daemon. */
export function ctr(state: State, args: readonly string[]): Answer {
  const { containerd, units } = state;
  if (containerd === undefined || units[SERVICE]?.active !== 'active')
    return failure(1, 'ctr: failed to dial "/run/containerd/containerd.sock"');
  const { options, rest } = read(args, ['--address', '--timeout', '--namespace', '--snapshotter']);
  const [noun = '', verb = '', ...words] = rest;
  if (noun === 'plugins') {
    const { stdout } = answerTo(RELEASE, containerd.plugin, 'ctr plugins ls -d id==devmapper');
    return success(stdout);
  }
  if (noun === 'namespaces' && verb === 'ls')
    return success(
      Object.keys(namespacesOf(state))
        .map((name) => `${name}\n`)
        .join(''),
    );
  if (noun === 'namespaces' && verb === 'rm') return removeNamespace(state, words[0] ?? '');
  if (noun !== 'snapshots') throw new Error(`not simulated: ctr ${args.join(' ')}`);
  if (containerd.plugin !== 'configured') return failure(1, NOT_LOADED);
  const namespace = options.get('--namespace') ?? 'default';
  return snapshots(state, containerd, [namespace, verb, ...words]);
}

const NOT_LOADED = answerTo(
  RELEASE,
  'pool-absent',
  'ctr snapshots --snapshotter devmapper ls',
).stderr;
