import { geteuid } from 'node:process';
import type { Host } from '../model/host.ts';
import { growFile, openAppend } from './append.ts';
import { canOpenExclusively, firstNonZero, readRange, zeroRange } from './devices.ts';
import { makeDirectory, makeLink, removeDirectory, removeLink, rename } from './directories.ts';
import { copyToDevice, copyToFile, digestOf, writeStart } from './images.ts';
import { copyDifference } from './copy/copy-difference.ts';
import { tarSplitDigest } from './copy/tar-split.ts';
import { fileLines, gunzippedLines } from './lines.ts';
import { removeLeftover, removeTree } from './tree.ts';
import { lock } from './lock.ts';
import { type ProgramPlaces, SYSTEM_PLACES } from './programs.ts';
import {
  readContent,
  readFreeInodes,
  readAvailableSpace,
  readFreeSpace,
  readLstat,
  readNames,
  readRealPath,
  readStat,
  readUtf8,
} from './read.ts';
import { publishFile, removeFile, replaceFile } from './replace.ts';
import { type CallListener, createRunner, type Runner } from './runner.ts';
import { getFromSocket } from './socket.ts';
import { syncFile } from './sync.ts';

/** This machine's clock. */
const now = (): Date => new Date();

/** When this boot began, in milliseconds since 1970 (proc_stat(5), btime); null: it does not say. */
async function bootedAt(): Promise<number | null> {
  const [, seconds] = /^btime (\d+)$/m.exec((await readUtf8('/proc/stat')) ?? '') ?? [];
  return seconds === undefined ? null : Number(seconds) * 1000;
}

export interface HostOptions {
  /** Called after every child process, including flock and cp. */
  readonly onCall?: CallListener;
  /** The directories to search for programs; those of the system by default. */
  readonly places?: ProgramPlaces;
}

/** The functions for whole directory trees. */
const treesOf = (
  runner: Runner,
): Pick<Host, 'removeTree' | 'copyDifference' | 'tarSplitDigest'> => ({
  removeTree,
  copyDifference: (what, listener) => copyDifference(runner, what, listener),
  tarSplitDigest,
});

/** The functions that read files and file systems. */
const READING = {
  lstat: readLstat,
  stat: readStat,
  realPath: readRealPath,
  readText: readUtf8,
  readBytes: readContent,
  fileLines,
  gunzippedLines,
  list: readNames,
  getFromSocket,
  freeSpace: readFreeSpace,
  availableSpace: readAvailableSpace,
  freeInodes: readFreeInodes,
};

/** Makes the host for this machine. Nothing is started or opened before a function is called. */
export function createHost({ onCall, places = SYSTEM_PLACES }: HostOptions = {}): Host {
  const runner = createRunner(places, onCall ?? (() => undefined));
  return {
    run: (command) => runner.run(command),
    runAtEnd: (command) => runner.runAtEnd(command),
    lines: (command, stop) => runner.lines(command, stop),
    locate: (program, at) => runner.locate(program, at),
    euid: geteuid?.() ?? -1,
    now,
    bootedAt,
    ...READING,
    canOpenExclusively,
    firstNonZero,
    readRange,
    zeroRange,
    growFile,
    syncFile,
    digestOf,
    copyToFile,
    copyToDevice,
    writeStart,
    replaceFile: (path, content, expectSha256, fresh) =>
      replaceFile(runner, path, content, expectSha256, fresh),
    publishFile,
    removeFile,
    makeDirectory: (path, owner, likeLabelOf) => makeDirectory(runner, path, owner, likeLabelOf),
    makeLink,
    removeLink,
    rename,
    removeDirectory,
    removeLeftover,
    ...treesOf(runner),
    openAppend,
    lock: (path, holder, timeoutMs) => lock(runner, path, holder, timeoutMs),
  };
}
