import { ParseError } from '../../model/errors.ts';
import { numberOf, textOf, type PaxRecords } from './pax.ts';
import type { TarHeader } from './tar-header.ts';

export type TarKind = 'file' | 'link' | 'symlink' | 'character' | 'block' | 'directory' | 'fifo';

/** An entry of an archive with all that its extended headers say. Text is latin1, one character a byte. */
export interface TarEntry {
  /** Without a slash at its end; the root is `.`. */
  readonly name: string;
  readonly kind: TarKind;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Seconds since 1970 as a decimal number without zeros at its end: `1700000000.5`. */
  readonly mtime: string;
  /** Target of a link or symlink; else empty. */
  readonly link: string;
  /** `MAJ:MIN` of a device node; else empty. */
  readonly device: string;
  /** Size of the file, holes included; 0 for all other kinds. */
  readonly size: number;
  /** Extended attributes and access control lists as tar names them (`SCHILY.*`), sorted. */
  readonly attributes: readonly (readonly [string, Buffer])[];
  readonly isSparse: boolean;
}

const SOURCE = 'tar';

const KINDS: Readonly<Record<string, TarKind>> = {
  '0': 'file',
  '\0': 'file',
  '7': 'file',
  '1': 'link',
  '2': 'symlink',
  '3': 'character',
  '4': 'block',
  '5': 'directory',
  '6': 'fifo',
};

function kindOf({ type, name }: TarHeader): TarKind {
  const kind = KINDS[type];
  if (kind !== undefined) return kind;
  throw new ParseError(SOURCE, 'an entry of a known type', `${type} ${name}`);
}

/** Tells whether it is sparse. @throws ParseError for a form that `tar --format=posix` does not write */
function isSparse(records: PaxRecords): boolean {
  const major = textOf(records, 'GNU.sparse.major');
  if (major === '1' && textOf(records, 'GNU.sparse.minor') === '0') return true;
  const other = [...records.keys()].find((key) => key.startsWith('GNU.sparse.'));
  if (other === undefined) return false;
  throw new ParseError(SOURCE, 'sparse files in format 1.0', `${other} (${String(major)})`);
}

function canonicalTime(text: string): string {
  if (!/^-?\d{1,16}(\.\d*)?$/.test(text)) throw new ParseError(SOURCE, 'a time', text);
  return text.includes('.') ? text.replace(/\.?0*$/, '') : text;
}

/** Matches attributes that are not extracted; see tar-calls.ts. An older tar archives them nevertheless. */
const NOT_COPIED = /^SCHILY\.xattr\.(security\.selinux$|trusted\.SGI_ACL_)/;

const withoutSlash = (name: string): string => name.replace(/(?<=.)\/+$/, '');

function linkOf(kind: TarKind, { link }: TarHeader, records: PaxRecords): string {
  if (kind !== 'link' && kind !== 'symlink') return '';
  return textOf(records, 'linkpath') ?? link;
}

const deviceOf = (kind: TarKind, { major, minor }: TarHeader): string =>
  kind === 'character' || kind === 'block' ? `${String(major)}:${String(minor)}` : '';

/** Returns what describes the entry, from its header and its extended header. @throws ParseError */
export function entryOf(header: TarHeader, records: PaxRecords): TarEntry {
  const kind = kindOf(header);
  const sparse = isSparse(records);
  const name = textOf(records, 'GNU.sparse.name') ?? textOf(records, 'path') ?? header.name;
  const stored = storedSize(header, records);
  const size = sparse ? (numberOf(records, 'GNU.sparse.realsize') ?? stored) : stored;
  return {
    name: withoutSlash(name),
    kind,
    mode: header.mode,
    uid: numberOf(records, 'uid') ?? header.uid,
    gid: numberOf(records, 'gid') ?? header.gid,
    mtime: canonicalTime(textOf(records, 'mtime') ?? String(header.mtime)),
    link: linkOf(kind, header, records),
    device: deviceOf(kind, header),
    size: kind === 'file' ? size : 0,
    attributes: [...records]
      .filter(([key]) => key.startsWith('SCHILY.') && !NOT_COPIED.test(key))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
    isSparse: sparse,
  };
}

/** Bytes of content that follow in the archive, a sparse map included. @throws ParseError */
export const storedSize = (header: TarHeader, records: PaxRecords): number =>
  numberOf(records, 'size') ?? header.size;
