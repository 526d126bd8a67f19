import type { Request } from '../../model/plan/journal.ts';
import { GIB, KIB, MIB, TIB } from '../../model/units.ts';

/** Options that say what was asked for; how it was to be done is left out. */
const FLAGS: readonly (readonly [
  option: string,
  flag: string,
  kind: 'size' | 'word' | 'switch',
])[] = [
  ['size', '--size', 'size'],
  ['dataSize', '--data-size', 'size'],
  ['metadataSize', '--metadata-size', 'size'],
  ['orphans', '--orphans', 'switch'],
  ['confirm', '--confirm', 'word'],
  ['installUnit', '--install-unit', 'switch'],
  ['pvresize', '--pvresize', 'switch'],
];

const LETTERS = [
  ['T', TIB],
  ['G', GIB],
  ['M', MIB],
  ['K', KIB],
] as const;

/** `200G` for bytes as the journal has them, `+` before them kept. */
function sizeWord(text: string): string {
  if (text.endsWith('%FREE')) return text;
  const sign = text.startsWith('+') ? '+' : '';
  const size = Number(text.slice(sign.length));
  const [letter, unit] = LETTERS.find(([, bytes]) => size % bytes === 0) ?? ['', 1];
  return `${sign}${String(size / unit)}${letter}`;
}

/** Writes a request as a command line, without the flags that only say how to carry it out. */
export function typedCommand({ command, devices, options }: Request): string {
  const disks = command === 'resize' && devices.length > 0 ? ['--add', ...devices] : devices;
  const flags = FLAGS.flatMap(([option, flag, kind]) => {
    const value = options[option];
    if (value === undefined || value === '' || typeof value === 'object') return [];
    if (kind === 'switch') return value === true ? [flag] : [];
    return [flag, kind === 'size' ? sizeWord(String(value)) : String(value)];
  });
  // Without a disk it is the group that says where.
  const isInGroup = command === 'setup direct-lvm' && devices.length === 0;
  const where = isInGroup ? ['--vg', String(options['vg'])] : disks;
  return [command, ...where, ...flags].join(' ');
}
