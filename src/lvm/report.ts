import { reads, type Command } from '../model/command.ts';
import type { DmDevice } from '../model/facts/dm.ts';
import { ParseError } from '../model/errors.ts';
import { fields, isRecord, quoted } from '../model/json.ts';
import { reportsIn } from './report-json.ts';
import { damagedIn, duplicatesIn } from './report-warnings.ts';
import { plainUuid } from '../model/names.ts';
import type {
  LogicalVolume,
  LvmState,
  PhysicalVolume,
  VolumeGroup,
} from '../model/facts/lvm-state.ts';
import { readLogicalVolumes } from './report-volumes.ts';
import {
  byteCount,
  extentCount,
  flag,
  flagIfAny,
  listOf,
  textOr,
  textOrNull,
  type Row,
} from './rows.ts';

const SOURCE = 'lvm fullreport';

/** Overrides of settings that would break the JSON or make a reading call write (lvm.conf(5)). */
export const QUIET = [
  'config{checks=0}',
  'log{prefix="" command_names=0 verbose=0 report_command_log=0}',
  'report{compact_output=0 compact_output_cols="" mark_hidden_devices=1 list_item_separator="," prefixes=0}',
  'backup{backup=0 archive=0}',
].join(' ');

/**
 * Also of those that hide devices or what is active, and of the hints file, which a reading call would
 * write.
 */
const CALM = `${QUIET} global{activation=1} devices{hints="none" use_devicesfile=0}`;

const PV_FIELDS = [
  'pv_name',
  'pv_uuid',
  'vg_name',
  'pv_size',
  'pv_free',
  'pv_missing',
  'pv_allocatable',
  'pv_duplicate',
  'pv_in_use',
];

const SEGMENT_FIELDS = [
  'lv_uuid',
  'segtype',
  'stripes',
  'seg_monitor',
  'chunk_size',
  'transaction_id',
];

/**
 * Asks for everything LVM knows, in one process: volume groups, physical volumes and logical
 * volumes with their segments, hidden, orphan and foreign ones included (lvm-fullreport(8)). Of
 * physical volumes with the same UUID only the one LVM prefers is listed; a device whose signature
 * is LVM2_member and that is not in the report is such a duplicate, or hidden by a filter.
 * @param avoid devices LVM must not read; see `unreadableDevices`
 */
export function lvmReport(avoid: readonly DmDevice[] = []): Command {
  const reports = Object.entries({
    // All fields that the release has: one that it does not have would be an error.
    vg: ['vg_all'],
    pv: PV_FIELDS,
    lv: ['vg_name', 'lv_all'],
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

/**
 * lvm.conf(5), devices/filter; both take the place of the administrator's own. lvm2 2.02 with lvmetad goes by
 * the global one alone where foreign groups are asked for, and would hang on what the other hides.
 */
function filterOf(avoid: readonly DmDevice[]): string {
  if (avoid.length === 0) return '';
  const rules = avoid.map(({ majorMinor }) => `"r|^/dev/dm-${majorMinor.split(':')[1] ?? ''}$|"`);
  const list = `[${rules.join(',')}]`;
  return ` devices{filter=${list} global_filter=${list}}`;
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

/**
 * @param stderr LVM's warnings: they alone name copies of physical volumes, and damaged disks
 * @throws ParseError
 */
export function parseLvmReport(stdout: string, stderr = ''): LvmState {
  const groups = reportsIn(SOURCE, stdout);
  if (!groups.every(hasGroupOrDisks)) throw new ParseError(SOURCE, '"vg" or "pv" lists', stdout);
  const lvs = groups.flatMap((group) =>
    readLogicalVolumes(rowsOf(group, 'lv'), rowsOf(group, 'seg'), groupUuid(group) ?? ''),
  );
  const pvs = groups.flatMap((group) =>
    rowsOf(group, 'pv').map((row) => physicalVolume(row, groupUuid(group))),
  );
  const vgs = groups.flatMap((group) => rowsOf(group, 'vg').map((row) => volumeGroup(row, lvs)));
  const duplicates = duplicatesIn(stderr);
  const named = vgs.map((group) => ({ ...group, ...identityOf(group, { vgs, pvs, duplicates }) }));
  return { pvs, vgs: named, lvs, duplicates, damaged: damagedIn(stderr) };
}

/** Finds other groups of this name, and copies of the group's physical volumes. */
function identityOf(
  { name, uuid }: VolumeGroup,
  { vgs, pvs, duplicates }: Pick<LvmState, 'vgs' | 'pvs' | 'duplicates'>,
): Pick<VolumeGroup, 'namesakes' | 'copies'> {
  const members = pvs.filter((pv) => pv.vgUuid === uuid).map((pv) => plainUuid(pv.uuid));
  return {
    namesakes: vgs.filter((one) => one.name === name && one.uuid !== uuid).map((one) => one.uuid),
    copies: duplicates.filter((one) => members.includes(one.uuid)).map(({ device }) => device),
  };
}

function groupUuid(group: unknown): string | null {
  const [row] = rowsOf(group, 'vg');
  return row === undefined ? null : textOrNull(row, 'vg_uuid');
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

function physicalVolume(row: Row, vgUuid: string | null): PhysicalVolume {
  const vg = textOrNull(row, 'vg_name');
  const readable = vg !== null && vg !== UNKNOWN_VG;
  return {
    device: row.text('pv_name'),
    uuid: row.text('pv_uuid'),
    vg: readable ? vg : null,
    vgUuid: readable ? vgUuid : null,
    size: byteCount(row, 'pv_size'),
    free: byteCount(row, 'pv_free'),
    missing: flag(row, 'pv_missing'),
    allocatable: flagIfAny(row, 'pv_allocatable') ?? true,
    duplicate: flag(row, 'pv_duplicate'),
    inUse: flag(row, 'pv_in_use') && !readable,
  };
}

function volumeGroup(row: Row, lvs: readonly LogicalVolume[]): VolumeGroup {
  const uuid = row.text('vg_uuid');
  const systemId = row.text('vg_systemid');
  return {
    name: row.text('vg_name'),
    uuid,
    tags: listOf(row, 'vg_tags'),
    extentSize: byteCount(row, 'vg_extent_size'),
    extentCount: extentCount(row, 'vg_extent_count'),
    freeExtents: extentCount(row, 'vg_free_count'),
    missingPvs: row.digits('vg_missing_pv_count'),
    exported: flag(row, 'vg_exported'),
    allocation: textOr(row, 'vg_allocation_policy', 'normal'),
    // A host that gives its own groups a system ID (lvmsystemid(7)) can activate them, others not.
    foreign: systemId !== '' && !lvs.some((lv) => lv.vgUuid === uuid && lv.active),
    systemId,
    readOnly: textOr(row, 'vg_permissions', 'writeable') === 'read-only',
    lockType: textOr(row, 'vg_lock_type', ''),
    autoActivation: flagIfAny(row, 'vg_autoactivation'),
    namesakes: [],
    copies: [],
  };
}
