import {
  convertOne,
  convertRest,
  copyTree,
  holdLayers,
  setContainerDriver,
  settleContainerDriver,
} from '../convert/actions.ts';
import { KeptTree } from '../convert/kept-tree.ts';
import type { Copying } from '../convert/layer.ts';
import { releaseConversion } from '../convert/release.ts';
import { mountLayerVolume, unmountLayerVolume } from '../convert/volume.ts';
import type { Command } from '../model/command.ts';
import { checkLayers } from '../repair/check-layers.ts';
import { saveMetadata, swapIfUnchanged, writeMetadata } from '../repair/component.ts';
import { examineMetadata } from '../repair/examine.ts';
import { entriesOf, inMovingOrder } from '../model/facts/data-root.ts';
import { type Host, HostError } from '../model/host.ts';
import type { Action, ActionOf } from '../model/plan/plan.ts';
import { livePoolTables } from '../observe/device-mapper.ts';
import { faultIn } from '../observe/disk-proof.ts';
import {
  awaitEngine,
  awaitNoSnapshots,
  awaitTrialGone,
  devicesOnLoopFiles,
  snapshotsToRemove,
} from '../observe/engines.ts';
import { lastWordsOf } from '../observe/service-words.ts';
import { holderNames, isSuspended } from '../observe/sys-block.ts';
import { type Performed, runCommand, SUCCESS } from './run-command.ts';
import { deleteThin } from './delete-thin.ts';
import { trimMounts } from './trim-mounts.ts';
import { wipeDevice } from './wipe-device.ts';

type Swap = ActionOf<'swap-table'>;

/**
 * Resumes a pool whose new table is loaded: the kernel suspends, swaps and resumes in that one call
 * (dm-ioctl.c, do_resume). All writes hang on a pool that is left suspended, so if the call fails after
 * the swap, it is repeated. If that fails too, the saved table is loaded again; and if the kernel refuses
 * that one, since the pool's metadata counts the new blocks already, the new one once more.
 */
export async function swapTable(host: Host, action: Swap): Promise<Performed> {
  const first = await runCommand(host, action.resume);
  if (!(await isStuck(host, action.swap))) return first;
  const second = await runCommand(host, action.resume);
  if (!(await isStuck(host, action.swap))) return second;
  return withWords(second, await bringBack(host, action));
}

const isStuck = async (host: Host, { pool }: Swap['swap']): Promise<boolean> =>
  (await isSuspended(host, pool)) === true;

/** Resumes a suspended pool with one of the two tables, and describes the result. */
async function bringBack(host: Host, action: Swap): Promise<string> {
  const { pool, saved, wanted } = action.swap;
  const live = (await livePoolTables(host)).find(({ name }) => name === pool)?.line;
  if (live !== saved && live !== wanted) {
    return `the pool is suspended with table '${live ?? ''}', which is not of this run`;
  }
  const said: string[] = [];
  for (const [which, reload] of [
    ['saved', action.reload.saved],
    ['new', action.reload.wanted],
  ] as const) {
    const reloaded = await runCommand(host, reload);
    const last = reloaded.ok ? await runCommand(host, action.resume) : reloaded;
    if (!(await isStuck(host, action.swap)))
      return `the pool is live again, with the ${which} table`;
    said.push(`with the ${which} table: ${last.detail}`);
  }
  const words = `the pool is suspended and cannot be resumed (${said.join('; ')})`;
  return `${words}; ${typed(action.resume)} once the cause is fixed`;
}

const typed = ({ program, args }: Command): string => [program, ...args].join(' ');

const withWords = (end: Performed, words: string): Performed => ({
  ...end,
  ok: false,
  detail: [end.detail, words].filter((line) => line !== '').join('\n'),
});

/**
 * Carries out an action. A failure is data: the next look at the host decides what it means.
 * @param blobs contents of files by sha256, base64
 * @param copying for actions that convert layers; every other one has to find all layers closed
 */
export async function perform(
  host: Host,
  action: Action,
  blobs: Readonly<Record<string, string>>,
  copying: Copying = { tell: () => undefined, kept: new KeptTree() },
): Promise<Performed> {
  try {
    if (action.kind !== 'convert-layer') await copying.kept.release(host);
    if (isCalling(action)) return await call(host, action);
    await touch(host, action, blobs, copying);
    return SUCCESS;
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    const untouched = error.kind === 'changed' || error.kind === 'missing-program';
    return { ...SUCCESS, ok: false, detail: error.message, untouched };
  }
}

/**
 * Completes a step that an interrupted run may have left unsynced: its effect is on disk afterwards, and
 * nothing half written is left beside it.
 * @throws HostError
 */
export async function settle(host: Host, action: Action): Promise<void> {
  if (action.kind === 'make-link') return host.makeLink(action.path, action.target);
  if (action.kind === 'remove-link') return host.removeLink(action.path, action.target);
  for (const path of writtenBy(action)) await host.removeLeftover(path);
  if (action.kind === 'set-container-driver') await settleContainerDriver(host, action);
  if (action.kind === 'grow-file') await host.growFile(action.file, action.to);
  if (action.kind === 'run' && action.flush !== undefined) await writeOut(host, action.flush);
}

/** Paths that the action writes under a temporary name first. */
function writtenBy(action: Action): readonly string[] {
  if (action.kind === 'save-metadata') return [action.image];
  if ('path' in action) return [action.path];
  if (action.kind === 'rename-directory') return [action.to];
  if (action.kind === 'wipe-device') return action.saved.map(({ path }) => path);
  const isOfVolume = action.kind === 'mount-volume' || action.kind === 'unmount-volume';
  return isOfVolume ? [action.places.building, action.places.final] : [];
}

async function writeOut(host: Host, files: readonly string[]): Promise<void> {
  for (const path of files) await host.syncFile(path);
}

async function runAndFlush(
  host: Host,
  { command, flush, awaits }: ActionOf<'run'>,
): Promise<Performed> {
  const done = await runCommand(host, command);
  if (!done.ok) return withLastWords(done, await lastWordsOf(host, command));
  if (awaits !== undefined) await awaitEngine(host, awaits);
  if (flush !== undefined) await writeOut(host, flush);
  return done;
}

/** Puts the service's own last words, which are the cause, before those of systemctl. */
const withLastWords = (done: Performed, words: string | null): Performed =>
  words === null ? done : { ...done, detail: `${words}\n${done.detail}` };

async function flushAndSwap(host: Host, action: ActionOf<'swap-table'>): Promise<Performed> {
  await writeOut(host, action.flush);
  return swapTable(host, action);
}

/** Runs the commands until one fails; what clears away fails where there is nothing to clear. */
async function tryOut(
  host: Host,
  { commands, clear, root }: ActionOf<'try-out'>,
): Promise<Performed> {
  for (const command of clear) await runCommand(host, command);
  let tried = SUCCESS;
  for (const command of commands) if (tried.ok) tried = await runCommand(host, command);
  for (const command of clear) await runCommand(host, command);
  if (root !== undefined) await awaitTrialGone(host, root);
  return tried;
}

/** Removes the snapshots from their engine, which then removes their devices. */
async function removeSnapshots(
  host: Host,
  { databases, remove }: ActionOf<'remove-snapshots'>,
): Promise<Performed> {
  let end = SUCCESS;
  for (const { namespace, name } of await snapshotsToRemove(host, databases)) {
    const args = ['--namespace', namespace, ...remove.args, name];
    const removed = await runCommand(host, { ...remove, args });
    // One that is gone meanwhile is no failure; the look at what is left decides.
    if (!removed.ok) end = removed;
  }
  // Those that the engine still has on record do not go by waiting.
  if (!end.ok && (await snapshotsToRemove(host, databases)).length > 0) return end;
  return (await awaitNoSnapshots(host, databases)) ? SUCCESS : end;
}

async function removeDevices(
  host: Host,
  remove: Command,
  names: readonly string[],
): Promise<Performed> {
  for (const name of names) {
    const removed = await runCommand(host, { ...remove, args: [...remove.args, name] });
    if (!removed.ok) return removed;
  }
  return SUCCESS;
}

/** Actions that start programs, and what these end with. */
const CALLING = {
  run: runAndFlush,
  'remove-holders': async (host: Host, { remove, device }: ActionOf<'remove-holders'>) =>
    removeDevices(host, remove, await holderNames(host, device)),
  'remove-loop-pool': async (host: Host, { remove, dataRoot }: ActionOf<'remove-loop-pool'>) =>
    removeDevices(host, remove, await devicesOnLoopFiles(host, dataRoot)),
  'swap-table': flushAndSwap,
  'wipe-device': wipeDevice,
  'try-out': tryOut,
  'remove-snapshots': removeSnapshots,
  'delete-thin': deleteThin,
  'trim-mounts': trimMounts,
} as const;

type Calling = ActionOf<keyof typeof CALLING>;

const isCalling = (action: Action): action is Calling => action.kind in CALLING;

function call(host: Host, action: Calling): Promise<Performed> {
  // The table has a function for each kind, which TypeScript cannot follow to the call.
  const callIt = CALLING[action.kind] as (on: Host, what: Calling) => Promise<Performed>;
  return callIt(host, action);
}

type Touching = Exclude<Action, Calling>;
type Blobs = Readonly<Record<string, string>>;

const TOUCH: {
  readonly [K in Touching['kind']]: (
    host: Host,
    action: ActionOf<K>,
    blobs: Blobs,
    copying: Copying,
  ) => Promise<void>;
} = {
  'write-file': (host, { path, sha256, replaces, fresh }, blobs) =>
    host.replaceFile(path, Buffer.from(contentOf(blobs, sha256), 'base64'), replaces, fresh),
  'remove-file': (host, { path, sha256 }) => host.removeFile(path, sha256),
  'make-directory': (host, { path, owner, likeLabelOf }) =>
    host.makeDirectory(path, owner, likeLabelOf),
  'make-link': (host, { path, target }) => host.makeLink(path, target),
  'remove-link': (host, { path, target }) => host.removeLink(path, target),
  'remove-directory': (host, { path }) => host.removeDirectory(path),
  'remove-tree': (host, { path }) => host.removeTree(path),
  'rename-directory': (host, { from, to }) => host.rename(from, to),
  'move-entries': moveEntries,
  'remove-entries': removeEntries,
  'grow-file': (host, { file, to }) => host.growFile(file, to),
  'zero-range': (host, { device, proof, ...range }) =>
    host.zeroRange(device, range, faultIn(proof)),
  'convert-layer': (host, action, _, copying) => convertOne(host, action, copying),
  'convert-rest': (host, action, _, copying) => convertRest(host, action, copying),
  'hold-layers': holdLayers,
  'copy-tree': copyTree,
  'set-container-driver': setContainerDriver,
  'mount-volume': mountLayerVolume,
  'unmount-volume': unmountLayerVolume,
  'release-layers': (host, { pool }) => releaseConversion(host, pool),
  'save-metadata': saveMetadata,
  'examine-metadata': examineMetadata,
  'write-metadata': writeMetadata,
  'swap-metadata': swapIfUnchanged,
  'check-layers': checkLayers,
};

/** Actions that the host does itself, without a program. */
function touch(host: Host, action: Touching, blobs: Blobs, copying: Copying): Promise<void> {
  // The table has a function for each kind, which TypeScript cannot follow to the call.
  const call = TOUCH[action.kind] as (...of: [Host, Touching, Blobs, Copying]) => Promise<void>;
  return call(host, action, blobs, copying);
}

function contentOf(blobs: Readonly<Record<string, string>>, sha256: string): string {
  const content = blobs[sha256];
  if (content === undefined) throw new Error(`the plan has no content for ${sha256}`);
  return content;
}

/**
 * Moves the entries of a data root into the backup directory, or back in the opposite order. Each is one
 * rename(2), so an interrupted move continues where it stopped.
 * @throws HostError
 */
async function moveEntries(host: Host, { root, to }: ActionOf<'move-entries'>): Promise<void> {
  const here = entriesOf(root, await names(host, root.path));
  const aside = await names(host, root.aside);
  const [from, into] = to === 'aside' ? [root.path, root.aside] : [root.aside, root.path];
  const order = inMovingOrder(to === 'aside' ? here : aside);
  const taken = to === 'aside' ? aside : here;
  for (const name of to === 'aside' ? order : order.toReversed()) {
    if (!taken.includes(name)) await host.rename(`${from}/${name}`, `${into}/${name}`);
  }
}

/** Removes entries of a data root. @throws HostError */
async function removeEntries(host: Host, { root, of }: ActionOf<'remove-entries'>): Promise<void> {
  const here = entriesOf(root, await names(host, root.path));
  const aside = of === 'all' ? null : await names(host, root.aside);
  for (const name of here) {
    if (aside?.includes(name) ?? true) await host.removeTree(`${root.path}/${name}`);
  }
}

async function names(host: Host, path: string): Promise<readonly string[]> {
  const found = await host.list(path);
  if (found === null) throw new HostError('cannot-read', path, `${path} does not exist`);
  return found;
}
