import { reads, type Command } from '../model/command.ts';
import { ParseError } from '../model/errors.ts';
import { isRecord, parseJson, quoted, type JsonRecord } from '../model/json.ts';
import { bytes, type Bytes } from '../model/units.ts';

const SOURCE = 'lsblk';

/** One block device as lsblk(8) prints it, with what lies above it. */
export interface BlockDevice {
  /** Full path of the kernel's name, `/dev/dm-0`. */
  readonly kernelPath: string;
  /** Full path people use, `/dev/mapper/docker-thinpool`. */
  readonly path: string;
  readonly majorMinor: string;
  /** disk, part, loop, lvm, crypt, mpath, raid1, rom ... */
  readonly type: string;
  readonly size: Bytes;
  readonly readOnly: boolean;
  readonly removable: boolean;
  readonly rotational: boolean;
  readonly optimalIoBytes: Bytes;
  readonly model: string | null;
  readonly serial: string | null;
  readonly wwn: string | null;
  /** One of them at least, where it is mounted; `[SWAP]` for swap. */
  readonly mountPoints: readonly string[];
  readonly children: readonly BlockDevice[];
}

/** util-linux 2.31 has all of these; MOUNTPOINTS came in 2.37 only, and an unknown one is an error. */
const COLUMNS = [
  'NAME',
  'KNAME',
  'MAJ:MIN',
  'TYPE',
  'SIZE',
  'RO',
  'RM',
  'ROTA',
  'OPT-IO',
  'MODEL',
  'SERIAL',
  'WWN',
  'MOUNTPOINT',
];

/** The devices and what lies above them; all of the host's when none is named. */
export function lsblk(devices: readonly string[]): Command {
  return reads('lsblk', ['-J', '-b', '-p', '-o', COLUMNS.join(','), ...devices], 30_000);
}

/** @throws ParseError */
export function parseLsblk(stdout: string): BlockDevice[] {
  const document = parseJson(SOURCE, stdout);
  return devicesOf(isRecord(document) ? document['blockdevices'] : undefined);
}

function devicesOf(value: unknown): BlockDevice[] {
  if (Array.isArray(value)) return value.map(blockDevice);
  throw new ParseError(SOURCE, 'a list of devices', quoted(value));
}

function blockDevice(value: unknown): BlockDevice {
  if (!isRecord(value)) throw new ParseError(SOURCE, 'an object', quoted(value));
  return {
    path: string(value, 'name'),
    kernelPath: string(value, 'kname'),
    majorMinor: string(value, 'maj:min').trim(),
    type: string(value, 'type'),
    size: byteCount(value, 'size'),
    readOnly: flag(value, 'ro'),
    removable: flag(value, 'rm'),
    rotational: flag(value, 'rota'),
    optimalIoBytes: byteCount(value, 'opt-io'),
    model: stringOrNull(value, 'model'),
    serial: stringOrNull(value, 'serial'),
    wwn: stringOrNull(value, 'wwn'),
    mountPoints: stringOrNull(value, 'mountpoint') === null ? [] : [string(value, 'mountpoint')],
    children: value['children'] === undefined ? [] : devicesOf(value['children']),
  };
}

function wrong(wanted: string, value: JsonRecord): ParseError {
  return new ParseError(SOURCE, wanted, quoted(value));
}

function string(value: JsonRecord, field: string): string {
  const found = value[field];
  if (typeof found === 'string' && found !== '') return found;
  throw wrong(`a string for ${field}`, value);
}

function stringOrNull(value: JsonRecord, field: string): string | null {
  const found = value[field];
  if (found === null || found === '') return null;
  if (typeof found === 'string') return found.trim();
  throw wrong(`a string or null for ${field}`, value);
}

/** A number, or up to util-linux 2.32 a string of digits. */
function byteCount(value: JsonRecord, field: string): Bytes {
  const found = value[field];
  const number = typeof found === 'string' && /^\d+$/.test(found) ? Number(found) : found;
  if (typeof number === 'number' && Number.isSafeInteger(number) && number >= 0) {
    return bytes(number);
  }
  throw wrong(`a number for ${field}`, value);
}

/** true or false, or up to util-linux 2.32 "1" or "0". */
function flag(value: JsonRecord, field: string): boolean {
  const found = value[field];
  if (found === true || found === '1') return true;
  if (found === false || found === '0') return false;
  throw wrong(`true or false for ${field}`, value);
}
