import { PROBE_NAMESPACE } from '../../src/containerd/commands.ts';
import type { Command, Outcome } from '../../src/model/command.ts';
import { HostError, type FileStat, type Host } from '../../src/model/host.ts';
import { bytes } from '../../src/model/units.ts';
import { isHeld } from './device-mapper.ts';
import { dockerInfo } from './docker.ts';
import * as tree from './files.ts';
import { growFile, syncFile } from './loop.ts';
import { kernelFiles, nodeAt } from './kernel.ts';
import { AREA, firstMiB } from './first-mib.ts';
import { bytesOf, METADATA } from './containerd-databases.ts';
import { collectGarbage } from './containerd-snapshots.ts';
import { copyDifference, digestOf } from './copies.ts';
import { listed, networksOf } from './docker-layers.ts';
import { runProgram } from './programs.ts';
import { diskAt, fault, type Disk, type State } from './state.ts';

/**
 * Hears of every moment at which the machine differs from before: a death there leaves this.
 * `inside`: the program, or the write, is not over yet.
 */
export type DeathWatch = (state: State, what: string, inside: boolean) => void;

function text(state: State, path: string): string | null {
  const entry = state.files.get(path);
  if (entry?.kind === 'file') return entry.text;
  return kernelFiles(state, path).get(path) ?? null;
}

function stat(state: State, path: string): FileStat | null {
  const entry = state.files.get(path);
  if (entry !== undefined) return tree.statOf(entry);
  const node = nodeAt(state, path);
  const other = tree.statOf({ kind: 'file', text: '', mode: 0o660, inode: 5 });
  if (node !== null) return { ...other, kind: 'block', represents: node.majorMinor };
  const kernel = kernelFiles(state, path);
  if (kernel.has(path)) return other;
  return isFolder(kernel, path) ? { ...other, kind: 'directory' } : null;
}

function whereItLeads(state: State, path: string): string | null {
  if (state.files.has(path)) return tree.realPath(state, path);
  return stat(state, path) === null ? null : path;
}

const isFolder = (files: ReadonlyMap<string, unknown>, path: string): boolean =>
  [...files.keys()].some((name) => name.startsWith(`${path}/`));

function list(state: State, path: string): readonly string[] | null {
  const own = state.files.get(path)?.kind === 'directory' || path === '/';
  const kernel = kernelFiles(state, path);
  if (!own && !isFolder(kernel, path)) return null;
  return tree.namesIn(own ? state.files : kernel, path).filter((name) => name !== '');
}

function mustFind(state: State, path: string): Disk {
  const disk = diskAt(state, path);
  if (disk === undefined) throw new HostError('cannot-read', path, `ENXIO: ${path}`);
  return disk;
}

/** Of all that lies in the first or the last MiB; LVM's label is at 512. */
function firstNonZero(disk: Disk, from: number, length: number): number | null {
  const offsets = disk.signatures.map(({ offset, type }) =>
    type === 'LVM2_member' ? LABEL : offset,
  );
  const all = [...offsets, disk.residue ?? Infinity, disk.area === null ? Infinity : AREA];
  const seen = all.filter((at) => at >= from && at < from + length).sort((a, b) => a - b);
  return seen[0] ?? null;
}

function zeroRange(
  state: State,
  moment: tree.Moment,
  ...[{ path, majorMinor }, range, whyNot]: Parameters<Host['zeroRange']>
): void {
  const disk = mustFind(state, path);
  if (isHeld(state, disk)) throw new HostError('busy', path, `EBUSY: ${path}`);
  const why = disk.majorMinor === majorMinor ? whyNot(firstMiB(disk)) : 'another device';
  if (why !== null) throw new HostError('changed', path, `${path}: ${why}`);
  const [from, to] = [range.offset, range.offset + range.length];
  const isIn = (at: number): boolean => at >= from && at < to;
  if (isIn(LABEL) && disk.pv !== null) fault(state, `zeros over the label on ${path}`);
  disk.signatures = disk.signatures.filter(({ offset }) => !isIn(offset));
  if (disk.residue !== null && isIn(disk.residue)) disk.residue = null;
  if (disk.area === null || !isIn(AREA)) return;
  disk.area = '';
  moment('all zeroed but the header');
  disk.area = null;
}

/** LVM's label is in the second sector. */
const LABEL = 512;

/** What clears away after a trial of the snapshotter fails where there is nothing to clear. */
const isClearing = ({ program, args }: Command): boolean =>
  program === 'ctr' && args.includes('rm') && args.includes(PROBE_NAMESPACE);

function outcome(state: State, moment: tree.Moment, command: Command): Outcome {
  const { exitCode, stdout, stderr } = runProgram(state, moment, command);
  if (command.writes && exitCode !== 0 && !isClearing(command))
    fault(state, `${command.program} ${command.args.join(' ')}: ${stderr.trim()}`);
  return { exitCode, signal: null, stdout, stderr, durationMs: 0 };
}

/** What only looks. */
function looking(state: State) {
  return {
    euid: 0,
    now: () => new Date((state.clock += 1000)),
    bootedAt: inNoRun,
    locate: (program: string) => Promise.resolve(`/usr/sbin/${program}`),
    lstat: (path: string) => Promise.resolve(stat(state, path)),
    stat: (path: string) => Promise.resolve(stat(state, path)),
    realPath: (path: string) =>
      Promise.resolve(nodeAt(state, path)?.realPath ?? whereItLeads(state, path)),
    readText: (path: string) => Promise.resolve(text(state, path)),
    readBytes: (path: string) => {
      const found = text(state, path);
      if (path === METADATA) collectGarbage(state);
      return Promise.resolve(found === null ? null : bytesOf(found));
    },
    list: (path: string) => Promise.resolve(list(state, path)),
    getFromSocket: (_: string, url: string) => Promise.resolve(answerOnSocket(state, url)),
    freeSpace: () => Promise.resolve(bytes(state.free)),
    availableSpace: () => Promise.resolve(bytes(state.free)),
    freeInodes: () => Promise.resolve(1_000_000),
    canOpenExclusively: (path: string) => Promise.resolve(!isHeld(state, mustFind(state, path))),
    readRange: (path: string, offset: number, length: number) => {
      const range = Buffer.alloc(length);
      firstMiB(mustFind(state, path)).subarray(offset).copy(range);
      return Promise.resolve(range);
    },
    lines: inNoRun,
    fileLines: inNoRun,
    gunzippedLines: (path: string) => linesOf(text(state, path) ?? ''),
    firstNonZero: (path: string, offset: number, length: number) => {
      const at = firstNonZero(mustFind(state, path), offset, length);
      return Promise.resolve(at === null ? null : bytes(at));
    },
  };
}

/** Logs and figures for a collector: no run asks for them. */
function inNoRun(): never {
  throw new Error('the simulated machine has neither logs nor a collector of figures');
}

async function* linesOf(whole: string): AsyncIterable<string> {
  yield* await Promise.resolve(whole.split('\n'));
}

/** Docker's API, as far as dmctl asks it. */
function answerOnSocket(state: State, url: string): string | null {
  if (state.daemon === null) return null;
  const { images, containers } = listed(state);
  if (url.startsWith('/images/json')) return JSON.stringify(images);
  if (url.startsWith('/networks')) return JSON.stringify(networksOf(state));
  return url.startsWith('/containers/json') ? JSON.stringify(containers) : dockerInfo(state).stdout;
}

const noImages = (path: string): Promise<never> =>
  Promise.reject(new HostError('cannot-read', path, 'the simulated machine has no metadata'));

/** The machine as dmctl sees it. `watch` hears of every change, and of every half one. */
export function simulatedHost(state: State, watch: DeathWatch = () => undefined): Host {
  const changing = <T>(what: string, work: (moment: tree.Moment) => T): Promise<T> => {
    try {
      const done = work((half) => {
        watch(state, `${what}, ${half}`, true);
      });
      watch(state, what, false);
      return Promise.resolve(done);
    } catch (error) {
      return Promise.reject(error instanceof Error ? error : new Error(String(error)));
    }
  };
  const line = ({ program, args }: Command): string => `${program} ${args.join(' ')}`;
  return {
    ...looking(state),
    run: (command) =>
      command.writes
        ? changing(line(command), (moment) => outcome(state, moment, command))
        : Promise.resolve(outcome(state, () => undefined, command)),
    runAtEnd: (command) =>
      Promise.resolve({
        now: () => changing(line(command), (moment) => outcome(state, moment, command)),
        never: () => Promise.resolve(),
      }),
    zeroRange: (device, range, whyNot) =>
      changing(`zeros on ${device.path}`, (moment) => {
        zeroRange(state, moment, device, range, whyNot);
      }),
    replaceFile: (path, content, expected, { mode }) =>
      changing(`write ${path}`, (moment) => {
        tree.replaceFile(state, moment, path, tree.textOf(content), expected, mode);
      }),
    publishFile: (path, content, { mode }) =>
      changing(`publish ${path}`, (moment) => {
        tree.publishFile(state, moment, path, Buffer.from(content).toString('utf8'), mode);
      }),
    removeFile: (path, expected) =>
      changing(`rm ${path}`, (moment) => {
        tree.removeFile(state, moment, path, expected);
      }),
    makeDirectory: (path, { mode }) =>
      changing(`mkdir ${path}`, (moment) => {
        tree.makeDirectory(state, moment, path, mode);
      }),
    makeLink: (path, target) =>
      changing(`ln -s ${target} ${path}`, () => {
        tree.makeLink(state, path, target);
      }),
    removeLink: (path, target) =>
      changing(`rm ${path}`, () => {
        tree.removeLink(state, path, target);
      }),
    rename: (from, to) =>
      changing(`rename ${from}`, () => {
        tree.rename(state, from, to);
      }),
    removeDirectory: (path) =>
      changing(`rmdir ${path}`, () => {
        tree.removeDirectory(state, path);
      }),
    growFile: (file, to) =>
      changing(`grow ${file.path}`, (moment) => {
        growFile(state, moment, file, to);
      }),
    // No scenario of this machine repairs metadata: test/lab/repair.full.lab.ts does, on the real kernel.
    digestOf: noImages,
    copyToFile: noImages,
    copyToDevice: noImages,
    writeStart: noImages,
    syncFile: (path) =>
      changing(`fsync ${path}`, () => {
        syncFile(state, path);
      }),
    removeLeftover: (path) =>
      changing(`rm leftover of ${path}`, () => {
        tree.removeLeftover(state, path);
      }),
    removeTree: (path) =>
      changing(`rm -r ${path}`, (moment) => {
        tree.removeTree(state, moment, path);
      }),
    copyDifference: async ({ from, to }, { copied }) => {
      const done = await changing(`copy ${from}`, (moment) =>
        copyDifference(state, moment, from, to),
      );
      copied?.();
      return done;
    },
    tarSplitDigest: (_, folder) => Promise.resolve(digestOf(state, folder)),
    openAppend: (path) =>
      changing(`open ${path}`, () => {
        tree.openAppend(state, path);
        return {
          append: (record: string) =>
            changing(recordWords(record), (moment) => {
              tree.append(state, moment, path, record);
            }),
          close: () => Promise.resolve(),
        };
      }),
    lock: () => Promise.resolve({ held: true, release: () => Promise.resolve() }),
  };
}

/** `intent do vgcreate` of a journal line. */
function recordWords(line: string): string {
  const found = /"kind":"(\w+)".*?(?:"direction":"(\w+)","step":"([\w-]+)")?/.exec(line);
  return `journal: ${(found ?? []).slice(1).join(' ')}`.trimEnd();
}
