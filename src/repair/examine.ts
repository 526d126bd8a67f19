import {
  checkMetadata,
  makeEmptyFile,
  repairMetadata,
  type Overrides,
} from '../lvm/thin-metadata-tools.ts';
import { BLOCK, restoredSuperblock, withoutFlag } from '../lvm/thin-metadata.ts';
import { mustRun } from '../convert/running.ts';
import type {
  Examination,
  MetadataImage,
  MetadataSummary,
  ToolVerdict,
} from '../model/facts/metadata.ts';
import type { Host } from '../model/host.ts';
import type { Command } from '../model/command.ts';
import type { ActionOf } from '../model/plan/plan.ts';
import { bytes, type Bytes } from '../model/units.ts';
import { examinationFile } from '../observe/examination.ts';
import { metadataSummary } from '../observe/metadata-summary.ts';

type Examine = ActionOf<'examine-metadata'>;

const OWNER = { uid: 0, gid: 0, mode: 0o600 };

/** The names of the files in the folder of a copy. */
export const oldImage = (folder: string): string => `${folder}/metadata.img`;
const candidateImage = (folder: string): string => `${folder}/restored.img`;
const repairedImage = (folder: string): string => `${folder}/repaired.img`;

/**
 * Checks the copy with thin_check, lets thin_repair make a sound one of it, reads both, and writes down what it
 * found. Nothing but files of dmctl's own is written.
 * @throws HostError
 */
export async function examineMetadata(host: Host, action: Examine): Promise<void> {
  const { folder, size, volume } = action;
  const old = await imageOf(host, oldImage(folder), size);
  const check = await verdictOf(host, checkMetadata(old.path));
  const before = await metadataSummary(host, old.path, size);
  const source = await sourceOf(host, action, before);
  const repairedSize = sizeFor(action, before);
  const to = repairedImage(folder);
  const repair = await repairInto(
    host,
    repairMetadata(source.path, to, overridesOf(action, source)),
    {
      path: to,
      size: repairedSize,
    },
  );
  if (repair.ok) await clearFlag(host, to);
  const repaired = repair.ok ? await imageOf(host, to, repairedSize) : null;
  const found: Examination = {
    schema: 1,
    vg: volume.vg,
    pool: volume.pool,
    old,
    check,
    before: source.before,
    superblockRestored: source.path !== old.path,
    repaired,
    repair,
    after: repaired === null ? null : await metadataSummary(host, repaired.path, repairedSize),
  };
  const path = examinationFile(folder);
  await host.publishFile(path, Buffer.from(`${JSON.stringify(found)}\n`), OWNER);
}

async function imageOf(host: Host, path: string, size: Bytes): Promise<MetadataImage> {
  return { path, size, sha256: await host.digestOf(path, size) };
}

/** Lines of a tool's output that are kept: the last ones say why it failed. */
const LAST_LINES = 4;

async function verdictOf(host: Host, command: Command): Promise<ToolVerdict> {
  const { exitCode, stderr, stdout } = await host.run(command);
  const lines = `${stdout}\n${stderr}`.split('\n').map((line) => line.trim());
  const words = lines
    .filter((line) => line !== '')
    .slice(-LAST_LINES)
    .join('; ');
  return { ok: exitCode === 0, words };
}

interface Source {
  readonly path: string;
  readonly before: MetadataSummary;
}

/**
 * A first block with a wrong checksum, or a wrong transaction id, is restored in a copy, if all that it leads to is
 * whole: thin_repair alone may take older roots for those that were last committed, or none.
 */
async function sourceOf(host: Host, action: Examine, before: MetadataSummary): Promise<Source> {
  const { folder, size, chunkSize, transactionId: ids } = action;
  const old = { path: oldImage(folder), before };
  const { superblock } = before;
  const found = superblock.transactionId;
  const isKnown = ids !== null && found >= ids.least && found <= ids.most;
  if (superblock.valid && (ids === null || isKnown)) return old;
  if (!leadsToAll(before) || ids === null) return old;
  const block = await host.readRange(old.path, bytes(0), bytes(BLOCK));
  const metadataBlocks = Math.floor(size / BLOCK);
  const transactionId = isKnown ? null : ids.most;
  const path = candidateImage(folder);
  await host.copyToFile(old.path, path, size);
  await host.writeStart(
    path,
    restoredSuperblock(block, { chunkSize, metadataBlocks, transactionId }),
  );
  return { path, before: await metadataSummary(host, path, size) };
}

/** From this usage on, the repaired metadata gets a larger volume: it is full, or soon again. */
const FULL_PERCENT = 90;

function sizeFor({ repairedSize, sizeIfFull }: Examine, { superblock }: MetadataSummary): Bytes {
  const { valid, metadataUsedBlocks: used, metadataBlocks: total } = superblock;
  const isFull = valid && used * 100 >= total * FULL_PERCENT;
  return isFull ? (sizeIfFull ?? repairedSize) : repairedSize;
}

/** thin_repair 0.9 keeps needs_check of what it has repaired, and the pool would stay read-only. */
async function clearFlag(host: Host, path: string): Promise<void> {
  const block = await host.readRange(path, bytes(0), bytes(BLOCK));
  await host.writeStart(path, withoutFlag(block));
}

/** Every node is whole, and every device has as many mappings as its details say. */
const leadsToAll = ({ brokenNodes, devices }: MetadataSummary): boolean =>
  brokenNodes === 0 && devices.every(({ whole, mapped, found }) => whole && mapped === found);

/** Where the first block cannot be restored, thin_repair wants to know what it would have to say. */
function overridesOf(
  { chunkSize, dataBlocks, transactionId }: Examine,
  { before }: Source,
): Overrides | null {
  if (before.superblock.valid || transactionId === null) return null;
  return { chunkSize, dataBlocks, transactionId: transactionId.most };
}

async function repairInto(
  host: Host,
  command: Command,
  { path, size }: Pick<MetadataImage, 'path' | 'size'>,
): Promise<ToolVerdict> {
  if ((await host.lstat(path)) !== null) await host.removeTree(path);
  await mustRun(host, makeEmptyFile(path, size));
  const verdict = await verdictOf(host, command);
  if (verdict.ok) await host.syncFile(path);
  return verdict;
}
