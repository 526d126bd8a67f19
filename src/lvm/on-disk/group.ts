import { ParseError } from '../../model/errors.ts';
import type { PhysicalVolume, VolumeGroup, WrittenVolume } from '../../model/facts/lvm-state.ts';
import { bytes, extents, extentsToBytes, SECTOR_BYTES } from '../../model/units.ts';
import {
  isSection,
  mustKnow,
  numberIn,
  parseTree,
  sectionsIn,
  stringIn,
  stringsIn,
  type Section,
} from './config-tree.ts';
import type { Label } from './label.ts';
import { volumesOnDisk, type VolumeOnDisk } from './volumes.ts';

/** A disk whose label was read. */
export interface LabelledDisk {
  /** Its name for people and for LVM. */
  readonly path: string;
  readonly label: Label;
}

/** A volume group as its metadata has it; which volumes are active is for the kernel to say. */
export interface GroupOnDisk {
  readonly vg: VolumeGroup;
  readonly pvs: readonly PhysicalVolume[];
  readonly lvs: readonly Omit<WrittenVolume, 'active'>[];
}

const TEXT_WORDS = new Set([
  'contents',
  'version',
  'description',
  'creation_host',
  'creation_time',
]);
const VG_WORDS = new Set([
  'id',
  'seqno',
  'format',
  'status',
  'flags',
  'tags',
  'extent_size',
  'max_lv',
  'max_pv',
  'metadata_copies',
  'physical_volumes',
  'logical_volumes',
]);
const PV_WORDS = new Set([
  'id',
  'device',
  'device_id',
  'device_id_type',
  'status',
  'flags',
  'tags',
  'dev_size',
  'pe_start',
  'pe_count',
]);

const wrong = (expected: string, found: string): ParseError =>
  new ParseError('LVM metadata', expected, found);

/**
 * The volume group in the text that LVM writes on its physical volumes (lvm2,
 * lib/format_text/export.c), as far as a set-up leads. Exported, clustered and foreign groups,
 * missing physical volumes and unknown words are errors.
 * @param disks where the text was found: all that the group has, and no others
 * @throws ParseError
 */
export function parseGroup(text: string, disks: readonly LabelledDisk[]): GroupOnDisk {
  const group = groupIn(parseTree(text));
  mustKnow(group, VG_WORDS);
  mustBe(group, 'RESIZEABLE READ WRITE');
  if (stringIn(group, 'format') !== 'lvm2') throw wrong('format lvm2', stringIn(group, 'format'));
  const extentSize = bytes(numberIn(group, 'extent_size') * SECTOR_BYTES);
  const volumes = volumesOnDisk(group, { vg: group.name, extentSize });
  const parts = sectionsIn(group, 'physical_volumes').map((section) =>
    partOf(section, disks, volumes),
  );
  if (parts.length !== disks.length)
    throw wrong(`${String(disks.length)} disks`, String(parts.length));
  const sum = (numbers: readonly number[]) => extents(numbers.reduce((all, one) => all + one, 0));
  return {
    vg: {
      name: group.name,
      uuid: stringIn(group, 'id'),
      tags: stringsIn(group, 'tags'),
      extentSize,
      extentCount: sum(parts.map(({ count }) => count)),
      freeExtents: sum(parts.map(({ free }) => free)),
      missingPvs: 0,
      exported: false,
      foreign: false,
    },
    pvs: parts.map(({ disk, count, free }) => ({
      ...presentPv(disk),
      vg: group.name,
      size: extentsToBytes(count, extentSize),
      free: extentsToBytes(free, extentSize),
    })),
    lvs: volumes.map(({ volume }) => volume),
  };
}

/** A physical volume in no group. */
export function orphanOn({ path, label }: LabelledDisk): PhysicalVolume {
  const { size, used } = label;
  return { ...presentPv({ path, label }), vg: null, size, free: size, inUse: used };
}

const presentPv = ({ path, label }: LabelledDisk) => ({
  device: path,
  uuid: label.uuid,
  missing: false,
  duplicate: false,
  inUse: false,
});

/** The text has one group, and words about who wrote it. */
function groupIn(tree: Section): Section {
  const [group, ...others] = [...tree.entries.values()].filter(isSection);
  if (group === undefined || others.length > 0) throw wrong('one volume group', tree.name);
  mustKnow(tree, new Set([...TEXT_WORDS, group.name]));
  const isText = stringIn(tree, 'contents') === 'Text Format Volume Group';
  if (!isText || numberIn(tree, 'version') !== 1) throw wrong('version 1', group.name);
  return group;
}

function mustBe(section: Section, status: string): void {
  const found = [...stringsIn(section, 'status'), ...stringsIn(section, 'flags')].join(' ');
  if (found !== status) throw wrong(status, found);
}

/** A physical volume of the group, and the disk that it is. */
function partOf(
  section: Section,
  disks: readonly LabelledDisk[],
  volumes: readonly VolumeOnDisk[],
) {
  mustKnow(section, PV_WORDS);
  mustBe(section, 'ALLOCATABLE');
  const uuid = stringIn(section, 'id');
  const [disk, twin] = disks.filter(({ label }) => label.uuid === uuid);
  if (disk === undefined || twin !== undefined) throw wrong('one disk for each', uuid);
  const { size, dataStart, used } = disk.label;
  const agrees =
    numberIn(section, 'dev_size') * SECTOR_BYTES === size &&
    numberIn(section, 'pe_start') * SECTOR_BYTES === dataStart;
  if (!agrees || !used) throw wrong('what the label says', uuid);
  const count = extents(numberIn(section, 'pe_count'));
  const taken = volumes.flatMap((volume) => volume.taken).filter(({ pv }) => pv === section.name);
  const inUse = taken.reduce((sum, one) => sum + one.extents, 0);
  if (inUse > count) throw wrong('extents that fit', section.name);
  return { disk, count, free: extents(count - inUse) };
}
