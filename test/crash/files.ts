import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { dirname, resolve } from 'node:path';
import { HostError, type FileStat } from '../../src/model/host.ts';
import { bytes } from '../../src/model/units.ts';
import { fault, type Entry, type State } from './state.ts';

/** Says where inside an effect a death would find the machine. */
export type Moment = (what: string) => void;

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const temporaryOf = (path: string): string => {
  const folder = dirname(path) === '/' ? '' : dirname(path);
  return `${folder}/.${path.slice(path.lastIndexOf('/') + 1)}.dmctl-new`;
};

/** Folders of dmctl itself: what lies in them is no effect on the host. */
export const OWN = /^\/(var\/lib|var\/log)\/(dmctl(\/|$)|\.dmctl\.dmctl-new$)/;

function inode(state: State): number {
  state.nextInode += 1;
  return state.nextInode;
}

export const file = (state: State, text: string, mode = 0o644): Entry => ({
  kind: 'file',
  text,
  mode,
  inode: inode(state),
});

export const directory = (state: State, mode = 0o755): Entry => ({
  kind: 'directory',
  mode,
  inode: inode(state),
});

const link = (state: State, target: string): Entry => ({
  kind: 'symlink',
  target,
  mode: 0o777,
  inode: inode(state),
});

/** Where a path leads; null: nothing is there in the end. */
export function realPath(state: State, path: string): string | null {
  const entry = state.files.get(path);
  if (entry?.kind === 'symlink') return realPath(state, resolve(dirname(path), entry.target));
  return entry === undefined ? null : path;
}

/** Puts a file down with the folders above it. */
export function put(state: State, path: string, text: string): void {
  folders(state, dirname(path));
  state.files.set(path, file(state, text));
}

/** Makes a folder and those above it where they are missing. */
export function folders(state: State, path: string): void {
  if (path === '/' || state.files.has(path)) return;
  folders(state, dirname(path));
  state.files.set(path, directory(state));
}

/** Returns a file's content as text of as many bytes; of bytes that are no text only their number counts. */
export function textOf(content: Uint8Array): string {
  const whole = Buffer.from(content);
  return isUtf8(whole) ? whole.toString('utf8') : whole.toString('ascii');
}

function sizeOf(entry: Entry): number {
  if (entry.kind === 'directory') return 4096;
  if (entry.kind === 'symlink') return entry.target.length;
  return entry.sparse?.size ?? Buffer.byteLength(entry.text);
}

export function statOf(entry: Entry): FileStat {
  return {
    kind: entry.kind,
    size: bytes(sizeOf(entry)),
    mode: entry.mode,
    uid: 0,
    gid: 0,
    inode: entry.inode,
    allocated: bytes(4096),
    links: 1,
    device: '98:0',
    represents: null,
  };
}

/** Names right below a path. */
export function namesIn(files: ReadonlyMap<string, unknown>, path: string): readonly string[] {
  const start = path === '/' ? '/' : `${path}/`;
  const below = [...files.keys()].filter((name) => name.startsWith(start) && name !== '/');
  return [...new Set(below.map((name) => name.slice(start.length).split('/')[0] ?? ''))].sort();
}

const changed = (path: string, why: string): HostError =>
  new HostError('changed', path, `${path} ${why} since it was looked at`);

const cannot = (path: string, why: string): HostError =>
  new HostError('cannot-write', path, `${why}: ${path}`);

function mustBeIn(state: State, path: string): void {
  const parent = dirname(path);
  if (parent === '/' || state.files.get(parent)?.kind === 'directory') return;
  throw cannot(path, 'ENOENT: no such folder');
}

function mustHold(state: State, path: string, expected: string | null): void {
  const entry = state.files.get(path);
  if (entry !== undefined && entry.kind !== 'file') throw cannot(path, 'no regular file');
  if ((entry === undefined ? null : sha256(entry.text)) !== expected) {
    throw changed(path, 'holds something else');
  }
}

/** One line or file of dmctl's own takes its room; the one that finds none is written in part. */
function isFull(state: State, path: string): boolean {
  if (state.ownRoom === null || !OWN.test(path)) return false;
  if (state.ownRoom === 0) return true;
  state.ownRoom -= 1;
  return false;
}

export function replaceFile(
  state: State,
  moment: Moment,
  path: string,
  text: string,
  expected: string | null,
  mode: number,
): void {
  mustBeIn(state, path);
  mustHold(state, path, expected);
  const old = state.files.get(path);
  if (old?.kind === 'file' && old.text === text && !OWN.test(path))
    fault(state, `${path} written with what it holds`);
  const temporary = temporaryOf(path);
  state.files.set(temporary, file(state, text.slice(0, text.length / 2), 0o600));
  if (isFull(state, path)) throw cannot(path, 'ENOSPC: no space left on device');
  moment('temporary file half written');
  const whole = file(state, text, old?.mode ?? mode);
  state.files.set(temporary, whole);
  moment('temporary file not renamed');
  state.files.delete(temporary);
  state.files.set(path, whole);
}

/** Writes a file whatever was there; synced. */
export function publishFile(
  state: State,
  moment: Moment,
  path: string,
  text: string,
  mode: number,
): void {
  mustBeIn(state, path);
  const temporary = temporaryOf(path);
  state.files.set(temporary, file(state, text, 0o600));
  moment('temporary file not renamed');
  state.files.delete(temporary);
  state.files.set(path, file(state, text, mode));
}

export function removeFile(state: State, moment: Moment, path: string, expected: string): void {
  mustHold(state, path, expected);
  removeLeftover(state, path);
  moment('temporary file removed');
  state.files.delete(path);
}

export function makeDirectory(state: State, moment: Moment, path: string, mode: number): void {
  if (state.files.has(path)) throw changed(path, 'appeared');
  mustBeIn(state, path);
  const temporary = temporaryOf(path);
  state.files.set(temporary, directory(state, mode));
  moment('temporary folder not renamed');
  state.files.set(path, state.files.get(temporary) ?? directory(state, mode));
  state.files.delete(temporary);
}

/** Is it there already, and leads there? */
function isLinkTo(state: State, path: string, target: string): boolean {
  const entry = state.files.get(path);
  if (entry === undefined) return false;
  const full = (where: string): string => resolve(dirname(path), where);
  if (entry.kind === 'symlink' && full(entry.target) === full(target)) return true;
  throw changed(path, 'leads elsewhere');
}

export function makeLink(state: State, path: string, target: string): void {
  mustBeIn(state, path);
  if (!isLinkTo(state, path, target)) state.files.set(path, link(state, target));
}

export function removeLink(state: State, path: string, target: string): void {
  if (isLinkTo(state, path, target)) state.files.delete(path);
}

const mountPoints = ({ mounts, layers, carrier }: State): readonly string[] => [
  ...mounts,
  ...(carrier?.at == null ? [] : [carrier.at]),
  ...(layers?.mounts ?? []).map(({ at }) => at),
];

/** Moves a file or a whole tree: rename(2), at once. */
export function rename(state: State, from: string, to: string): void {
  if (state.files.has(to)) throw changed(to, 'appeared');
  if (!state.files.has(from)) throw cannot(from, 'ENOENT');
  mustNotBeThePools(state, from);
  if (mountPoints(state).includes(from)) throw new HostError('busy', from, `EBUSY: ${from}`);
  for (const [path, entry] of [...state.files]) {
    if (path !== from && !path.startsWith(`${from}/`)) continue;
    state.files.delete(path);
    state.files.set(`${to}${path.slice(from.length)}`, entry);
  }
}

export function removeDirectory(state: State, path: string): void {
  if (state.files.get(path)?.kind !== 'directory') throw cannot(path, 'ENOENT');
  if (namesIn(state.files, path).length > 0) throw cannot(path, 'ENOTEMPTY');
  if (mountPoints(state).includes(path)) throw new HostError('busy', path, `EBUSY: ${path}`);
  state.files.delete(path);
}

/** Nothing of Docker's pool goes before the migration is accepted. */
function mustNotBeThePools(state: State, path: string): void {
  if (state.layers?.mayGo === false && /\/(image\/)?devicemapper(\/|$)/.test(path))
    fault(state, `${path} removed or moved before the migration was accepted`);
}

export function removeTree(state: State, moment: Moment, path: string): void {
  if (!state.files.has(path)) throw cannot(path, 'ENOENT');
  mustNotBeThePools(state, path);
  const busy = mountPoints(state).find((point) => point === path || point.startsWith(`${path}/`));
  if (busy !== undefined) throw new HostError('busy', path, `EBUSY: ${busy}`);
  const below = [...state.files.keys()].filter((name) => name.startsWith(`${path}/`));
  const deepestFirst = below.sort((a, b) => b.split('/').length - a.split('/').length);
  for (const [index, name] of deepestFirst.entries()) {
    state.files.delete(name);
    if (index === Math.floor(deepestFirst.length / 2)) moment('tree half removed');
  }
  state.files.delete(path);
}

/** What a write of this path that was cut off left beside it. */
export function removeLeftover(state: State, path: string): void {
  const temporary = temporaryOf(path);
  for (const name of [...state.files.keys()])
    if (name === temporary || name.startsWith(`${temporary}/`)) state.files.delete(name);
}

/** A line at the end, torn where the power goes. What was torn before is cut off. */
export function append(state: State, moment: Moment, path: string, line: string): void {
  const entry = state.files.get(path);
  const old = entry?.kind === 'file' ? entry.text : '';
  const grown = (text: string): void => {
    state.files.set(path, { ...(entry ?? file(state, '', 0o600)), kind: 'file', text });
  };
  grown(`${old}${line.slice(0, line.length / 2)}`);
  if (isFull(state, path)) throw cannot(path, 'ENOSPC: no space left on device');
  moment('journal line torn');
  grown(`${old}${line}`);
  moment('journal line without its end');
  grown(`${old}${line}\n`);
}

export function openAppend(state: State, path: string): void {
  mustBeIn(state, path);
  const entry = state.files.get(path) ?? file(state, '', 0o600);
  if (entry.kind !== 'file') throw cannot(path, 'EISDIR');
  state.files.set(path, { ...entry, text: entry.text.slice(0, entry.text.lastIndexOf('\n') + 1) });
}
