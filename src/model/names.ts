import { read, unreadable, type Read } from './known.ts';

/** lvm(8), VALID NAMES: the characters of VG and LV names; a hyphen cannot come first. */
const LVM_NAME = /^[A-Za-z0-9+_.][A-Za-z0-9+_.-]*$/;

/** lvm(8): the dm name `VG-LV` has at most 127 characters, hyphens doubled; 64 is plenty for one. */
const LONGEST = 64;

/** lvm(8), VALID NAMES: prefixes and words that LVM reserves. */
const RESERVED_PREFIXES = ['snapshot', 'pvmove'];
const RESERVED_PARTS = [
  '_cdata',
  '_cmeta',
  '_corig',
  '_cpool',
  '_cvol',
  '_wcorig',
  '_iorig',
  '_imeta',
  '_mlog',
  '_mimage',
  '_pmspare',
  '_rimage',
  '_rmeta',
  '_tdata',
  '_tmeta',
  '_vdata',
  '_vorigin',
  '_vpool',
];

function lvmName(kind: string, text: string): Read<string> {
  if (text.length > LONGEST) {
    return unreadable(`a ${kind} name has at most ${String(LONGEST)} characters`);
  }
  if (!LVM_NAME.test(text) || text === '.' || text === '..') {
    return unreadable(
      `invalid ${kind} name '${text}': only letters, digits and + _ . - are allowed, and no hyphen first (lvm(8))`,
    );
  }
  return read(text);
}

/** Reads a volume group name that LVM accepts. */
export function parseVgName(text: string): Read<string> {
  return lvmName('volume group', text);
}

/** Reads a logical volume name that LVM accepts and does not reserve. */
export function parseLvName(text: string): Read<string> {
  const name = lvmName('logical volume', text);
  if (!name.ok) return name;
  const word =
    RESERVED_PREFIXES.find((p) => text.startsWith(p)) ??
    RESERVED_PARTS.find((p) => text.includes(p));
  return word === undefined
    ? name
    : unreadable(`'${text}': LVM reserves names with '${word}' (lvm(8), VALID NAMES)`);
}

/** Names the metadata volume as step 6 of the documented procedure does. */
export const metadataName = (pool: string): string => `${pool}meta`;

/** Reads a name for a thin pool; LVM has to accept that of its metadata volume as well. */
export function parsePoolName(text: string): Read<string> {
  const name = parseLvName(text);
  if (!name.ok) return name;
  const metadata = parseLvName(metadataName(text));
  return metadata.ok
    ? name
    : unreadable(`'${text}' does not fit the metadata volume: ${metadata.why}`);
}

/** NAME_LEN of lvm2 and DM_NAME_LEN of linux/dm-ioctl.h, without the zero at the end. */
const LONGEST_TOGETHER = 127;

/** Suffixes that LVM adds to a pool's name for devices below: `_tdata`, `_tmeta`, `-tpool`. */
const LONGEST_ENDING = 6;

/** lvm2 counts three more than both names have, and a hyphen once (lib/metadata: vg_validate). */
const lvmLength = (vg: string, lv: string): number => vg.length + lv.length + 3;

/** Returns why LVM or the kernel would reject the names of a pool's parts, or null. */
export function pairFault(vg: string, pool: string): string | null {
  const length = Math.max(dmName(vg, pool).length, lvmLength(vg, pool)) + LONGEST_ENDING;
  if (length <= LONGEST_TOGETHER) return null;
  const over = String(length - LONGEST_TOGETHER);
  return `'${vg}' and '${pool}' are too long together, by ${over}; a hyphen may count twice`;
}

/** Makes the device-mapper name of a logical volume: hyphens inside a name are doubled (lvm(8)). */
export function dmName(vg: string, lv: string): string {
  return `${vg.replaceAll('-', '--')}-${lv.replaceAll('-', '--')}`;
}

/** Splits a device-mapper name into VG and LV (lvm(8)); null: the name has no such form. */
export function splitDmName(name: string): { readonly vg: string; readonly lv: string } | null {
  const parts = /^((?:[^-]|--)+)-((?:[^-]|--)+)$/.exec(name);
  const [, vg = '', lv = ''] = parts ?? [];
  if (parts === null) return null;
  return { vg: vg.replaceAll('--', '-'), lv: lv.replaceAll('--', '-') };
}

/** A UUID of LVM without its hyphens, as device-mapper and some of LVM's messages have it. */
export const plainUuid = (uuid: string): string => uuid.replaceAll('-', '');
