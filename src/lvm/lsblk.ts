import { reads, type Command } from '../model/command.ts';
import { ParseError } from '../model/errors.ts';
import {
  fields,
  type Fields,
  isRecord,
  parseJson,
  quoted,
  type JsonRecord,
} from '../model/json.ts';
import { bytes, type Bytes } from '../model/units.ts';

const SOURCE = 'lsblk';

/** One block device as lsblk(8) prints it, with the devices on top of it. */
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
  /** At least one mount point if it is mounted; `[SWAP]` for swap. */
  readonly mountPoints: readonly string[];
  readonly children: readonly BlockDevice[];
}

/** util-linux 2.23 has all of these; MOUNTPOINTS came in 2.37 only, and an unknown one is an error. */
export const COLUMNS = [
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
] as const;

/**
 * Asks for the devices and those on top of them; for all of the host if none is named. util-linux
 * before 2.27 refuses it: `lsblkPairs` asks that one.
 */
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
  const device = fields(SOURCE, value);
  const { mountpoint, model, serial, wwn, children } = value as JsonRecord;
  const mountPoint = stringOrNull(mountpoint);
  return {
    path: device.name('name'),
    kernelPath: device.name('kname'),
    ...shapeIn(device),
    model: stringOrNull(model)?.trim() ?? null,
    serial: stringOrNull(serial)?.trim() ?? null,
    wwn: stringOrNull(wwn)?.trim() ?? null,
    mountPoints: mountPoint === null ? [] : [mountPoint],
    children: children === undefined ? [] : devicesOf(children),
  };
}

/** Reads the columns that are the same in every form of the answer, by their names in lower case. */
export const shapeIn = (device: Fields) => ({
  // util-linux pads device numbers with blanks.
  majorMinor: device.name('maj:min').trim(),
  type: device.name('type'),
  size: bytes(device.digits('size')),
  readOnly: device.oneOrZero('ro'),
  removable: device.oneOrZero('rm'),
  rotational: device.oneOrZero('rota'),
  optimalIoBytes: bytes(device.digits('opt-io')),
});

function stringOrNull(value: unknown): string | null {
  if (value === null || value === '') return null;
  if (typeof value === 'string') return value;
  throw new ParseError(SOURCE, 'a string or null', quoted(value));
}
