import { ParseError } from '../../model/errors.ts';
import type { SegmentType, WrittenVolume } from '../../model/facts/lvm-state.ts';
import { bytes, extents, extentsToBytes, SECTOR_BYTES, type Bytes } from '../../model/units.ts';
import type { Extents } from '../../model/units.ts';
import {
  listIn,
  mustKnow,
  numberIn,
  sectionsIn,
  stringIn,
  stringsIn,
  isSection,
  type Section,
} from './config-tree.ts';

/** A volume as the metadata has it, and the extents it takes on each physical volume (pv0, pv1). */
export interface VolumeOnDisk {
  readonly volume: Omit<WrittenVolume, 'active'>;
  readonly taken: readonly { readonly pv: string; readonly extents: Extents }[];
}

const LV_WORDS = new Set([
  'id',
  'status',
  'flags',
  'tags',
  'creation_time',
  'creation_host',
  'profile',
  'segment_count',
]);

const STRIPED = ['stripe_count', 'stripes'];
const THIN_POOL = ['metadata', 'pool', 'transaction_id', 'chunk_size', 'discards'];
const SEGMENT_WORDS = {
  striped: new Set(['start_extent', 'extent_count', 'type', ...STRIPED]),
  'thin-pool': new Set([
    ...['start_extent', 'extent_count', 'type'],
    ...[...THIN_POOL, 'zero_new_blocks'],
  ]),
};

const wrong = (expected: string, found: string): ParseError =>
  new ParseError('LVM metadata', expected, found);

/** What its group says of each volume. */
interface Group {
  readonly vg: string;
  readonly extentSize: Bytes;
}

/**
 * A logical volume as LVM writes it down (lvm2, lib/format_text/export.c): plain ones and thin
 * pools. What else there is, thin volumes included, is an error.
 * @throws ParseError
 */
export function volumeOnDisk(section: Section, { vg, extentSize }: Group): VolumeOnDisk {
  const segments = segmentsOf(section);
  const [first] = segments;
  if (first === undefined) throw wrong('a segment', section.name);
  const chunk = first.type === 'thin-pool' ? numberIn(first.section, 'chunk_size') : null;
  const count = extents(segments.reduce((sum, one) => sum + one.length, 0));
  return {
    volume: {
      vg,
      name: section.name,
      uuid: stringIn(section, 'id'),
      hidden: isHidden(section),
      tags: stringsIn(section, 'tags'),
      segmentType: first.type,
      size: extentsToBytes(count, extentSize),
      profile: section.entries.has('profile') ? stringIn(section, 'profile') : null,
      chunkSize: chunk === null ? null : bytes(chunk * SECTOR_BYTES),
    },
    taken: segments.flatMap(({ taken }) => taken),
  };
}

/** Readable, writable, and shown or not; a flag would say more than is known here. */
function isHidden(section: Section): boolean {
  const status = stringsIn(section, 'status').join(' ');
  const flags = stringsIn(section, 'flags').join(' ');
  if (flags === '' && status === 'READ WRITE VISIBLE') return false;
  if (flags === '' && status === 'READ WRITE') return true;
  throw wrong('READ and WRITE, with VISIBLE or without', `${status} ${flags}`);
}

interface Segment {
  readonly section: Section;
  readonly type: SegmentType;
  readonly length: Extents;
  readonly taken: VolumeOnDisk['taken'];
}

/** segment1, segment2 ..., each beginning where the one before ends. */
function segmentsOf(lv: Section): readonly Segment[] {
  const names = Array.from(
    { length: numberIn(lv, 'segment_count') },
    (_, n) => `segment${String(n + 1)}`,
  );
  mustKnow(lv, new Set([...LV_WORDS, ...names]));
  let start = 0;
  return names.map((name) => {
    const section = lv.entries.get(name);
    if (!isSection(section)) throw wrong(name, lv.name);
    const segment = segmentOf(section);
    if (numberIn(section, 'start_extent') !== start)
      throw wrong(`${name} at ${String(start)}`, lv.name);
    start += segment.length;
    return segment;
  });
}

function segmentOf(section: Section): Segment {
  const type = stringIn(section, 'type');
  const length = extents(numberIn(section, 'extent_count'));
  if (type !== 'striped' && type !== 'thin-pool') throw wrong('striped or thin-pool', type);
  mustKnow(section, SEGMENT_WORDS[type]);
  if (type === 'thin-pool') return { section, type, length, taken: [] };
  const pvs = listIn(section, 'stripes').filter((item) => typeof item === 'string');
  const count = numberIn(section, 'stripe_count');
  // With more than one stripe there is a stripe_size too, which no volume of dmctl has.
  if (count !== 1 || pvs.length !== 1) throw wrong('one stripe', section.name);
  return {
    section,
    type: 'linear',
    length,
    taken: pvs.map((pv) => ({ pv, extents: length })),
  };
}

/** All volumes of a group. @throws ParseError */
export const volumesOnDisk = (group: Section, basis: Group): readonly VolumeOnDisk[] =>
  sectionsIn(group, 'logical_volumes').map((section) => volumeOnDisk(section, basis));
