import { lvmDisk } from '../helpers/lvm-disk.ts';
import { disksOf, extentsOf, vgOfPv, type Disk, type Lv, type State, type Vg } from './state.ts';

/** A piece of a volume on one physical volume, in extents. */
interface Piece {
  readonly pv: string;
  readonly at: number;
  readonly length: number;
}

const strings = (values: readonly string[]): string =>
  `[${values.map((value) => `"${value}"`).join(', ')}]`;

const block = (name: string, lines: readonly string[]): readonly string[] => [
  `${name} {`,
  ...lines,
  '}',
];

/** Volumes fill the disks of a group from the first on, as state.ts has it. */
function layOut(state: State, vg: Vg): (extents: number) => readonly Piece[] {
  const rooms = disksOf(state, vg).map((disk, n) => ({
    pv: `pv${String(n)}`,
    at: 0,
    left: extentsOf(disk, vg.extentSize),
  }));
  return (extents) => {
    let wanted = extents;
    return rooms.flatMap((room) => {
      const length = Math.min(room.left, wanted);
      if (length === 0) return [];
      const piece = { pv: room.pv, at: room.at, length };
      room.at += length;
      room.left -= length;
      wanted -= length;
      return [piece];
    });
  };
}

function segments(lv: Lv, pieces: readonly Piece[]): readonly string[] {
  if (lv.pool !== null) {
    const { metadataLv, dataLv, chunkSize } = lv.pool;
    const basis = ['start_extent = 0', `extent_count = ${String(lv.extents)}`];
    const pool = [`metadata = "${metadataLv}"`, `pool = "${dataLv}"`, 'transaction_id = 0'];
    const chunks = [`chunk_size = ${String(chunkSize / 512)}`, 'discards = "passdown"'];
    return block('segment1', [...basis, 'type = "thin-pool"', ...pool, ...chunks]);
  }
  let start = 0;
  return pieces.flatMap(({ pv, at, length }, n) => {
    const from = start;
    start += length;
    return block(`segment${String(n + 1)}`, [
      `start_extent = ${String(from)}`,
      `extent_count = ${String(length)}`,
      'type = "striped"',
      'stripe_count = 1',
      `stripes = ["${pv}", ${String(at)}]`,
    ]);
  });
}

function volume(lv: Lv, pieces: readonly Piece[]): readonly string[] {
  return block(lv.name, [
    `id = "${lv.uuid}"`,
    `status = ${strings(lv.hidden ? ['READ', 'WRITE'] : ['READ', 'WRITE', 'VISIBLE'])}`,
    'flags = []',
    ...(lv.tags.length === 0 ? [] : [`tags = ${strings(lv.tags)}`]),
    ...(lv.profile === null ? [] : [`profile = "${lv.profile}"`]),
    `segment_count = ${String(lv.pool === null ? pieces.length : 1)}`,
    ...segments(lv, pieces),
  ]);
}

function text(state: State, vg: Vg): string {
  const place = layOut(state, vg);
  const pvs = disksOf(state, vg).flatMap((disk, n) =>
    block(`pv${String(n)}`, [
      `id = "${disk.pv?.uuid ?? ''}"`,
      `device = "${disk.path}"`,
      'status = ["ALLOCATABLE"]',
      'flags = []',
      `dev_size = ${String(disk.size / 512)}`,
      'pe_start = 2048',
      `pe_count = ${String(extentsOf(disk, vg.extentSize))}`,
    ]),
  );
  const lvs = vg.lvs.flatMap((lv) => volume(lv, place(lv.pool === null ? lv.extents : 0)));
  const group = block(vg.name, [
    `id = "${vg.uuid}"`,
    'seqno = 1',
    'format = "lvm2"',
    'status = ["RESIZEABLE", "READ", "WRITE"]',
    'flags = []',
    ...(vg.tags.length === 0 ? [] : [`tags = ${strings(vg.tags)}`]),
    `extent_size = ${String(vg.extentSize / 512)}`,
    ...block('physical_volumes', pvs),
    ...(lvs.length === 0 ? [] : block('logical_volumes', lvs)),
  ]);
  const end = ['contents = "Text Format Volume Group"', 'version = 1', ''];
  return [...group, ...end].join('\n');
}

const BLANK = Buffer.alloc(2 ** 20);

/** Disks as they were read last, by all that is written on them: one is read piece by piece. */
const made = new Map<string, Buffer>();

/** The first MiB of a disk as far as LVM wrote it; other signatures are left out. */
function firstMiB(state: State, disk: Disk): Buffer {
  const { pv, size } = disk;
  if (pv === null) return BLANK;
  const vg = vgOfPv(state, pv.uuid);
  const content = { ...pv, size, text: vg === undefined ? null : text(state, vg) };
  const key = JSON.stringify(content);
  const bytes = made.get(key) ?? lvmDisk(content);
  if (made.size > 8) made.clear();
  made.set(key, bytes);
  return bytes;
}

/** Bytes of the first MiB of a simulated disk. */
export const readDisk = (state: State, disk: Disk, offset: number, length: number): Buffer =>
  firstMiB(state, disk).subarray(offset, offset + length);
