import { knownOr } from '../../model/known.ts';
import { bytes, formatBytes, sectorsToBytes, type Bytes } from '../../model/units.ts';
import type { Notice } from '../../model/notice.ts';
import { refusal } from '../steps/refusal.ts';
import { RESERVE, roomFor } from './refusals.ts';
import type { Migration } from './site.ts';

/**
 * Estimates what the layers of containers hold: all that is used of the pool beyond the content of the
 * image layers. The kernel tells no more of devices that are not active, short of a snapshot of the pool's
 * metadata, which would write to it. Mostly it is too much: BuildKit's cache, what file systems need for
 * themselves, and space that was freed without a discard are in it. It is too little where a few bytes of a
 * large file were changed, since overlay2 keeps the file as a whole. null: unknown.
 */
export function containersRoom({
  facts,
  source: { pool },
  record,
}: Pick<Migration, 'facts' | 'source' | 'record'>): Bytes | null {
  if (record.containers.length === 0) return bytes(0);
  const found = knownOr(facts.thinPools, []).find(({ name }) => name === pool.dmName);
  if (found?.status.state !== 'running' || found.status.dataBlocks === 0) return null;
  const { dataUsedBlocks, dataBlocks } = found.status;
  const used = (sectorsToBytes(found.length) / dataBlocks) * dataUsedBlocks;
  const images = record.layers.reduce((sum, { room }) => sum + room, 0);
  return bytes(Math.max(0, used - images));
}

/** A file system by its free room. */
export interface Free {
  readonly name: string;
  readonly free: Bytes;
}

/** Warns where the image layers fit, and those of containers may not. */
export function tightRoom(migration: Migration, there: Free | null): readonly Notice[] {
  const estimate = containersRoom(migration);
  if (estimate === null || there === null) return [];
  const beyond = there.free - roomFor(migration.record).room - RESERVE;
  if (estimate <= beyond) return [];
  const message = `the layers of containers may not fit: by the use of the pool they hold up to ${formatBytes(estimate)}, and ${there.name} has ${formatBytes(bytes(Math.max(0, beyond)))} beside the image layers`;
  const why =
    'this is an estimate, and often too high; if room runs out, everything is undone and Docker runs on the pool';
  return [refusal('DM252', message, why, ['docker ps -as shows what they have written'])];
}
