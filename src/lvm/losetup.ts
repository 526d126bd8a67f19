import { reads, writes, type Command } from '../model/command.ts';
import { ParseError } from '../model/errors.ts';
import type { LoopDevice } from '../model/facts/loop-pool.ts';
import { fields, isRecord, parseJson } from '../model/json.ts';
import { bytes } from '../model/units.ts';

const SOURCE = 'losetup';

const COLUMNS = 'NAME,MAJ:MIN,BACK-FILE,BACK-INO,BACK-MAJ:MIN,OFFSET,SIZELIMIT';

/** Asks for every loop device in use and the identity of its backing file (losetup(8)). */
export const loopDevices = (): Command =>
  reads('losetup', ['--list', '--json', '-O', COLUMNS], 30_000);

/** losetup(8): makes the kernel read the size of the file again. */
export const setCapacity = (loop: string): Command => writes('losetup', ['-c', loop]);

/** Reads the list; without any loop device losetup prints nothing. @throws ParseError */
export function parseLoopDevices(stdout: string): LoopDevice[] {
  if (stdout.trim() === '') return [];
  const document = parseJson(SOURCE, stdout);
  const devices = isRecord(document) ? document['loopdevices'] : undefined;
  if (!Array.isArray(devices)) throw new ParseError(SOURCE, 'a list loopdevices', stdout);
  return devices.map(loopDevice);
}

function loopDevice(value: unknown): LoopDevice {
  const device = fields(SOURCE, value);
  // util-linux pads device numbers with blanks.
  const deviceNumber = (field: string) => device.name(field).trim();
  return {
    path: device.name('name'),
    majorMinor: deviceNumber('maj:min'),
    file: {
      path: device.name('back-file'),
      inode: device.digits('back-ino'),
      fileSystem: deviceNumber('back-maj:min'),
    },
    offset: bytes(device.digits('offset')),
    sizeLimit: bytes(device.digits('sizelimit')),
  };
}
