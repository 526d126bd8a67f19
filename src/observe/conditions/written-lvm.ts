import { orphanOn, parseGroup, type LabelledDisk } from '../../lvm/on-disk/group.ts';
import { LABEL_AREA, parseLabel } from '../../lvm/on-disk/label.ts';
import { AREA_HEADER, metadataText, parseAreaHeader } from '../../lvm/on-disk/metadata-area.ts';
import type { DeviceIdentity } from '../../model/facts/device.ts';
import { HostError, type Host } from '../../model/host.ts';
import type { WrittenLvm } from '../../model/facts/lvm-state.ts';
import { bytes } from '../../model/units.ts';
import { resolveDevice } from '../devices.ts';
import { dmUuids, isAnySuspended } from '../sys-block.ts';

/** What LVM wrote on a disk: the text is null on a physical volume in no group. */
interface ReadDisk extends LabelledDisk {
  readonly text: string | null;
}

/**
 * LVM's metadata as it lies on these disks, without a process: a few KiB of each. LVM writes past
 * the page cache, and the kernel drops what it had there of the same place (mm/filemap.c,
 * kiocb_invalidate_pages), so that a plain read sees it as soon as the program has ended.
 *
 * It says nothing of other disks. Anything that is not exactly as a set-up leaves it is an error,
 * for LVM itself to look into.
 * @throws HostError or ParseError
 */
export async function writtenLvm(
  host: Host,
  devices: readonly DeviceIdentity[],
): Promise<WrittenLvm> {
  if (await isAnySuspended(host)) throw notSeen('a device-mapper device', 'is suspended');
  const read = await Promise.all(devices.map((device) => readDisk(host, device)));
  const disks = read.filter((disk) => disk !== null);
  if (new Set(disks.map(({ label }) => label.uuid)).size < disks.length) {
    throw notSeen('a UUID', 'is there twice');
  }
  const members = disks.filter(({ text }) => text !== null);
  const orphans = disks.filter(({ text }) => text === null).map(orphanOn);
  const text = members[0]?.text ?? null;
  if (text === null) return { pvs: orphans, vgs: [], lvs: [] };
  // Another number of commits, or another group.
  if (members.some((disk) => disk.text !== text)) throw notSeen('the metadata', 'is not the same');
  const group = parseGroup(text, members);
  const known = await dmUuids(host);
  const isActive = (lv: string): boolean => {
    const uuid = `LVM-${withoutHyphens(group.vg.uuid)}${withoutHyphens(lv)}`;
    return known.some((one) => one === uuid || one.startsWith(`${uuid}-`));
  };
  return {
    pvs: [...group.pvs, ...orphans],
    vgs: [group.vg],
    lvs: group.lvs.map((lv) => ({ ...lv, active: isActive(lv.uuid) })),
  };
}

const withoutHyphens = (uuid: string): string => uuid.replaceAll('-', '');

const notSeen = (what: string, how: string): HostError =>
  new HostError('cannot-read', what, `${what} ${how}`);

/** null: no physical volume. */
async function readDisk(
  host: Host,
  { path, majorMinor, size }: DeviceIdentity,
): Promise<ReadDisk | null> {
  const now = await resolveDevice(host, path);
  if (now.majorMinor !== majorMinor) throw notSeen(path, `is device ${now.majorMinor} now`);
  const device = now.realPath;
  const label = parseLabel(await host.readRange(device, bytes(0), LABEL_AREA));
  if (label === null) return null;
  if (label.size !== size) throw notSeen(path, `has ${String(label.size)} bytes for LVM`);
  const { offset } = label.metadata;
  const place = parseAreaHeader(await host.readRange(device, offset, AREA_HEADER), label.metadata);
  if (place === null) return { path, label, text: null };
  const parts = place.parts.map((part) => host.readRange(device, part.offset, part.size));
  return { path, label, text: metadataText(Buffer.concat(await Promise.all(parts)), place) };
}
