import type { Writable } from 'node:stream';
import type { Runner } from '../runner.ts';
import type { Piped } from '../spawn.ts';
import { bytesOf } from './raw-path.ts';
import {
  walkDifference,
  type Comparison,
  type DifferenceListener,
  type Trees,
} from './difference.ts';
import { GoneNames } from './gone-names.ts';
import { archiveCall } from './tar-calls.ts';
import type { TarReader } from './tar-reader.ts';
import { together, writeTo } from './together.ts';
import { WholeBlocks } from './whole-blocks.ts';

/** Takes whole blocks of an archive, without its end. */
export type BlockSink = (blocks: Buffer) => Promise<void>;

/** Findings of a walk besides the entries of the archive. */
export interface WalkResult {
  readonly gone: GoneNames;
  readonly sockets: number;
}

/** Writes the paths of a difference to tar. */
class PathList implements DifferenceListener {
  readonly found = { gone: new GoneNames(), sockets: 0 };
  readonly #pipe: Writable;
  #open = '';

  constructor(pipe: Writable) {
    this.#pipe = pipe;
  }

  changed(path: string): void {
    this.#open += `${path}\0`;
  }

  gone(directory: string, name: string): void {
    this.found.gone.add(directory, name);
  }

  socket(): void {
    this.found.sockets += 1;
  }

  async settle(): Promise<void> {
    const paths = bytesOf(this.#open);
    this.#open = '';
    if (paths.length > 0) await writeTo(this.#pipe, paths);
  }
}

/** One archive to be made of a difference. */
export interface ArchiveJob {
  readonly trees: Trees;
  readonly comparison: Comparison;
  readonly reader: TarReader;
  /** Called with each piece once `reader` has taken it. */
  readonly sink: BlockSink;
  /** Called when all of it is read, with what the walk found. */
  readonly last: (found: WalkResult) => Promise<void>;
  /** Programs that depend on it and are ended if it fails. */
  readonly others: readonly Piped[];
}

async function pump(program: Piped, { reader, sink }: ArchiveJob): Promise<void> {
  const whole = new WholeBlocks();
  for await (const chunk of program.stdout as AsyncIterable<Buffer>) {
    const blocks = whole.add(chunk);
    await sink(blocks.subarray(0, reader.push(blocks)));
  }
  whole.finish();
  reader.finish();
}

/**
 * Runs tar over the difference of two trees, reads what it writes, and passes that on.
 * @throws HostError in tar's words, or from the walk, the reader or the sink
 */
export async function archive(runner: Runner, job: ArchiveJob): Promise<WalkResult> {
  const args = archiveCall(job.trees.tree);
  const program = await runner.piped({ program: 'tar', args, writes: false }, true);
  const list = new PathList(program.stdin);
  const feed = async (): Promise<void> => {
    await walkDifference(job.trees, job.comparison, list);
    program.stdin.end();
  };
  const walked = feed();
  const pumped = pump(program, job);
  const last = Promise.all([walked, pumped]).then(() => job.last(list.found));
  await together([program, ...job.others], [walked, pumped, last]);
  return list.found;
}
