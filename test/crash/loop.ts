import { HostError, type FileIdentity } from '../../src/model/host.ts';
import { failure, success, type Answer } from './answer.ts';
import { folders, type Moment } from './files.ts';
import { fault, type Entry, type Loop, type Sparse, type State } from './state.ts';

/** The sparse file of this inode, and its name. */
export function sparseOf(state: State, inode: number): { path: string; sparse: Sparse } | null {
  for (const [path, entry] of state.files)
    if (entry.kind === 'file' && entry.inode === inode && entry.sparse)
      return { path, sparse: entry.sparse };
  return null;
}

const sparseAt = (state: State, path: string): (Entry & { sparse: Sparse }) | null => {
  const entry = state.files.get(path);
  return entry?.kind === 'file' && entry.sparse ? { ...entry, sparse: entry.sparse } : null;
};

/** dockerd's loop file: made, or grown where the option asks for more (moby, ensureImage). */
export function ensureImage(state: State, moment: Moment, path: string, size: number): number {
  const found = sparseAt(state, path);
  if (found !== null) {
    if (found.sparse.size < size) Object.assign(found.sparse, { size, synced: size });
    return found.inode;
  }
  folders(state, path.slice(0, path.lastIndexOf('/')));
  state.nextInode += 1;
  const inode = state.nextInode;
  const sparse = { size, synced: size, thin: null };
  state.files.set(path, { kind: 'file', text: '', mode: 0o600, inode, sparse });
  moment(`${path} made`);
  return inode;
}

/** The first loop device that is free shows the file, as large as it is now. */
export function attach(state: State, inode: number): Loop {
  const taken = new Set(state.loops.map(({ number }) => number));
  const number = [0, 1, 2, 3].find((one) => !taken.has(one)) ?? 4;
  const size = sparseOf(state, inode)?.sparse.size ?? 0;
  const loop = { number, inode, size: size - (size % 512) };
  state.loops.push(loop);
  return loop;
}

export const loopNumbered = (state: State, wanted: number): Loop | undefined =>
  state.loops.find(({ number }) => number === wanted);

/** The file that a loop device shows, as the kernel names it. */
export const backingFile = (state: State, { inode }: Loop): string =>
  sparseOf(state, inode)?.path ?? '/gone (deleted)';

/** `losetup --list --json -O ...`, as util-linux 2.38 prints it: the last one first. */
export function losetupList(state: State): Answer {
  if (state.loops.length === 0) return success();
  const loopdevices = state.loops
    .map((loop) => ({
      name: `/dev/loop${String(loop.number)}`,
      'maj:min': `  7:${String(loop.number)}  `,
      'back-file': backingFile(state, loop),
      'back-ino': loop.inode,
      'back-maj:min': '      98:0  ',
      offset: 0,
      sizelimit: 0,
    }))
    .reverse();
  return success(`${JSON.stringify({ loopdevices }, null, 3)}\n`);
}

/** `losetup -c /dev/loopN`. */
export function setCapacity(state: State, device: string): Answer {
  const loop = loopNumbered(state, Number(/^\/dev\/loop(\d+)$/.exec(device)?.[1]));
  if (loop === undefined) return failure(1, `losetup: ${device}: failed to use device`);
  const { size } = sparseOf(state, loop.inode)?.sparse ?? { size: 0 };
  if (size === loop.size) fault(state, `losetup -c ${device}, which shows all of its file`);
  loop.size = size - (size % 512);
  return success();
}

/** ftruncate(2), then fsync(2). */
export function growFile(state: State, moment: Moment, file: FileIdentity, to: number): void {
  const found = sparseAt(state, file.path);
  if (found?.inode !== file.inode)
    throw new HostError('changed', file.path, `${file.path} is another file now`);
  const { sparse } = found;
  if (sparse.size > to) throw new HostError('changed', file.path, `${file.path} is larger`);
  sparse.size = to;
  moment('grown, not on disk');
  sparse.synced = to;
}

/** fsync(2). */
export function syncFile(state: State, path: string): void {
  const entry = state.files.get(path);
  if (entry?.kind === 'file' && entry.unsynced === true)
    state.files.set(path, { ...entry, unsynced: false });
  const found = sparseAt(state, path);
  if (found !== null) found.sparse.synced = found.sparse.size;
  else if (entry?.kind !== 'file') throw new HostError('cannot-write', path, `ENOENT: ${path}`);
}

/** What a power cut and a boot leave of files and loop devices. */
export function cutPower(state: State): void {
  state.loops = [];
  state.loopPool = null;
  for (const [path, entry] of state.files)
    if (entry.kind === 'file' && entry.unsynced === true)
      state.files.set(path, { ...entry, text: '', unsynced: false });
  for (const entry of state.files.values())
    if (entry.kind === 'file' && entry.sparse) entry.sparse.size = entry.sparse.synced;
  const first = state.shownAtBoot === null ? undefined : state.files.get(state.shownAtBoot);
  if (first !== undefined) attach(state, first.inode);
}
