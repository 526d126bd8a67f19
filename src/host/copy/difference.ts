import { lstatSync, readdirSync, type BigIntStats } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { HostError } from '../../model/host.ts';
import { hostError } from '../os-error.ts';
import { bytesOf, rawOf, shownPath } from './raw-path.ts';

/** Two trees, the second a snapshot that the first was made from. */
export interface Trees {
  readonly tree: string;
  /** null: everything in `tree` differs. */
  readonly below: string | null;
}

/** Takes the paths of a difference, all of the form `.` or `./a/b`. */
export interface DifferenceListener {
  /** A path that differs, or a directory above one; a directory comes before what is in it. */
  changed(path: string): void;
  /** A name that `below` has in a directory and the tree has not; the directory came before. */
  gone(directory: string, name: string): void;
  /** A Unix socket, which no archive can hold. */
  socket(path: string): void;
  /** Waits until what was said is dealt with. Called every few hundred entries. */
  settle(): Promise<void>;
}

/** How trees are compared. */
export interface Comparison {
  /** Tells whether a file is the one of the snapshot, untouched. */
  readonly isUntouched: (now: BigIntStats, before: BigIntStats) => boolean;
  /** Whether the tree is of an overlay already, where a character device 0:0 is a whiteout. */
  readonly isOverlay: boolean;
}

/**
 * Every change of a file sets its ctime, which nobody can set to a chosen time; the snapshot has the
 * same inodes. The other fields guard against file systems that keep ctime by the second.
 */
export function isUntouched(now: BigIntStats, before: BigIntStats): boolean {
  return (
    now.ino === before.ino &&
    now.ctimeNs === before.ctimeNs &&
    now.mtimeNs === before.mtimeNs &&
    now.size === before.size &&
    now.mode === before.mode &&
    now.uid === before.uid &&
    now.gid === before.gid &&
    now.nlink === before.nlink &&
    now.rdev === before.rdev
  );
}

/** A directory on the way down. */
interface Folder {
  readonly path: string;
  readonly above: Folder | null;
  isSaid: boolean;
}

/** Entries between two calls of `settle`. */
const AT_ONCE = 500;

function statOf(root: string, path: string): BigIntStats {
  try {
    return lstatSync(bytesOf(`${root}/${path}`), { bigint: true });
  } catch (error) {
    throw hostError('cannot-read', shownPath(path), error);
  }
}

function namesIn(root: string, path: string): readonly string[] {
  try {
    return readdirSync(bytesOf(`${root}/${path}`), { encoding: 'latin1' }).sort(byUnit);
  } catch (error) {
    throw hostError('cannot-read', shownPath(path), error);
  }
}

const byUnit = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/**
 * Walks two trees together, one directory after another, and tells what differs. It holds the names
 * of the directories on the way down and nothing else.
 * @throws HostError 'cannot-read', also for a character device 0:0 in a tree that is no overlay
 */
export async function walkDifference(
  trees: Trees,
  comparison: Comparison,
  listener: DifferenceListener,
): Promise<void> {
  const walk = new Walk(trees, comparison, listener);
  await walk.whole();
  await listener.settle();
}

class Walk {
  readonly #tree: string;
  readonly #below: string | null;
  readonly #comparison: Comparison;
  readonly #listener: DifferenceListener;
  #sinceSettled = 0;

  constructor({ tree, below }: Trees, comparison: Comparison, listener: DifferenceListener) {
    this.#tree = rawOf(tree);
    this.#below = below === null ? null : rawOf(below);
    this.#comparison = comparison;
    this.#listener = listener;
  }

  async whole(): Promise<void> {
    const root: Folder = { path: '.', above: null, isSaid: false };
    this.#say(root);
    await this.#folder(root, this.#below !== null);
  }

  /** Tells of a directory, and of those above it before. */
  #say(folder: Folder): void {
    if (folder.isSaid) return;
    if (folder.above !== null) this.#say(folder.above);
    folder.isSaid = true;
    this.#listener.changed(folder.path);
  }

  async #folder(folder: Folder, isBelow: boolean): Promise<void> {
    const names = namesIn(this.#tree, folder.path);
    const before = isBelow && this.#below !== null ? namesIn(this.#below, folder.path) : [];
    let at = 0;
    for (const name of names) {
      for (; at < before.length && byUnit(before[at] ?? '', name) < 0; at += 1) {
        this.#gone(folder, before[at] ?? '');
      }
      const isKept = before[at] === name;
      if (isKept) at += 1;
      await this.#entry(folder, name, isKept);
    }
    for (; at < before.length; at += 1) this.#gone(folder, before[at] ?? '');
  }

  #gone(folder: Folder, name: string): void {
    this.#say(folder);
    this.#listener.gone(folder.path, name);
  }

  async #entry(above: Folder, name: string, isKept: boolean): Promise<void> {
    const path = `${above.path}/${name}`;
    const now = statOf(this.#tree, path);
    const before = isKept && this.#below !== null ? statOf(this.#below, path) : null;
    const isChanged = before === null || !this.#comparison.isUntouched(now, before);
    if (now.isDirectory()) {
      const folder = { path, above, isSaid: false };
      if (isChanged) this.#say(folder);
      await this.#folder(folder, before?.isDirectory() ?? false);
    } else if (isChanged) {
      this.#leaf(above, path, now, before);
    }
    this.#sinceSettled += 1;
    if (this.#sinceSettled < AT_ONCE) return;
    this.#sinceSettled = 0;
    await this.#listener.settle();
    await turn();
  }

  #leaf(above: Folder, path: string, now: BigIntStats, before: BigIntStats | null): void {
    this.#say(above);
    if (now.isSocket()) {
      this.#listener.socket(path);
      // Left out of the layer, it would let what lies below it shine through.
      const hidesOther = before !== null && !before.isSocket();
      if (hidesOther) this.#listener.gone(above.path, path.slice(above.path.length + 1));
      return;
    }
    const isWhiteout = now.isCharacterDevice() && now.rdev === 0n;
    if (isWhiteout && !this.#comparison.isOverlay) {
      const why = `${shownPath(path)} is a character device 0:0, which overlay2 would take for a deleted file`;
      throw new HostError('cannot-read', shownPath(path), why);
    }
    this.#listener.changed(path);
  }
}
