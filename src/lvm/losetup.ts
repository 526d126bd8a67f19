import { reads, writes, type Command } from '../model/command.ts';
import { ParseError } from '../model/errors.ts';
import type { LoopDevice } from '../model/facts/loop-pool.ts';
import { isRecord, parseJson, quoted, type JsonRecord } from '../model/json.ts';
import { bytes, type Bytes } from '../model/units.ts';

const SOURCE = 'losetup';

const COLUMNS = 'NAME,MAJ:MIN,BACK-FILE,BACK-INO,BACK-MAJ:MIN,OFFSET,SIZELIMIT';

/** Every loop device in use, and the very file it shows (losetup(8)). */
export const loopDevices = (): Command =>
  reads('losetup', ['--list', '--json', '-O', COLUMNS], 30_000);

/** losetup(8): makes the kernel look at the size of the file anew. */
export const setCapacity = (loop: string): Command => writes('losetup', ['-c', loop]);

/** No loop device at all prints nothing. @throws ParseError */
export function parseLoopDevices(stdout: string): LoopDevice[] {
  if (stdout.trim() === '') return [];
  const document = parseJson(SOURCE, stdout);
  const devices = isRecord(document) ? document['loopdevices'] : undefined;
  if (!Array.isArray(devices)) throw new ParseError(SOURCE, 'a list loopdevices', stdout);
  return devices.map((device: unknown) => {
    if (!isRecord(device)) throw new ParseError(SOURCE, 'an object', quoted(device));
    return loopDevice(device);
  });
}

function loopDevice(device: JsonRecord): LoopDevice {
  return {
    path: text(device, 'name'),
    majorMinor: text(device, 'maj:min'),
    file: {
      path: text(device, 'back-file'),
      inode: number(device, 'back-ino'),
      fileSystem: text(device, 'back-maj:min'),
    },
    offset: number(device, 'offset'),
    sizeLimit: number(device, 'sizelimit'),
  };
}

/** util-linux pads device numbers with blanks. */
function text(device: JsonRecord, field: string): string {
  const value = device[field];
  if (typeof value === 'string' && value.trim() !== '') return value.trim();
  throw new ParseError(SOURCE, `a string for ${field}`, quoted(value));
}

/** Numbers are strings before util-linux 2.33. */
function number(device: JsonRecord, field: string): Bytes {
  const value = device[field];
  const digits = typeof value === 'number' ? String(value) : value;
  if (typeof digits === 'string' && /^\d{1,15}$/.test(digits)) return bytes(Number(digits));
  throw new ParseError(SOURCE, `a number for ${field}`, quoted(value));
}
