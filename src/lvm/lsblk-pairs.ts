import { reads, type Command } from '../model/command.ts';
import { ParseError } from '../model/errors.ts';
import { fields } from '../model/json.ts';
import { wholeLines } from '../model/lines.ts';
import { unescaped } from './hex-escapes.ts';
import { COLUMNS, shapeIn, type BlockDevice } from './lsblk.ts';

const SOURCE = 'lsblk -P';

/** util-linux 2.23 has all of these; PKNAME is the device that one stands on. */
const PAIRS = [...COLUMNS, 'PKNAME'] as const;

/** Asks an lsblk that prints no JSON (util-linux 2.23 to 2.26) for what `lsblk` asks. */
export function lsblkPairs(devices: readonly string[]): Command {
  return reads('lsblk', ['-P', '-b', '-p', '-o', PAIRS.join(','), ...devices], 30_000);
}

/** Quotes, backslashes and what does not print are written as `\xNN` (lib/tt.c, tt_fputs_quoted). */
const VALUE = String.raw`"((?:[^"\\]|\\x[0-9a-f]{2})*)"`;

const LINE = new RegExp(`^${PAIRS.map((column) => `${column}=${VALUE}`).join(' ')}$`);

/** A device while those on top of it are being collected. */
type Growing = Omit<BlockDevice, 'children'> & { readonly children: Growing[] };

/**
 * Reads lines `NAME="/dev/xvdf" KNAME="/dev/xvdf" ... PKNAME=""`. Every device is followed by those
 * on top of it, level by level, so its parent is the nearest line before it that bears the name in
 * PKNAME; a device on two others comes once for each. A partition that was named itself comes first,
 * with the name of its disk, which has no line.
 * @throws ParseError
 */
export function parseLsblkPairs(stdout: string): BlockDevice[] {
  const roots: Growing[] = [];
  let path: readonly Growing[] = [];
  for (const line of wholeLines(SOURCE, stdout)) {
    const { device, parent } = deviceIn(line);
    const level = path.findLastIndex(({ kernelPath }) => kernelPath === parent);
    const isRoot = parent === null || (level === -1 && device.type === 'part');
    if (level === -1 && !isRoot) throw new ParseError(SOURCE, 'the parent in a line before', line);
    (path[level]?.children ?? roots).push(device);
    path = [...path.slice(0, level + 1), device];
  }
  if (roots.length > 0) return roots;
  throw new ParseError(SOURCE, 'a device', stdout);
}

interface Line {
  readonly device: Growing;
  readonly parent: string | null;
}

function deviceIn(line: string): Line {
  const found = LINE.exec(line)?.slice(1).map(unescaped);
  if (found === undefined) throw new ParseError(SOURCE, `a line ${PAIRS.join(', ')}`, line);
  const row = fields(
    SOURCE,
    Object.fromEntries(PAIRS.map((name, at) => [name.toLowerCase(), found[at]])),
  );
  const textOrNull = (column: string): string | null => {
    const text = row.text(column).trim();
    return text === '' ? null : text;
  };
  const mountPoint = row.text('mountpoint');
  const parent = row.text('pkname');
  return {
    parent: parent === '' ? null : kernelNode(parent),
    device: {
      path: pathIn(row.name('name')),
      kernelPath: kernelNode(row.name('kname')),
      ...shapeIn(row),
      model: textOrNull('model'),
      serial: textOrNull('serial'),
      wwn: textOrNull('wwn'),
      mountPoints: mountPoint === '' ? [] : [mountPoint],
      children: [],
    },
  };
}

/** sysfs writes `!` for the slash in a kernel name, `cciss!c0d0`, and so did lsblk then. */
const kernelNode = (path: string): string => path.replaceAll('!', '/');

const pathIn = (path: string): string =>
  path.startsWith('/dev/mapper/') ? path : kernelNode(path);
