import { writes } from '../model/command.ts';
import { HostError, type Host } from '../model/host.ts';
import type { Action } from '../model/plan.ts';
import { endsOf } from '../model/units.ts';
import { loopPoolDevices } from '../observe/loop-ground.ts';
import { awaitDocker, returnsEarly } from './await-docker.ts';
import { moveEntries, removeEntries } from './entries.ts';
import { runCommand, type Performed } from './run-command.ts';
import { swapTable } from './swap-table.ts';

const success: Performed = {
  ok: true,
  detail: '',
  untouched: false,
  command: null,
  outcome: null,
};

/**
 * Carries an action out. A failure is data: what it means is for the next look at the host to say.
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
      return await removeDevices(host, await holderNames(host, action.device));
    }
    if (action.kind === 'remove-loop-pool') {
      return await removeDevices(host, await loopPoolDevices(host, action.dataRoot));
    }
    if (action.kind === 'swap-table') return await flushAndSwap(host, action);
    await touch(host, action, blobs);
    return success;
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    const untouched = error.kind === 'changed' || error.kind === 'missing-program';
    return { ...success, ok: false, detail: error.message, untouched };
  }
}

/**
 * Makes sure of a step that an earlier try may have been cut off in, where nothing is to be done now:
 * what it brought about is on disk, and nothing half written lies beside it.
 * @throws HostError
 */
export async function settle(host: Host, action: Action): Promise<void> {
  if ('path' in action) await host.removeLeftover(action.path);
  if (action.kind === 'rename-directory') await host.removeLeftover(action.to);
  if (action.kind === 'grow-file') await host.growFile(action.file, action.to);
  if (action.kind === 'run' && action.flush !== undefined) await flushed(host, action.flush);
}

/** sync(1) of files alone; before coreutils 8.24 it writes out all there is. */
const flushed = (host: Host, files: readonly string[]): Promise<Performed> =>
  runCommand(host, writes('sync', ['--', ...files]));

async function runAndFlush(
  host: Host,
  { command, flush }: Extract<Action, { kind: 'run' }>,
): Promise<Performed> {
  const done = await runCommand(host, command);
  if (done.ok && returnsEarly(command)) await awaitDocker(host);
  if (!done.ok || flush === undefined) return done;
  const written = await flushed(host, flush);
  return written.ok ? done : written;
}

async function flushAndSwap(
  host: Host,
  { swap, flush }: Extract<Action, { kind: 'swap-table' }>,
): Promise<Performed> {
  const written = await flushed(host, flush);
  if (!written.ok) return written;
  return swapTable(host, swap);
}

/** dmsetup(8) refuses to remove a device that is open. */
async function removeDevices(host: Host, names: readonly string[]): Promise<Performed> {
  for (const name of names) {
    const removed = await runCommand(host, writes('dmsetup', ['remove', name]));
    if (!removed.ok) return removed;
  }
  return success;
}

/** Names of the device-mapper devices on top of one, as sysfs knows them. */
async function holderNames(host: Host, device: string): Promise<readonly string[]> {
  const node = await host.realPath(device);
  if (node === null) return [];
  const blocks = '/sys/class/block';
  const holders = (await host.list(`${blocks}/${node.replace('/dev/', '')}/holders`)) ?? [];
  const names = holders.map((holder) => host.readText(`${blocks}/${holder}/dm/name`));
  return (await Promise.all(names)).flatMap((name) => (name === null ? [] : [name.trim()]));
}

function touch(
  host: Host,
  action: Exclude<Action, { kind: 'run' | 'remove-holders' | 'remove-loop-pool' | 'swap-table' }>,
  blobs: Readonly<Record<string, string>>,
): Promise<void> {
  switch (action.kind) {
    case 'write-file': {
      const content = Buffer.from(contentOf(blobs, action.sha256), 'base64');
      return host.replaceFile(action.path, content, action.replaces, action.fresh);
    }
    case 'remove-file':
      return host.removeFile(action.path, action.sha256);
    case 'make-directory':
      return host.makeDirectory(action.path, action.owner, action.likeLabelOf);
    case 'remove-directory':
      return host.removeDirectory(action.path);
    case 'remove-tree':
      return host.removeTree(action.path);
    case 'rename-directory':
      return host.rename(action.from, action.to);
    case 'move-entries':
      return moveEntries(host, action);
    case 'remove-entries':
      return removeEntries(host, action);
    case 'grow-file':
      return host.growFile(action.file, action.to);
    case 'zero-range':
      return host.zeroRange(action.device, action.offset, action.length);
    case 'zero-ends':
      return zeroEnds(host, action);
  }
}

async function zeroEnds(
  host: Host,
  { device, size }: Extract<Action, { kind: 'zero-ends' }>,
): Promise<void> {
  for (const { offset, length } of endsOf(size)) await host.zeroRange(device, offset, length);
}

function contentOf(blobs: Readonly<Record<string, string>>, sha256: string): string {
  const content = blobs[sha256];
  if (content === undefined) throw new Error(`the plan has no content for ${sha256}`);
  return content;
}
