import {
  HostError,
  type CopiedDifference,
  type CopyListener,
  type DifferenceToCopy,
} from '../../model/host.ts';
import { bytes } from '../../model/units.ts';
import type { Runner } from '../runner.ts';
import { archive, type BlockSink, type WalkResult } from './archive.ts';
import { Audit, type DigestListener } from './audit.ts';
import { isUntouched } from './difference.ts';
import { asTold, type Tell } from './progress.ts';
import { shownPath } from './raw-path.ts';
import { extractCall } from './tar-calls.ts';
import { TarReader } from './tar-reader.ts';
import { writeTo } from './together.ts';
import { endOfArchive, whiteoutEntry } from './whiteouts.ts';

const OF_A_LAYER = { isUntouched, isOverlay: false };
const OF_A_COPY = { isUntouched, isOverlay: true };

const nothing = (): Promise<void> => Promise.resolve();

/** Hands the whiteouts to whoever reads the archive, and whoever writes it, then ends both. */
async function addWhiteouts({ gone }: WalkResult, audit: Audit, sink: BlockSink): Promise<void> {
  const reader = new TarReader(audit);
  for (const path of gone.paths()) {
    const entry = whiteoutEntry(path);
    reader.push(entry);
    await sink(entry);
  }
}

/** Copies, and takes down what was copied. */
async function copy(
  runner: Runner,
  { from, below, to }: DifferenceToCopy,
  audit: Audit,
  tell: Tell,
): Promise<WalkResult> {
  const args = extractCall(to);
  const writer = await runner.piped({ program: 'tar', args, writes: true }, false);
  const write: BlockSink = async (blocks) => {
    if (blocks.length > 0) await writeTo(writer.stdin, blocks);
  };
  return await archive(runner, {
    trees: { tree: from, below },
    comparison: OF_A_LAYER,
    reader: new TarReader(audit),
    sink: async (blocks) => {
      await write(blocks);
      tell(audit.bytes);
    },
    last: async (found) => {
      await addWhiteouts(found, audit, write);
      await write(endOfArchive());
      writer.stdin.end();
    },
    others: [writer],
  });
}

/** Reads all of a copy. */
async function readBack(runner: Runner, tree: string, audit: Audit): Promise<void> {
  await archive(runner, {
    trees: { tree, below: null },
    comparison: OF_A_COPY,
    reader: new TarReader(audit),
    sink: nothing,
    last: nothing,
    others: [],
  });
}

/** Reads the source once more, the whiteouts included. */
async function readSource(
  runner: Runner,
  { from, below }: DifferenceToCopy,
  audit: Audit,
): Promise<void> {
  await archive(runner, {
    trees: { tree: from, below },
    comparison: OF_A_LAYER,
    reader: new TarReader(audit),
    sink: nothing,
    last: (found) => addWhiteouts(found, audit, nothing),
    others: [],
  });
}

/** Paths that a message names. */
const NAMED = 5;

/** Reads both sides again and returns the first paths that differ, for a message. */
async function differingPaths(
  runner: Runner,
  what: DifferenceToCopy,
  isSuspect: (name: string) => boolean,
): Promise<readonly string[]> {
  const source = new Map<string, string>();
  const differing = new Set<string>();
  const keep: DigestListener = (name, digest) => {
    if (isSuspect(name)) source.set(name, digest.toString('hex'));
  };
  const compare: DigestListener = (name, digest) => {
    if (!isSuspect(name)) return;
    if (source.get(name) !== digest.toString('hex')) differing.add(name);
    source.delete(name);
  };
  await readSource(runner, what, new Audit(keep));
  await readBack(runner, what.to, new Audit(compare));
  return [...differing, ...source.keys()].sort().slice(0, NAMED).map(shownPath);
}

/** Space that holes may lose for each sparse file: file systems differ in where a hole can begin. */
const LOST_FOR_EACH = 1024 * 1024;

/** One eighth of what sparse files hold, and a MiB for each, may be stored more than before. */
function areStillSparse(source: Audit, copied: Audit): boolean {
  const more = copied.bytes - source.bytes;
  return more <= source.sparseBytes / 8 + source.sparseFiles * LOST_FOR_EACH;
}

async function mustBeEqual(runner: Runner, what: DifferenceToCopy, source: Audit): Promise<void> {
  const copied = new Audit();
  await readBack(runner, what.to, copied);
  if (!copied.digest.equals(source.digest)) {
    const isSuspect = copied.digest.differences(source.digest);
    const paths = await differingPaths(runner, what, isSuspect);
    const where = paths.length === 0 ? 'when read a first time' : `at ${paths.join(', ')}`;
    throw new HostError('changed', what.to, `the copy of ${what.from} differs ${where}`);
  }
  if (areStillSparse(source, copied)) return;
  const [now, before] = [String(copied.bytes), String(source.bytes)];
  const why = `sparse files take ${now} bytes in the copy of ${what.from}, ${before} before`;
  throw new HostError('changed', what.to, why);
}

/**
 * Copies what differs between two trees, reads it back and compares; see Host.copyDifference.
 * @throws HostError
 */
export async function copyDifference(
  runner: Runner,
  what: DifferenceToCopy,
  { tell, copied }: CopyListener,
): Promise<CopiedDifference> {
  const source = new Audit();
  const { gone, sockets } = await copy(runner, what, source, asTold(tell));
  copied?.();
  const entries = source.entries - gone.count;
  await mustBeEqual(runner, what, source);
  tell(source.bytes);
  return { entries, bytes: bytes(source.bytes), whiteouts: gone.count, sockets };
}
