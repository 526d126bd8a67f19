import { ParseError } from '../model/errors.ts';
import type { LogicalVolume, SegmentType } from '../model/facts/lvm-state.ts';
import {
  byteCount,
  byteCountOrNull,
  flag,
  flagIfAny,
  flagOrNull,
  listOf,
  percentOrNull,
  textOr,
  textOrNull,
  wholeOrNull,
  type Row,
} from './rows.ts';

/**
 * Joins the rows of the `lv` report with those of the `seg` report; a thin pool has one segment.
 * @throws ParseError
 */
export function readLogicalVolumes(
  volumes: readonly Row[],
  segments: readonly Row[],
  vgUuid: string,
): readonly LogicalVolume[] {
  const ofVolume = new Map<string, Row[]>();
  for (const segment of segments) {
    const uuid = segment.text('lv_uuid');
    ofVolume.set(uuid, [...(ofVolume.get(uuid) ?? []), segment]);
  }
  return volumes.map((row) => {
    const [first, ...others] = ofVolume.get(row.text('lv_uuid')) ?? [];
    if (first === undefined) {
      throw new ParseError(row.source, 'a segment of each volume', row.text('lv_name'));
    }
    return { ...logicalVolume(row, first, vgUuid), ...layoutOf(first, others) };
  });
}

/** LVM extends a volume in the way of its last segment, so of several ways none is its own. */
function layoutOf(
  first: Row,
  others: readonly Row[],
): Pick<LogicalVolume, 'segmentType' | 'areas'> {
  const type = segmentType(first.text('segtype'));
  const areas = first.has('stripes') ? first.digits('stripes') : 1;
  const isSame = (one: Row) =>
    one.text('segtype') === first.text('segtype') &&
    (!one.has('stripes') || one.digits('stripes') === areas);
  return { segmentType: others.every(isSame) ? type : 'other', areas };
}

function logicalVolume(
  row: Row,
  segment: Row,
  vgUuid: string,
): Omit<LogicalVolume, 'segmentType' | 'areas'> {
  const shown = row.text('lv_name');
  return {
    vg: row.text('vg_name'),
    vgUuid,
    name: withoutBrackets(shown),
    uuid: row.text('lv_uuid'),
    hidden: shown.startsWith('['),
    tags: listOf(row, 'lv_tags'),
    allocation: textOr(row, 'lv_allocation_policy', 'inherit'),
    size: byteCount(row, 'lv_size'),
    active: isActive(row),
    skipActivation: flag(row, 'lv_skip_activation'),
    autoActivation: flagIfAny(row, 'lv_autoactivation'),
    health: row.text('lv_health_status'),
    checkNeeded: flagOrNull(row, 'lv_check_needed'),
    profile: textOrNull(row, 'lv_profile'),
    monitored: monitored(segment),
    ...poolParts(row, segment),
  };
}

function poolParts(row: Row, segment: Row) {
  const isPool = segment.text('segtype') === 'thin-pool';
  const lvName = (field: string) => {
    const name = textOrNull(row, field);
    return name === null ? null : withoutBrackets(name);
  };
  return {
    dataPercent: isPool ? percentOrNull(row, 'data_percent') : null,
    metadataPercent: isPool ? percentOrNull(row, 'metadata_percent') : null,
    metadataSize: isPool ? byteCountOrNull(row, 'lv_metadata_size') : null,
    chunkSize: isPool ? byteCountOrNull(segment, 'chunk_size') : null,
    transactionId: isPool ? wholeOrNull(segment, 'transaction_id') : null,
    dataLv: isPool ? lvName('data_lv') : null,
    metadataLv: isPool ? lvName('metadata_lv') : null,
    poolLv: lvName('pool_lv'),
  };
}

const withoutBrackets = (name: string): string => name.replace(/^\[(.*)\]$/, '$1');

function segmentType(name: string): SegmentType {
  switch (name) {
    case 'linear':
    case 'striped':
    case 'raid1':
    case 'thin-pool':
    case 'thin':
      return name;
    default:
      return 'other';
  }
}

/** With --binary 2.03.31 prints 1 or 0 here; up to 2.03.16 it is `active` or nothing. */
function isActive(row: Row): boolean {
  const value = row.text('lv_active');
  if (value === '' || value === '0') return false;
  if (value === 'active' || value === '1') return true;
  throw new ParseError(row.source, "'active' or nothing for lv_active", value);
}

/**
 * lib/metadata/lv.c: "pending" means that dmeventd has been asked and does not monitor yet. An LVM
 * command waits for that, so it is seen only if the command was killed; a repeated command waits
 * too.
 */
const NOT_MONITORED = ['not monitored', 'pending', '0'];

function monitored(segment: Row): boolean | null {
  const value = segment.text('seg_monitor');
  if (value === '') return null;
  if (value === 'monitored' || value === '1') return true;
  if (NOT_MONITORED.includes(value)) return false;
  throw new ParseError(segment.source, "'monitored', 'not monitored' or 'pending'", value);
}
