import { type Command, type Outcome, reads, writes } from '../model/command.ts';
import { ParseError } from '../model/errors.ts';
import type { Signature } from '../model/facts/device.ts';
import { isRecord, parseJson, quoted } from '../model/json.ts';
import { type Bytes, bytes } from '../model/units.ts';

/** blkdiscard(8): overwrites a device with zeros from an offset on, which the device does itself if it can. */
export const eraseDevice = (device: string, from: Bytes): Command =>
  writes('blkdiscard', ['--zeroout', '--offset', String(from), device]);

/** Asks blkdiscard what it can do. */
export const eraseHelp = (): Command => reads('blkdiscard', ['--help'], 10_000);

/** True if its help has the option that `eraseDevice` needs, which came with util-linux 2.28. */
export const helpsErase = (help: string): boolean => /^ *-z, --zeroout\b/m.test(help);

const SOURCE = 'wipefs';

/**
 * Asks for all signatures on the devices (wipefs(8)); without --all nothing is written. It finds
 * more than blkid: bad checksums, backups of partition tables, RAID at the end. Devices are
 * reported by the last part of their name, so give names whose last parts differ.
 */
export function probeSignatures(devices: readonly string[]): Command {
  const columns = 'DEVICE,OFFSET,TYPE,LABEL,UUID';
  return reads('wipefs', ['--json', '--output', columns, ...devices]);
}

/** util-linux 2.36 prints an empty list where it finds nothing; older ones may print nothing at all. */
export const LISTS_NOTHING = '2.36';

/** Tells whether wipefs succeeded and printed nothing, as old versions do; see `LISTS_NOTHING`. */
export const isSilent = ({ exitCode, stdout }: Outcome): boolean => exitCode === 0 && stdout === '';

/**
 * Reads the signatures; `device` is the last part of the given path, `xvdf`.
 * @throws ParseError, also when wipefs failed: a device that cannot be read is not blank
 */
export function parseSignatures(outcome: Outcome): Signature[] {
  if (outcome.exitCode !== 0) throw new ParseError(SOURCE, 'exit code 0', outcome.stderr);
  const document = parseJson(SOURCE, outcome.stdout);
  const list = isRecord(document) ? document['signatures'] : undefined;
  if (!Array.isArray(list)) throw new ParseError(SOURCE, 'a list "signatures"', outcome.stdout);
  return list.map(signature);
}

function signature(value: unknown): Signature {
  const found = isRecord(value) ? value : {};
  const { device, offset, type } = found;
  if (typeof device !== 'string' || typeof type !== 'string') {
    throw new ParseError(SOURCE, 'device and type of a signature', quoted(value));
  }
  if (typeof offset !== 'string' || !/^0x[0-9a-f]{1,13}$/.test(offset)) {
    throw new ParseError(SOURCE, 'an offset in hexadecimal', quoted(value));
  }
  return {
    device,
    offset: bytes(Number(offset)),
    type,
    label: stringOrNull(found['label']),
    uuid: stringOrNull(found['uuid']),
  };
}

function stringOrNull(value: unknown): string | null {
  if (value === null || value === undefined || value === '') return null;
  if (typeof value === 'string') return value;
  throw new ParseError(SOURCE, 'a string or null', quoted(value));
}

/** wipefs(8): erases every signature. Without -f it refuses a device in use. */
export const wipeSignatures = (device: string): Command => writes('wipefs', ['--all', device]);

/** blockdev(8): has the kernel read the partition table again, and drop the partitions that are gone. */
export const rereadPartitions = (device: string): Command =>
  writes('blockdev', ['--rereadpt', device]);
