import { reads, writes, type Command } from '../model/command.ts';
import { ParseError } from '../model/errors.ts';
import type { MappedThin } from '../model/facts/layers.ts';
import { wholeLines } from '../model/lines.ts';
import { bytes } from '../model/units.ts';

const SOURCE = 'thin_ls';

/**
 * Takes a metadata snapshot of the pool for thin_ls. EBUSY: there already is one
 * (thin-provisioning.rst, reserve_metadata_snap).
 */
export const reserveMetadataSnapshot = (pool: string): Command =>
  writes('dmsetup', ['message', pool, '0', 'reserve_metadata_snap']);

/** Releases the metadata snapshot; EINVAL: there is none. */
export const releaseMetadataSnapshot = (pool: string): Command =>
  writes('dmsetup', ['message', pool, '0', 'release_metadata_snap']);

/**
 * Lists all thin devices in the metadata snapshot, active or not (thin_ls(8), 0.6).
 * @param metadataDevice path of the pool's metadata device, which is in use
 */
export const thinLs = (metadataDevice: string): Command =>
  reads('thin_ls', [
    '--metadata-snap',
    '--no-headers',
    '-o',
    'DEV,MAPPED_BYTES,EXCLUSIVE_BYTES,SHARED_BYTES',
    metadataDevice,
  ]);

const LINE = /^ *(\d{1,8}) +(\d{1,16}) +(\d{1,16}) +(\d{1,16}) *$/;

/** @throws ParseError */
export function parseThinLs(stdout: string): MappedThin[] {
  return wholeLines(SOURCE, stdout).map((line) => {
    const [id, mapped, exclusive, shared] = (LINE.exec(line) ?? []).slice(1).map(Number);
    if (id === undefined || mapped === undefined || shared === undefined) {
      throw new ParseError(SOURCE, 'four numbers', line);
    }
    return {
      deviceId: id,
      mapped: bytes(mapped),
      exclusive: bytes(exclusive ?? 0),
      shared: bytes(shared),
    };
  });
}
