import {
  BLOCK,
  blockAt,
  chunkOf,
  DETAILS_SIZE,
  MAPPING_SIZE,
  mappedChunks,
  readNode,
  readSuperblock,
  type TreeNode,
} from '../lvm/thin-metadata.ts';
import type { MetadataDevice, MetadataSummary } from '../model/facts/metadata.ts';
import { HostError, type Host } from '../model/host.ts';
import { bytes, type Bytes } from '../model/units.ts';

/** dm-btree: a tree over 2^64 keys has fewer levels than this; more is a circle. */
const DEEPEST = 16;

/** Blocks that are read at once: nodes of a tree lie beside each other. */
const READ_AHEAD = 64;

/** Content of a tree of mappings; sums are the same for any shape of the tree. */
interface Sum {
  readonly count: number;
  readonly a: number;
  readonly b: number;
  readonly broken: number;
}

const NOTHING: Sum = { count: 0, a: 0, b: 0, broken: 0 };
const BROKEN: Sum = { ...NOTHING, broken: 1 };

const plus = (x: Sum, y: Sum): Sum => ({
  count: x.count + y.count,
  a: (x.a + y.a) >>> 0,
  b: (x.b + y.b) >>> 0,
  broken: x.broken + y.broken,
});

/** Two independent mixes of a mapping, 32 bits each (the finalizer of MurmurHash3). */
function mixed(key: number, chunk: number, seed: number): number {
  let h = seed ^ (key >>> 0) ^ Math.imul(Math.floor(key / 2 ** 32), 0x9e37_79b1);
  h = Math.imul(h ^ (h >>> 16), 0x85eb_ca6b) ^ (chunk >>> 0);
  h ^= Math.imul(Math.floor(chunk / 2 ** 32), 0x27d4_eb2f);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2_ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/**
 * Reads all that a pool's metadata says of its thin devices, with the checksum of every node. The pool has to be
 * inactive, or this a copy. No process.
 * @throws HostError
 */
export async function metadataSummary(
  host: Host,
  path: string,
  size: Bytes,
): Promise<MetadataSummary> {
  const reading = new MetadataReading(host, path, size);
  const superblock = readSuperblock(await reading.block(0));
  const details = new Map<number, number>();
  const broken = await reading.each(superblock.detailsRoot, DETAILS_SIZE, (id, { view }, at) => {
    details.set(id, mappedChunks(view, at));
  });
  const roots = new Map<number, number>();
  const brokenTop = await reading.each(superblock.mappingRoot, MAPPING_SIZE, (id, { view }, at) => {
    roots.set(id, blockAt(view, at));
  });
  const devices: MetadataDevice[] = [];
  let brokenBelow = 0;
  for (const deviceId of new Set([...details.keys(), ...roots.keys()])) {
    const root = roots.get(deviceId);
    const sum = root === undefined ? BROKEN : await reading.sumOf(root, 0);
    brokenBelow += root === undefined ? 0 : sum.broken;
    devices.push({
      deviceId,
      mapped: details.get(deviceId) ?? null,
      found: sum.count,
      whole: sum.broken === 0,
      sum: `${sum.a.toString(16)}-${sum.b.toString(16)}`,
    });
  }
  devices.sort((one, other) => one.deviceId - other.deviceId);
  return { superblock, brokenNodes: broken + brokenTop + brokenBelow, devices };
}

/** The blocks of one copy of the metadata. */
class MetadataReading {
  private readonly sums = new Map<number, Sum>();
  private ahead = { from: -1, blocks: new Uint8Array() };
  private readonly host: Host;
  private readonly path: string;
  private readonly count: number;

  constructor(host: Host, path: string, size: Bytes) {
    this.host = host;
    this.path = path;
    this.count = Math.floor(size / BLOCK);
  }

  /** @throws HostError, also for a block behind the end */
  async block(number: number): Promise<Uint8Array> {
    if (number >= this.count) {
      throw new HostError('cannot-read', this.path, `${this.path} has no block ${String(number)}`);
    }
    const at = number - this.ahead.from;
    if (this.ahead.from < 0 || at < 0 || (at + 1) * BLOCK > this.ahead.blocks.length) {
      const length = Math.min(READ_AHEAD, this.count - number) * BLOCK;
      const blocks = await this.host.readRange(this.path, bytes(number * BLOCK), bytes(length));
      this.ahead = { from: number, blocks: Uint8Array.from(blocks) };
      return this.ahead.blocks.subarray(0, BLOCK);
    }
    return this.ahead.blocks.subarray(at * BLOCK, (at + 1) * BLOCK);
  }

  private async node(number: number, valueSize: number): Promise<TreeNode | null> {
    return number >= this.count ? null : readNode(await this.block(number), number, valueSize);
  }

  /** Visits every value of a tree, and returns how many of its nodes are damaged. */
  async each(
    root: number,
    valueSize: number,
    visit: (key: number, node: TreeNode, at: number) => void,
    depth = 0,
  ): Promise<number> {
    const node = depth > DEEPEST ? null : await this.node(root, valueSize);
    if (node === null) return 1;
    let broken = 0;
    for (const [index, key] of node.keys.entries()) {
      const at = node.valueAt(index);
      if (node.leaf) visit(key, node, at);
      else broken += await this.each(blockAt(node.view, at), valueSize, visit, depth + 1);
    }
    return broken;
  }

  /** Snapshots share nodes, so each is read once. */
  async sumOf(root: number, depth: number): Promise<Sum> {
    const known = this.sums.get(root);
    if (known !== undefined) return known;
    const node = depth > DEEPEST ? null : await this.node(root, MAPPING_SIZE);
    const sum = node === null ? BROKEN : await this.sumOfNode(node, depth);
    this.sums.set(root, sum);
    return sum;
  }

  private async sumOfNode({ leaf, keys, view, valueAt }: TreeNode, depth: number): Promise<Sum> {
    let sum = NOTHING;
    for (const [index, key] of keys.entries()) {
      const at = valueAt(index);
      if (!leaf) {
        sum = plus(sum, await this.sumOf(blockAt(view, at), depth + 1));
        continue;
      }
      const chunk = chunkOf(view, at);
      const one = {
        count: 1,
        a: mixed(key, chunk, 1),
        b: mixed(key, chunk, 0x5bd1_e995),
        broken: 0,
      };
      sum = plus(sum, one);
    }
    return sum;
  }
}
