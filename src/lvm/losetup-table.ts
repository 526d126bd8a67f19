import { reads, type Command } from '../model/command.ts';
import { ParseError } from '../model/errors.ts';
import type { LoopDevice } from '../model/facts/loop-pool.ts';
import { wholeLines } from '../model/lines.ts';
import { bytes } from '../model/units.ts';
import { unescaped } from './hex-escapes.ts';

const SOURCE = 'losetup --list';

/** The name of the file comes last, because it may hold blanks. */
const COLUMNS = [
  'NAME',
  'MAJ:MIN',
  'BACK-INO',
  'BACK-MAJ:MIN',
  'OFFSET',
  'SIZELIMIT',
  'BACK-FILE',
] as const;

/** Asks a losetup that prints no JSON (util-linux 2.23 to 2.26) for what `loopDevices` asks. */
export const loopDeviceTable = (): Command =>
  reads('losetup', ['--list', '-O', COLUMNS.join(',')], 30_000);

const HEADING = new RegExp(`^${COLUMNS.join(' +')} *$`);

const NUMBER = String.raw`(\d{1,16})`;
const DEVICE_NUMBER = String.raw`(\d+:\d+)`;

/**
 * Cells are padded with blanks, and in a pipe none is shortened (lib/tt.c, recount_widths). A byte
 * that does not print is `\xNN`; a file whose name has these four letters is not found under the
 * name read here, and so is not taken for another one.
 */
const LINE = new RegExp(
  `^(/dev/\\S+) +${DEVICE_NUMBER} +${NUMBER} +${DEVICE_NUMBER} +${NUMBER} +${NUMBER} (/.*)$`,
);

/** Reads the table; without any loop device losetup prints nothing. @throws ParseError */
export function parseLoopDeviceTable(stdout: string): LoopDevice[] {
  const lines = wholeLines(SOURCE, stdout);
  if (lines.length === 0) return [];
  const [heading = '', ...devices] = lines;
  if (!HEADING.test(heading) || devices.length === 0) {
    throw new ParseError(SOURCE, `${COLUMNS.join(' ')} and a device`, stdout);
  }
  return devices.map(loopDevice);
}

function loopDevice(line: string): LoopDevice {
  const cells = LINE.exec(line);
  if (cells === null) throw new ParseError(SOURCE, `a line of ${COLUMNS.join(', ')}`, line);
  const [, path = '', majorMinor = '', inode, fileSystem = '', offset, sizeLimit, file = ''] =
    cells;
  return {
    path: unescaped(path),
    majorMinor,
    file: { path: unescaped(file), inode: Number(inode), fileSystem },
    offset: bytes(Number(offset)),
    sizeLimit: bytes(Number(sizeLimit)),
  };
}
