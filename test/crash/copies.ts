import type { CopiedDifference } from '../../src/model/host.ts';
import { HostError } from '../../src/model/host.ts';
import { bytes } from '../../src/model/units.ts';
import { failure, success, type Answer } from './answer.ts';
import { directory, file, sha256, type Moment } from './files.ts';
import { textAt } from './layer-records.ts';
import type { State } from './state.ts';
import { contentAt } from './thin-devices.ts';

const unsynced = (state: State, path: string, text: string, mode = 0o644): void => {
  state.files.set(path, { ...file(state, text, mode), kind: 'file', text, unsynced: true });
};

/** Copies a mounted layer; nothing of it is on disk until it is synced. */
export function copyDifference(
  state: State,
  moment: Moment,
  from: string,
  to: string,
): CopiedDifference {
  const content = contentAt(state, from.replace(/\/rootfs$/, ''));
  if (content === null) throw new HostError('cannot-read', from, `${from} is not mounted`);
  if (state.files.get(to)?.kind !== 'directory')
    throw new HostError('cannot-write', to, `ENOENT: ${to}`);
  unsynced(state, `${to}/content`, content.slice(0, content.length / 2));
  moment('layer half copied');
  unsynced(state, `${to}/content`, content);
  return { entries: 1, bytes: bytes(content.length), whiteouts: 0, sockets: 0 };
}

/** The digest of a layer's tar, which its one file makes up. */
export function digestOf(state: State, folder: string): string {
  const content = textAt(state, `${folder}/content`);
  if (content === null) throw new HostError('cannot-read', folder, `ENOENT: ${folder}/content`);
  return `sha256:${sha256(content)}`;
}

/** `sync`, and `sync -f PATH`: all lies on one file system. */
export function syncAll(state: State): Answer {
  for (const [path, entry] of state.files)
    if (entry.kind === 'file' && entry.unsynced === true)
      state.files.set(path, { ...entry, unsynced: false });
  return success();
}

/** `cp -a -- FROM TO`. */
export function copyTree(state: State, moment: Moment, args: readonly string[]): Answer {
  const [from = '', to = ''] = args.slice(-2);
  if (!state.files.has(from)) return failure(1, `cp: cannot stat '${from}'`);
  const below = [...state.files].filter(([path]) => path === from || path.startsWith(`${from}/`));
  const sorted = below.sort(([a], [b]) => a.length - b.length);
  for (const [index, [path, entry]] of sorted.entries()) {
    const copy = `${to}${path.slice(from.length)}`;
    if (entry.kind === 'file') unsynced(state, copy, entry.text, entry.mode);
    else state.files.set(copy, { ...directory(state), ...entry, inode: directory(state).inode });
    if (index === Math.floor(sorted.length / 2)) moment('half copied');
  }
  return success();
}
