import { known, unknown, type Known } from '../model/known.ts';
import type { Facts } from '../model/facts/facts.ts';
import type {
  AutoextendSettings,
  LogicalVolume,
  LvmState,
  VolumeGroup,
} from '../model/facts/lvm-state.ts';
import { extentsFor, type Bytes, type Extents } from '../model/units.ts';
import {
  fullExtension,
  metadataThreshold,
  nextExtension,
  withSpare,
} from '../profiles/extension.ts';
import { freeSpaceFor, type FreeSpace } from './free-space.ts';
import type { NamedPool } from './found-pool.ts';
import { usedPercent, type Part } from './usage.ts';

/** The next auto-extension of the data or the metadata, computed as LVM does. */
export interface ExtensionFigures {
  /** Extents that LVM will request next; 0: auto-extension is disabled. */
  readonly next: Extents;
  /** The most that LVM can request, if the pool is full when it checks. */
  readonly full: Extents;
  readonly free: Extents;
  readonly extentSize: Bytes;
  readonly usedPercent: number;
  /** Usage that triggers the extension, in percent. */
  readonly threshold: number;
  readonly vg: string;
}

/** LVM's defaults (lvm.conf(5)), which apply if it rejects the profile. */
const OFF: AutoextendSettings = { threshold: 100, percent: 20 };

/** Returns the settings that LVM uses for this pool: those of its profile, else of lvm.conf. */
export function autoextendOf(facts: Facts, volume: LogicalVolume): Known<AutoextendSettings> {
  if (volume.profile !== null) {
    const { profileSettings } = facts;
    return profileSettings.known ? known(profileSettings.value ?? OFF) : profileSettings;
  }
  return facts.lvmSettings.known ? known(facts.lvmSettings.value.autoextend) : facts.lvmSettings;
}

/** Returns the threshold for this part; LVM has a second one for metadata. */
export function thresholdOf(
  { threshold }: AutoextendSettings,
  volume: LogicalVolume,
  part: Part,
): number {
  if (part === 'data' || volume.metadataSize === null || threshold >= 100) return threshold;
  return metadataThreshold(threshold, volume.metadataSize);
}

/** Returns the size of the next extension and the free space for it. */
export function extensionFigures(
  facts: Facts,
  pool: NamedPool,
  part: Part,
): Known<ExtensionFigures> {
  if (!facts.lvm.known) return facts.lvm;
  if (!pool.volume.known || !pool.group.known) return unknown('LVM was not read');
  const [volume, group] = [pool.volume.value, pool.group.value];
  if (volume === null || group === null) return unknown('LVM does not report the pool');
  const size = part === 'data' ? volume.size : volume.metadataSize;
  if (size === null) return unknown(`LVM does not report the size of the ${part}`);
  const settings = autoextendOf(facts, volume);
  if (!settings.known) return settings;
  const used = usedPercent(pool, part);
  if (!used.known) return used;
  const free = freeSpaceOf(facts.lvm.value, group, volume, part);
  if (!free.known) return free;
  const sum = sumOf(size, group, part, spareOf(facts.lvm.value, group.name), free.value.sure);
  const figures = sum(settings.value, used.value, thresholdOf(settings.value, volume, part));
  const isOpen = [figures.next, figures.full].some(
    (step) => step > free.value.sure && step <= free.value.most,
  );
  return isOpen ? unknown(openQuestion(figures, free.value)) : known(figures);
}

/** The room for a part of the pool, whose volume lies below that of the pool. */
function freeSpaceOf(
  lvm: LvmState,
  group: VolumeGroup,
  volume: LogicalVolume,
  part: Part,
): Known<FreeSpace> {
  const name = part === 'data' ? volume.dataLv : volume.metadataLv;
  const below = lvm.lvs.find((lv) => lv.vgUuid === group.uuid && lv.name === name) ?? null;
  const free = freeSpaceFor(lvm, group, below);
  return free.known ? free : unknown(`the ${part} of ${volume.name}: ${free.why}`);
}

const openQuestion = ({ next, vg }: ExtensionFigures, { sure, most }: FreeSpace): string =>
  `${String(next)} extents needed; LVM finds between ${String(sure)} and ${String(most)} in ${vg}, by where the parts of the volume lie`;

function sumOf(size: Bytes, group: VolumeGroup, part: Part, spare: Bytes | null, free: Extents) {
  const { extentSize } = group;
  const sizeExtents = extentsFor(size, extentSize);
  const spareExtents = extentsFor(spare ?? (0 as Bytes), extentSize);
  const room = (step: Extents) =>
    part === 'data' || step === 0 ? step : withSpare(step, sizeExtents, spareExtents);
  return ({ percent }: AutoextendSettings, used: number, threshold: number): ExtensionFigures => {
    const settings = { sizeExtents, threshold, percent };
    return {
      next: room(nextExtension({ ...settings, usedPercent: used })),
      full: room(fullExtension(settings)),
      free,
      extentSize,
      usedPercent: used,
      threshold,
      vg: group.name,
    };
  };
}

/** Returns the size of the group's pool metadata spare (lvmthin(7)), or null if it has none. */
export function spareOf(lvm: LvmState, vg: string): Bytes | null {
  const spare = lvm.lvs.find((lv) => lv.vg === vg && lv.name.endsWith('_pmspare'));
  return spare?.size ?? null;
}
