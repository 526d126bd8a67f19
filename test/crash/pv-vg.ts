import { failure, success, type Answer } from './answer.ts';
import { read } from './argv.ts';
import { isHeld } from './device-mapper.ts';
import { textOf as savedText, type Moment } from './files.ts';
import { firstMiB, textOf } from './first-mib.ts';
import {
  diskAt,
  disksOf,
  extentsOf,
  fault,
  freeOn,
  findVg,
  newUuid,
  vgOfPv,
  type Disk,
  type State,
  type Vg,
} from './state.ts';

/** Where pvcreate puts the label. */
const LABEL = { type: 'LVM2_member', offset: 0x218, label: null };

const refused = (words: string, code = 5): Answer => failure(code, `  ${words}`);

/** Why pvcreate(8) will not take the disk, or null. */
function obstacle(state: State, disk: Disk, uuid: string, force: boolean): string | null {
  const { path, pv } = disk;
  const vg = pv === null ? undefined : vgOfPv(state, pv.uuid);
  if (vg !== undefined)
    return `Can't initialize physical volume "${path}" of volume group "${vg.name}" without -ff`;
  if (pv?.used === true && !force) return `PV ${path} is used by a VG but its metadata is missing.`;
  if (isHeld(state, disk)) return `Can't open ${path} exclusively.  Mounted filesystem?`;
  const other = state.disks.find((one) => one !== disk && one.pv?.uuid === uuid);
  if (other !== undefined) return `uuid ${uuid} already in use on "${other.path}".`;
  const [found] = disk.signatures.filter(({ type }) => type !== LABEL.type);
  // Its question is answered with no: stdin is closed.
  return found === undefined || force ? null : `Aborted wiping of ${found.type}.`;
}

const LAYOUT = ['--dataalignment', '--metadatasize', '--pvmetadatacopies', '--metadataignore'];

/** `pvcreate [-ff -y] --uuid U --norestorefile ... DEVICE`. */
export function pvcreate(state: State, moment: Moment, args: readonly string[]): Answer {
  const { options, rest } = read(args, ['--uuid', ...LAYOUT]);
  const [path = ''] = rest;
  const disk = diskAt(state, path);
  const uuid = options.get('--uuid') ?? newUuid(state);
  const force = options.has('-ff') && options.has('-y');
  const why =
    disk === undefined ? `No device found for ${path}.` : obstacle(state, disk, uuid, force);
  if (disk === undefined || why !== null) return refused(why ?? '');
  if (disk.pv !== null && !disk.pv.used) fault(state, `pvcreate of ${path}, a physical volume`);
  if (disk.pv === null) {
    disk.area ??= '';
    moment('metadata area without a label');
  }
  disk.signatures = [{ ...LABEL, uuid }];
  disk.pv = { uuid, used: false };
  return success(`  Physical volume "${path}" successfully created.\n`);
}

/** `pvremove [-ff -y] DEVICE`: the text of the metadata area stays. */
export function pvremove(state: State, args: readonly string[]): Answer {
  const { options, rest } = read(args, []);
  const [path = ''] = rest;
  const disk = diskAt(state, path);
  if (disk?.pv == null) return refused(`No PV found on device ${path}.`);
  const vg = vgOfPv(state, disk.pv.uuid);
  if (vg !== undefined)
    return refused(`PV ${path} is used by VG ${vg.name} so please use vgreduce first.`);
  if (disk.pv.used && !options.has('-ff'))
    return refused(`PV ${path} is used by a VG but its metadata is missing.`);
  disk.pv = null;
  disk.signatures = [];
  return success(`  Labels on physical volume "${path}" successfully wiped.\n`);
}

/** `pvresize DEVICE`: to the size of the disk. */
export function pvresize(state: State, moment: Moment, args: readonly string[]): Answer {
  const [path = ''] = read(args, []).rest;
  const disk = diskAt(state, path);
  if (disk?.pv == null) return refused(`No PV found on device ${path}.`);
  if ((disk.pv.size ?? disk.size) >= disk.size)
    fault(state, `pvresize of ${path}, which has not grown`);
  moment('the device asked for its size, nothing written');
  disk.pv.size = disk.size;
  return success('  1 physical volume(s) resized or updated / 0 physical volume(s) not resized\n');
}

/** `vgcreate --addtag T --physicalextentsize Nb VG DEVICE...`. */
export function vgcreate(state: State, moment: Moment, args: readonly string[]): Answer {
  const { options, rest } = read(args, ['--addtag', '--physicalextentsize', '-s']);
  const [name = '', ...paths] = rest;
  if (findVg(state, name)) return refused(`A volume group called ${name} already exists.`);
  // An LVM without udev leaves the folder of a group; vgcreate(8) will not have it.
  if (state.files.has(`/dev/${name}`))
    return refused(`/dev/${name}: already exists in filesystem`, 3);
  const disks = paths.map((path) => diskAt(state, path));
  for (const [index, disk] of disks.entries()) {
    if (disk?.pv == null) return refused(`No physical volume on ${paths[index] ?? ''}.`);
    if (disk.pv.used)
      return refused(`PV ${disk.path} is used by a VG but its metadata is missing.`);
  }
  const uuids = disks.flatMap((disk) => (disk?.pv ? [disk.pv.uuid] : []));
  for (const disk of disks) {
    if (disk?.pv) disk.pv.used = true;
    moment(`${disk?.path ?? ''} marked as used, no group yet`);
  }
  const tag = options.get('--addtag');
  const vg = {
    name,
    uuid: newUuid(state),
    tags: tag === undefined ? [] : [tag],
    extentSize: Number.parseInt(options.get('--physicalextentsize') ?? '4194304', 10),
    pvUuids: uuids,
    lvs: [],
  };
  state.vgs.push(vg);
  writeText(state, vg);
  return success(`  Volume group "${name}" successfully created\n`);
}

/** Each change of a group is one more text on each of its disks; the first names all that a later one does. */
function writeText(state: State, vg: Vg): void {
  const text = textOf(vg, Math.floor(state.clock / 1000));
  for (const disk of disksOf(state, vg)) disk.area = `${disk.area ?? ''}${text}`;
}

/** `vgremove VG`, whose question about volumes is answered with no. */
export function vgremove(state: State, moment: Moment, args: readonly string[]): Answer {
  const [name = ''] = read(args, []).rest;
  const vg = findVg(state, name);
  if (vg === undefined) return refused(`Volume group "${name}" not found`);
  if (vg.lvs.length > 0) return refused(`Volume group "${name}" not removed`);
  const disks = disksOf(state, vg);
  state.vgs = state.vgs.filter((one) => one !== vg);
  for (const { pv, path } of disks) {
    moment(`${path} still marked as used, its group gone`);
    if (pv !== null) pv.used = false;
  }
  return success(`  Volume group "${name}" successfully removed\n`);
}

/** `vgextend VG DEVICE...` by physical volumes that exist. */
export function vgextend(state: State, moment: Moment, args: readonly string[]): Answer {
  const [name = '', ...paths] = read(args, []).rest;
  const vg = findVg(state, name);
  if (vg === undefined) return refused(`Volume group "${name}" not found`);
  const pvs = paths.map((path) => diskAt(state, path)?.pv);
  for (const [index, pv] of pvs.entries()) {
    if (pv == null) return refused(`No physical volume on ${paths[index] ?? ''}.`);
    if (pv.used) return refused(`PV ${paths[index] ?? ''} is in use already.`);
  }
  const joining = pvs.flatMap((pv) => (pv == null ? [] : [pv]));
  for (const pv of joining) {
    pv.used = true;
    moment('a disk marked as used, not in the group yet');
  }
  vg.pvUuids = [...vg.pvUuids, ...joining.map(({ uuid }) => uuid)];
  writeText(state, vg);
  return success(`  Volume group "${name}" successfully extended\n`);
}

/** `vgreduce VG DEVICE...`: refused for a disk that volumes lie on. */
export function vgreduce(state: State, moment: Moment, args: readonly string[]): Answer {
  const [name = '', ...paths] = read(args, []).rest;
  const vg = findVg(state, name);
  if (vg === undefined) return refused(`Volume group "${name}" not found`);
  for (const path of paths) {
    const disk = diskAt(state, path);
    if (disk?.pv == null || !vg.pvUuids.includes(disk.pv.uuid))
      return refused(`Physical Volume "${path}" not found in Volume Group "${name}".`);
    if (freeOn(state, vg, disk) < extentsOf(disk, vg.extentSize))
      return refused(`Physical volume "${path}" still in use`);
    const { uuid } = disk.pv;
    vg.pvUuids = vg.pvUuids.filter((one) => one !== uuid);
    moment('a disk out of the group, still marked as used');
    disk.pv.used = false;
    moment('one disk out of the group');
  }
  return success(`  Removed from volume group "${name}"\n`);
}

/** Journals of releases that let wipefs keep the bytes itself call it with --backup. */
function isSaved(state: State, disk: Disk): boolean {
  const bytes = savedText(firstMiB(disk));
  const copies = [...state.files].filter(([path]) =>
    /^\/var\/lib\/dmctl\/wiped\/.*-0\.bak$/.test(path),
  );
  return copies.some(
    ([, file]) => file.kind === 'file' && file.mode === 0o600 && file.text === bytes,
  );
}

/** `wipefs --all DEVICE`: refused while somebody holds it. */
export function wipefsAll(state: State, moment: Moment, args: readonly string[]): Answer {
  const [path = ''] = read(args, []).rest;
  const disk = diskAt(state, path);
  if (disk === undefined)
    return failure(1, `wipefs: error: ${path}: probing initialization failed`);
  if (isHeld(state, disk)) return failure(1, `wipefs: error: ${path}: Device or resource busy`);
  if (!args.includes('--backup') && !isSaved(state, disk))
    fault(state, `wipefs of ${path}, whose first MiB was not saved`);
  if (disk.signatures.length === 0) fault(state, `wipefs of ${path}, which carries nothing`);
  while (disk.signatures.length > 0) {
    disk.signatures = disk.signatures.slice(1);
    moment('one signature wiped');
  }
  disk.pv = null;
  return success();
}
