import { success, type Answer } from './answer.ts';
import {
  disksOf,
  extentsOf,
  freeOn,
  totalExtents,
  usedExtents,
  vgOfPv,
  type Disk,
  type Lv,
  type State,
  type Vg,
} from './state.ts';

type Row = Readonly<Record<string, string>>;

const flag = (is: boolean): string => (is ? '1' : '0');

function vgRow(state: State, vg: Vg): Row {
  const total = totalExtents(state, vg);
  return {
    vg_name: vg.name,
    vg_uuid: vg.uuid,
    vg_tags: vg.tags.join(','),
    vg_extent_size: String(vg.extentSize),
    vg_extent_count: String(total),
    vg_free_count: String(total - usedExtents(vg)),
    vg_missing_pv_count: '0',
    vg_exported: '0',
    vg_systemid: '',
    vg_autoactivation: '1',
  };
}

function pvRow(state: State, disk: Disk): Row {
  const uuid = disk.pv?.uuid ?? '';
  const vg = vgOfPv(state, uuid);
  const size = vg === undefined ? disk.size : extentsOf(disk, vg.extentSize) * vg.extentSize;
  const free = vg === undefined ? disk.size : freeOn(state, vg, disk) * vg.extentSize;
  const used = disk.pv?.used === true;
  return {
    pv_name: disk.path,
    pv_uuid: uuid,
    vg_name: vg?.name ?? (used ? '[unknown]' : ''),
    pv_size: String(size),
    pv_free: String(free),
    pv_missing: '0',
    pv_allocatable: flag(vg !== undefined),
    pv_duplicate: '0',
    pv_in_use: flag(used),
  };
}

const shown = (lv: Lv | undefined): string => {
  if (lv === undefined) return '';
  return lv.hidden ? `[${lv.name}]` : lv.name;
};

function lvRow(vg: Vg, lv: Lv): Row {
  const part = (name: string | undefined) => vg.lvs.find((one) => one.name === name);
  const metadata = part(lv.pool?.metadataLv);
  const active = lv.pool !== null && lv.active ? lv.pool : null;
  const blocks = active === null ? 1 : (lv.extents * vg.extentSize) / active.chunkSize;
  const dataPercent = active === null ? '' : ((100 * active.dataUsedBlocks) / blocks).toFixed(2);
  return {
    lv_uuid: lv.uuid,
    lv_name: shown(lv),
    vg_name: vg.name,
    lv_tags: lv.tags.join(','),
    lv_size: String(lv.extents * vg.extentSize),
    lv_active: lv.active ? 'active' : '',
    lv_skip_activation: '0',
    lv_autoactivation: '1',
    lv_profile: lv.profile ?? '',
    lv_metadata_size: metadata === undefined ? '' : String(metadata.extents * vg.extentSize),
    data_lv: shown(part(lv.pool?.dataLv)),
    metadata_lv: shown(metadata),
    pool_lv: '',
    lv_health_status: '',
    lv_check_needed: active === null ? '-1' : '0',
    data_percent: dataPercent,
    metadata_percent: active === null ? '' : '10.04',
  };
}

function segRow(lv: Lv): Row {
  const monitor = lv.monitored ? 'monitored' : 'not monitored';
  return {
    lv_uuid: lv.uuid,
    segtype: lv.pool === null ? 'linear' : 'thin-pool',
    seg_monitor: lv.pool !== null && lv.active ? monitor : '',
    chunk_size: String(lv.pool?.chunkSize ?? 0),
    transaction_id: lv.pool === null ? '' : '0',
  };
}

/** One group of `lvm fullreport`: a volume group, or the PVs that are in none. */
function group(state: State, vg: Vg | null, disks: readonly Disk[]): Record<string, Row[]> {
  const lvs = (vg?.lvs ?? []).toSorted((a, b) => a.name.localeCompare(b.name, 'en'));
  const pv = disks.map((disk) => pvRow(state, disk));
  const pvseg = disks.map((disk) => ({ pv_uuid: disk.pv?.uuid ?? '' }));
  if (vg === null) return { pv, pvseg };
  const [lv, seg] = [lvs.map((one) => lvRow(vg, one)), lvs.map(segRow)];
  return { vg: [vgRow(state, vg)], pv, lv, pvseg, seg };
}

/** `lvm fullreport --reportformat json`, as 2.03.16 prints it. */
export function fullreport(state: State): Answer {
  const groups = state.vgs.map((vg) => group(state, vg, disksOf(state, vg)));
  const loose = state.disks.filter(({ pv }) => pv !== null && !vgOfPv(state, pv.uuid));
  const report = [...groups, ...(loose.length === 0 ? [] : [group(state, null, loose)])];
  return success(`${JSON.stringify({ report }, null, 4)}\n`);
}

/** `lvs -a -o vg_name,lv_name,lv_time`, with seconds for the time. */
export function creationTimes(state: State): Answer {
  const lv = state.vgs.flatMap((vg) =>
    vg.lvs.map((one) => ({
      vg_name: vg.name,
      lv_name: shown(one),
      lv_time: String(one.created),
    })),
  );
  return success(`${JSON.stringify({ report: [{ lv }] })}\n`);
}

/** `lvmdiskscan`: by the names that LVM prefers. */
export function diskScan(state: State): Answer {
  const lines = state.disks.map(({ path }) => `  ${path} [      10.00 GiB] \n`);
  return success(`${lines.join('')}  ${String(lines.length)} disks\n  0 partitions\n`);
}
