import { validateStorageOptions } from '../docker/storage-options.ts';
import { OPTION_RULES } from '../docker/storage-option-rules.ts';
import { parseSince } from '../model/since.ts';
import { parseSize } from '../model/size.ts';
import { nearest } from './nearest.ts';
import { kindOf, ODD_DASH, type Flag, type Words } from './typed-line.ts';

/** Names that Linux gives to disks and their partitions, and links to them, with or without /dev. */
const DEVICE =
  /^\/?(?:dev\/)?((?:[hsv]|xv)d[a-z]+\d*|(?:nvme\d+n|mmcblk|loop|md|nbd)\d+(?:p\d+)?|(?:mapper|disk\/by-[a-z]+)\/[\w.:+-]+)$/;

/** Guesses the path of a device from its name alone: `xvdf` is /dev/xvdf. */
function devicesMeant(text: string): Words {
  const name = DEVICE.exec(text)?.[1];
  return name === undefined || text === `/dev/${name}` ? [] : [`/dev/${name}`];
}

/** Guesses a storage option without its `dm.`, or with a misspelt name. */
function storageOptionsMeant(text: string): Words {
  const [key = '', ...value] = text.split('=');
  const full = `dm.${key.toLowerCase().replace(/^dm\./, '')}`;
  const keys = OPTION_RULES.has(full) ? [full] : nearest(full, [...OPTION_RULES.keys()]);
  const options = keys.map((one) => [one, ...value].join('='));
  return options.filter((option) => validateStorageOptions([option]).ok);
}

/** `200GB` in its two readings. */
function sizesMeant(text: string): Words {
  const [, sign = '', number = '', letter = ''] = /^(\+?)(\d+)([kmgtp])b$/i.exec(text) ?? [];
  if (number === '') return [];
  const power = 'kmgtp'.indexOf(letter.toLowerCase()) + 1;
  const decimal = String(BigInt(number) * 1000n ** BigInt(power));
  return [`${sign}${number}${letter.toUpperCase()}`, `${sign}${decimal}`];
}

const isSize = (text: string): boolean =>
  /^\+?\d.*[kmgtp]/i.test(text) && parseSize(text.replace('+', '')).ok;

/** A kind of values, by the name that help has for it. */
interface Kind {
  /** Whether a text is probably meant for such a value. */
  readonly fits: (text: string) => boolean;
  /** Guesses the values that an unreadable one was meant for, best first. */
  readonly meant?: (text: string) => Words;
}

const KINDS: Readonly<Record<string, Kind>> = {
  DEVICE: {
    fits: (text) => text.startsWith('/dev/') || devicesMeant(text).length > 0,
    meant: devicesMeant,
  },
  SIZE: { fits: (text) => !text.startsWith('+') && isSize(text), meant: sizesMeant },
  '[+]SIZE': { fits: isSize, meant: sizesMeant },
  'dm.KEY=VALUE': { fits: (text) => text.startsWith('dm.'), meant: storageOptionsMeant },
  'VG/POOL': { fits: (text) => text === 'loop-lvm' || /^[\w.+][\w.+-]*\/[\w.+-]+$/.test(text) },
  'FILE.prom': { fits: (text) => text.endsWith('.prom') },
  TIME: { fits: (text) => parseSince(text).ok },
};

/**
 * Guesses the values that were perhaps meant by one that cannot be read, best first.
 * @param kind the name that help has for such values, `DEVICE`
 */
export const valuesMeant = (text: string, kind: string): Words => KINDS[kind]?.meant?.(text) ?? [];

/**
 * Guesses which flag a value in the wrong place belongs to: 200G to --size.
 * @param wrong the flag that it was given to, if any
 * @returns the words for it; none if no flag takes such values
 */
export function flagMeant(text: string, flags: readonly Flag[], wrong?: Flag): Words {
  const fits = (flag: Flag): boolean => KINDS[kindOf(flag)]?.fits(text) === true;
  const flag = wrong !== undefined && fits(wrong) ? undefined : flags.find(fits);
  if (flag === undefined) return [];
  // "resize --add 200G" asks for that much more.
  const isMore = wrong?.name === 'add' && !text.startsWith('+');
  return [`--${flag.name}`, isMore ? `+${text}` : text];
}

/** Parts of names that say too little for a guess: --size may be meant for any size. */
const VAGUE = new Set(['size', 'percent', 'data', 'metadata', 'no']);

/** Guesses which flags a word was meant for: misspelt, or with a part of the name left out. */
export function flagsLike(word: string, flags: readonly Flag[]): Words {
  const typed = word.replace(ODD_DASH, '').replace(/^-+/, '').replaceAll('_', '-').toLowerCase();
  const names = flags.map(({ name }) => name);
  const near = nearest(typed, names);
  const parts = typed.split('-');
  if (near.length > 0 || parts.some((part) => VAGUE.has(part))) return near;
  return names.filter((name) => {
    const own = name.split('-');
    return parts.every((part) => own.includes(part)) || own.every((part) => parts.includes(part));
  });
}
