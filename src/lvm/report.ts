import { reads, type Command } from '../model/command.ts';
import type { DmDevice } from '../model/facts/dm.ts';
import { ParseError } from '../model/errors.ts';
import { fields, isRecord, parseJson, quoted } from '../model/json.ts';
import type { LvmState, PhysicalVolume, VolumeGroup } from '../model/facts/lvm-state.ts';
import { readLogicalVolumes } from './report-volumes.ts';
import { byteCount, extentCount, flag, listOf, textOrNull, type Row } from './rows.ts';

const SOURCE = 'lvm fullreport';

/**
 * Overrides of settings that would break the JSON, hide devices, or make a reading call write
 * (hints file, metadata backups): lvm.conf(5).
 */
const CALM = [
  'config{checks=0}',
  'log{prefix="" command_names=0 verbose=0 report_command_log=0}',
  'report{compact_output=0 compact_output_cols="" mark_hidden_devices=1 list_item_separator=","}',
  'backup{backup=0 archive=0}',
  'devices{hints="none" use_devicesfile=0}',
].join(' ');

const VG_FIELDS = [
  'vg_name',
  'vg_uuid',
  'vg_tags',
  'vg_extent_size',
  'vg_extent_count',
  'vg_free_count',
  'vg_missing_pv_count',
  'vg_exported',
  'vg_systemid',
];

const PV_FIELDS = [
  'pv_name',
  'pv_uuid',
  'vg_name',
  'pv_size',
  'pv_free',
  'pv_missing',
  'pv_duplicate',
  'pv_in_use',
];

const LV_FIELDS = [
  'lv_uuid',
  'lv_name',
  'vg_name',
  'lv_tags',
  'lv_size',
  'lv_active',
  'lv_skip_activation',
  'lv_profile',
  'lv_metadata_size',
  'data_lv',
  'metadata_lv',
  'pool_lv',
  'lv_health_status',
  'lv_check_needed',
  'data_percent',
  'metadata_percent',
];

const SEGMENT_FIELDS = ['lv_uuid', 'segtype', 'seg_monitor', 'chunk_size', 'transaction_id'];

/**
 * Asks for everything LVM knows, in one process: volume groups, physical volumes and logical
 * volumes with their segments, hidden, orphan and foreign ones included (lvm-fullreport(8)). Of
 * physical volumes with the same UUID only the one LVM prefers is listed; a device whose signature
 * is LVM2_member and that is not in the report is such a duplicate, or hidden by a filter.
 * @param avoid devices LVM must not read; see `unreadableDevices`
 */
export function lvmReport(avoid: readonly DmDevice[] = []): Command {
  const reports = Object.entries({
    vg: VG_FIELDS,
    pv: PV_FIELDS,
    lv: LV_FIELDS,
    // Reports that are left out are printed in full.
    pvseg: ['pv_uuid'],
    seg: SEGMENT_FIELDS,
  }).flatMap(([report, fields]) => ['--configreport', report, '-o', fields.join(',')]);
  const format = ['--reportformat', 'json', '--units', 'b', '--nosuffix', '--binary'];
  const all = ['-a', '--foreign'];
  return reads('lvm', [
    'fullreport',
    '-qq',
    '--config',
    CALM + filterOf(avoid),
    ...all,
    ...format,
    ...reports,
  ]);
}

/** lvm.conf(5), devices/filter; it takes the place of the administrator's own. */
function filterOf(avoid: readonly DmDevice[]): string {
  if (avoid.length === 0) return '';
  const rules = avoid.map(({ majorMinor }) => `"r|^/dev/dm-${majorMinor.split(':')[1] ?? ''}$|"`);
  return ` devices{filter=[${rules.join(',')}]}`;
}

/**
 * Returns the devices on which a read, and LVM with it, would hang for ever because a pool below
 * them is suspended: LVM looks for physical volumes on all block devices but its own volumes.
 * Docker's thin devices have no UUID, so all devices without one are avoided as soon as anything is
 * suspended.
 */
export function unreadableDevices(devices: readonly DmDevice[]): readonly DmDevice[] {
  if (!devices.some(({ suspended }) => suspended)) return [];
  return devices.filter(({ uuid, suspended }) => suspended || uuid === '');
}

/** @throws ParseError */
export function parseLvmReport(stdout: string): LvmState {
  const document = parseJson(SOURCE, stdout);
  const groups = isRecord(document) ? document['report'] : null;
  if (!Array.isArray(groups)) throw new ParseError(SOURCE, 'a list "report"', stdout);
  if (!groups.every(hasGroupOrDisks)) throw new ParseError(SOURCE, '"vg" or "pv" lists', stdout);
  const rows = (name: string) => groups.flatMap((group: unknown) => rowsOf(group, name));
  const lvs = readLogicalVolumes(rows('lv'), rows('seg'));
  const active = new Set(lvs.filter((lv) => lv.active).map((lv) => lv.vg));
  return {
    pvs: rows('pv').map(physicalVolume),
    vgs: rows('vg').map((row) => volumeGroup(row, active)),
    lvs,
  };
}

/** Every report is of a volume group, or of the physical volumes that are in none. */
const hasGroupOrDisks = (group: unknown): boolean =>
  isRecord(group) && ('vg' in group || 'pv' in group);

function rowsOf(group: unknown, name: string): readonly Row[] {
  if (!isRecord(group)) throw new ParseError(SOURCE, 'an object', quoted(group));
  const rows = group[name] ?? [];
  if (!Array.isArray(rows)) throw new ParseError(SOURCE, `a list "${name}"`, quoted(rows));
  return rows.map((values: unknown) => fields(SOURCE, values));
}

/** LVM's name for a group whose metadata it cannot find, though a physical volume refers to it. */
const UNKNOWN_VG = '[unknown]';

function physicalVolume(row: Row): PhysicalVolume {
  const vg = textOrNull(row, 'vg_name');
  const readable = vg !== null && vg !== UNKNOWN_VG;
  return {
    device: row.text('pv_name'),
    uuid: row.text('pv_uuid'),
    vg: readable ? vg : null,
    size: byteCount(row, 'pv_size'),
    free: byteCount(row, 'pv_free'),
    missing: flag(row, 'pv_missing'),
    duplicate: flag(row, 'pv_duplicate'),
    inUse: flag(row, 'pv_in_use') && !readable,
  };
}

function volumeGroup(row: Row, active: ReadonlySet<string>): VolumeGroup {
  const name = row.text('vg_name');
  return {
    name,
    uuid: row.text('vg_uuid'),
    tags: listOf(row, 'vg_tags'),
    extentSize: byteCount(row, 'vg_extent_size'),
    extentCount: extentCount(row, 'vg_extent_count'),
    freeExtents: extentCount(row, 'vg_free_count'),
    missingPvs: row.digits('vg_missing_pv_count'),
    exported: flag(row, 'vg_exported'),
    // A host that gives its own groups a system ID (lvmsystemid(7)) can activate them, others not.
    foreign: row.text('vg_systemid') !== '' && !active.has(name),
  };
}
