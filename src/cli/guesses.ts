import { validateStorageOptions } from '../docker/storage-options.ts';
import { OPTION_RULES } from '../docker/storage-option-rules.ts';
import { parseSince } from '../model/since.ts';
import { parseSize } from '../model/size.ts';
import { nearest } from './nearest.ts';
import { ODD_DASH, type Flag } from './typed-line.ts';

/** Names that Linux gives to disks and their partitions, without the folder they are in. */
const DISK = /^\/?(?:dev\/)?((?:[hsv]|xv)d[a-z]+\d*|(?:nvme\d+n|mmcblk|loop|md|nbd)\d+(?:p\d+)?)$/;
/** Folders of /dev with other names of them. */
const LINK = /^\/?(?:dev\/)?((?:mapper|disk\/by-[a-z]+)\/[\w.:+-]+)$/;

/** Guesses the path of a device from its name alone: `xvdf` is /dev/xvdf. */
function deviceMeant(text: string): readonly string[] {
  const name = (DISK.exec(text) ?? LINK.exec(text))?.[1];
  return name === undefined || text === `/dev/${name}` ? [] : [`/dev/${name}`];
}

/** Guesses a storage option whose `dm.` was left out, or whose name is misspelt. */
function storageOptionMeant(text: string): readonly string[] {
  const [key = '', ...value] = text.split('=');
  const full = `dm.${key.toLowerCase().replace(/^dm\./, '')}`;
  const keys = OPTION_RULES.has(full) ? [full] : nearest(full, [...OPTION_RULES.keys()]);
  const options = keys.map((one) => [one, ...value].join('='));
  return options.filter((option) => validateStorageOptions([option]).ok);
}

/** `200GB` in its two readings. */
function sizeMeant(text: string): readonly string[] {
  const [, sign = '', number = '', letter = ''] = /^(\+?)(\d+)([kmgtp])b$/i.exec(text) ?? [];
  const power = 'kmgtp'.indexOf(letter.toLowerCase()) + 1;
  if (number === '' || power === 0) return [];
  const decimal = String(BigInt(number) * 1000n ** BigInt(power));
  return [`${sign}${number}${letter.toUpperCase()}`, `${sign}${decimal}`];
}

/** Guesses by the name that help has for a value. */
const MEANT: Readonly<Record<string, (text: string) => readonly string[]>> = {
  DEVICE: deviceMeant,
  SIZE: sizeMeant,
  '[+]SIZE': sizeMeant,
  'dm.KEY=VALUE': storageOptionMeant,
};

/**
 * Guesses the values that were perhaps meant by one that cannot be read, best first.
 * @param kind the name that help has for such values, `DEVICE`
 */
export const valuesMeant = (text: string, kind: string): readonly string[] =>
  MEANT[kind]?.(text) ?? [];

const isSize = (text: string): boolean =>
  /^\+?\d.*[kmgtp]/i.test(text) && parseSize(text.replace('+', '')).ok;

/** Whether a value is one for a flag whose value help calls by this name. */
const FITS: Readonly<Record<string, (text: string) => boolean>> = {
  DEVICE: (text) => text.startsWith('/dev/') || deviceMeant(text).length > 0,
  SIZE: (text) => !text.startsWith('+') && isSize(text),
  '[+]SIZE': isSize,
  'VG/POOL': (text) => text === 'loop-lvm' || /^[\w.+][\w.+-]*\/[\w.+-]+$/.test(text),
  'FILE.prom': (text) => text.endsWith('.prom'),
  TIME: (text) => parseSince(text).ok,
};

const fits = (text: string, flag: Flag): boolean =>
  flag.type === 'option' && FITS[String(flag.helpValue)]?.(text) === true;

/**
 * Guesses which flag a value that stands in the wrong place belongs to: 200G to --size.
 * @param wrong the flag that it was given to, if any
 * @returns the words for it; none where no flag takes such values
 */
export function flagMeant(text: string, flags: readonly Flag[], wrong?: Flag): readonly string[] {
  if (wrong !== undefined && fits(text, wrong)) return [];
  const flag = flags.find((one) => fits(text, one));
  if (flag === undefined) return [];
  // "resize --add 200G" asks for so much more.
  const isMore = wrong?.name === 'add' && !text.startsWith('+');
  return [`--${flag.name}`, isMore ? `+${text}` : text];
}

/** Parts of names that say too little for a guess: --size may be meant for any size. */
const VAGUE = new Set(['size', 'percent', 'data', 'metadata', 'no']);

/** Guesses which flags a word was meant for: misspelt, or with a part of the name left out. */
export function flagsLike(word: string, flags: readonly Flag[]): readonly string[] {
  const typed = word.replace(ODD_DASH, '').replace(/^-+/, '').replaceAll('_', '-').toLowerCase();
  const names = flags.map(({ name }) => name);
  if (names.includes(typed)) return [typed];
  const near = nearest(typed, names);
  const parts = typed.split('-');
  if (near.length > 0 || parts.some((part) => VAGUE.has(part))) return near;
  return names.filter((name) => {
    const own = name.split('-');
    return parts.every((part) => own.includes(part)) || own.every((part) => parts.includes(part));
  });
}
