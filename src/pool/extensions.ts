import { known, mapKnown, unknown, type Known } from '../model/known.ts';
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
import { fits, roomIn, sureFor, wayOf, type Room, type Way } from './free-space.ts';
import type { NamedPool } from './found-pool.ts';
import { usedPercent, type Part } from './usage.ts';

/** The next auto-extension of the data or the metadata, computed as LVM does. */
export interface ExtensionFigures {
  /** Extents that LVM will request next; 0: auto-extension is disabled. */
  readonly next: Extents;
  /** The most that LVM can request, if the pool is full when it checks. */
  readonly full: Extents;
  /** Does LVM find room for the next one? It extends metadata even if its spare cannot grow along. */
  readonly fits: boolean;
  /** Is there room for the largest one too, with the spare? */
  readonly fullFits: boolean;
  /** The free extents for it: those that LVM can certainly use, or all where it is choosy. */
  readonly free: Extents;
  readonly extentSize: Bytes;
  readonly usedPercent: number;
  /** Usage that triggers the extension, in percent. */
  readonly threshold: number;
  /** `docker`, `docker for 2 stripes`: where that is free. */
  readonly where: string;
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
  const ways = waysOf(facts.lvm.value, group, volume, part);
  if (!ways.known) return ways;
  const room = roomIn(facts.lvm.value, group);
  if (!room.known) return room;
  const spare = spareOf(facts.lvm.value, group.name);
  const threshold = thresholdOf(settings.value, volume, part);
  const { extentSize } = group;
  const steps = stepsOf({ size, spare, extentSize }, { ...settings.value, threshold }, used.value);
  const enough = enoughRoom(part, steps, ways.value, room.value);
  return mapKnown(enough, (verdict) => ({
    ...verdict,
    next: withItsSpare(part, steps, steps.next),
    full: withItsSpare(part, steps, steps.full),
    free: ways.value.part.takesAny ? sureFor(room.value, ways.value.part) : room.value.all,
    extentSize,
    usedPercent: used.value,
    threshold,
    where: ways.value.part.areas === 1 ? group.name : `${group.name} for ${ways.value.part.words}`,
  }));
}

/** How LVM extends the part, and the spare of the metadata. */
export interface Ways {
  readonly part: Way;
  readonly spare: Way;
}

/** Returns how LVM extends a part of the pool, whose volume lies below that of the pool. */
export function waysOf(
  lvm: LvmState,
  group: VolumeGroup,
  volume: LogicalVolume,
  part: Part,
  joining = 0,
): Known<Ways> {
  const name = part === 'data' ? volume.dataLv : volume.metadataLv;
  const find = (one: string | null) =>
    lvm.lvs.find((lv) => lv.vgUuid === group.uuid && lv.name === one) ?? null;
  const disks = lvm.pvs.filter((pv) => pv.vgUuid === group.uuid).length + joining;
  const way = wayOf(group, find(name), disks);
  if (!way.known) return unknown(`the ${part} of ${volume.name}: ${way.why}`);
  const { allocation = 'inherit' } = spareVolume(lvm, group.name) ?? {};
  const spare = wayOf(group, { segmentType: 'linear', areas: 1, allocation }, disks);
  return mapKnown(spare, (known) => ({ part: way.value, spare: known }));
}

/** Sizes in extents. */
interface Steps {
  readonly next: Extents;
  readonly full: Extents;
  readonly size: Extents;
  readonly spare: Extents;
}

interface PartSize {
  readonly size: Bytes;
  readonly spare: Bytes | null;
  readonly extentSize: Bytes;
}

function stepsOf(part: PartSize, settings: AutoextendSettings, usedPercent: number): Steps {
  const sizeExtents = extentsFor(part.size, part.extentSize);
  return {
    next: nextExtension({ ...settings, sizeExtents, usedPercent }),
    full: fullExtension({ ...settings, sizeExtents }),
    size: sizeExtents,
    spare: extentsFor(part.spare ?? (0 as Bytes), part.extentSize),
  };
}

/** All extents that an extension of the part takes; LVM extends the spare along with the metadata. */
const withItsSpare = (part: Part, { size, spare }: Steps, step: Extents): Extents =>
  part === 'data' || step === 0 ? step : withSpare(step, size, spare);

type Enough = Known<Pick<ExtensionFigures, 'fits' | 'fullFits'>>;

function enoughRoom(part: Part, steps: Steps, ways: Ways, room: Room): Enough {
  const { next, full } = steps;
  const spare = { way: ways.spare, by: withItsSpare(part, steps, full) - full };
  const isFit = next === 0 ? known(false) : fits(room, [{ way: ways.part, by: next }]);
  if (isFit.known && !isFit.value) return known({ fits: false, fullFits: false });
  const isFullFit = fits(room, [{ way: ways.part, by: full }, spare]);
  const open = isFit.known ? isFullFit : isFit;
  if (!open.known) return unknown(`${String(next)} to ${String(full)} extents needed; ${open.why}`);
  return known({ fits: true, fullFits: open.value });
}

/** Returns the size of the group's pool metadata spare (lvmthin(7)), or null if it has none. */
export const spareOf = (lvm: LvmState, vg: string): Bytes | null =>
  spareVolume(lvm, vg)?.size ?? null;

const spareVolume = (lvm: LvmState, vg: string): LogicalVolume | undefined =>
  lvm.lvs.find((lv) => lv.vg === vg && lv.name.endsWith('_pmspare'));
