import type { Command } from '../model/command.ts';
import { HostError, type Host } from '../model/host.ts';
import type { Action } from '../model/plan/plan.ts';
import { faultIn } from '../observe/disk-proof.ts';
import { awaitEngine, devicesOnLoopFiles } from '../observe/engines.ts';
import { moveEntries, removeEntries } from './entries.ts';
import { holderNames } from '../observe/sys-block.ts';
import { runCommand, type Performed } from './run-command.ts';
import { swapTable } from './swap-table.ts';

/** An action that did what it was to do. */
export const SUCCESS: Performed = {
  ok: true,
  detail: '',
  untouched: false,
  command: null,
  outcome: null,
};

/**
 * Carries out an action. A failure is data: the next look at the host decides what it means.
 * @param blobs contents of files by sha256, base64
 */
export async function perform(
  host: Host,
  action: Action,
  blobs: Readonly<Record<string, string>>,
): Promise<Performed> {
  try {
    if (action.kind === 'run') return await runAndFlush(host, action);
    if (action.kind === 'remove-holders') {
      return await removeDevices(host, action.remove, await holderNames(host, action.device));
    }
    if (action.kind === 'remove-loop-pool') {
      const names = await devicesOnLoopFiles(host, action.dataRoot);
      return await removeDevices(host, action.remove, names);
    }
    if (action.kind === 'swap-table') return await flushAndSwap(host, action);
    await touch(host, action, blobs);
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
  if ('path' in action) await host.removeLeftover(action.path);
  if (action.kind === 'rename-directory') await host.removeLeftover(action.to);
  if (action.kind === 'grow-file') await host.growFile(action.file, action.to);
  if (action.kind === 'run' && action.flush !== undefined) await writeOut(host, action.flush);
}

async function writeOut(host: Host, files: readonly string[]): Promise<void> {
  for (const path of files) await host.syncFile(path);
}

async function runAndFlush(
  host: Host,
  { command, flush, awaits }: Extract<Action, { kind: 'run' }>,
): Promise<Performed> {
  const done = await runCommand(host, command);
  if (done.ok && awaits !== undefined) await awaitEngine(host, awaits);
  if (done.ok && flush !== undefined) await writeOut(host, flush);
  return done;
}

async function flushAndSwap(
  host: Host,
  action: Extract<Action, { kind: 'swap-table' }>,
): Promise<Performed> {
  await writeOut(host, action.flush);
  return swapTable(host, action);
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

type Touching = Exclude<
  Action,
  { kind: 'run' | 'remove-holders' | 'remove-loop-pool' | 'swap-table' }
>;
type Of<K extends Touching['kind']> = Extract<Touching, { kind: K }>;
type Blobs = Readonly<Record<string, string>>;

const TOUCH: {
  readonly [K in Touching['kind']]: (host: Host, action: Of<K>, blobs: Blobs) => Promise<void>;
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
};

/** Actions that the host does itself, without a program. */
function touch(host: Host, action: Touching, blobs: Blobs): Promise<void> {
  // The table has a function for each kind, which TypeScript cannot follow to the call.
  const call = TOUCH[action.kind] as (h: Host, a: Touching, b: Blobs) => Promise<void>;
  return call(host, action, blobs);
}

function contentOf(blobs: Readonly<Record<string, string>>, sha256: string): string {
  const content = blobs[sha256];
  if (content === undefined) throw new Error(`the plan has no content for ${sha256}`);
  return content;
}
