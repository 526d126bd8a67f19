import { read, unreadable, type Read } from '../model/known.ts';
import { DEFERRED_DELETION, DEFERRED_REMOVAL } from './deferred.ts';
import { OPTION_RULES } from './storage-option-rules.ts';

/** One `dm.*` option; the key is in lower case, as in dockerd. */
export interface StorageOption {
  readonly key: string;
  readonly value: string;
}

/** Tells whether dockerd accumulates an option that is given more than once. */
const REPEATABLE = new Set(['dm.mkfsarg', 'dm.mountopt']);

export const mayRepeat = (key: string): boolean => REPEATABLE.has(key);

/**
 * Splits an option of any driver at the first `=` and trims both sides, as dockerd does. (moby,
 * pkg/parsers: ParseKeyValueOpt)
 */
export function splitStorageOption(text: string): Read<StorageOption> {
  const at = text.indexOf('=');
  if (at < 0) return unreadable(`'${text}' is not KEY=VALUE`);
  const key = text.slice(0, at).trim().toLowerCase();
  return read({ key, value: text.slice(at + 1).trim() });
}

/**
 * Reads one option of the devicemapper driver and checks its value as dockerd 17.06 to 24 would
 * (moby, daemon/graphdriver/devmapper/deviceset.go: NewDeviceSet).
 */
export function parseStorageOption(text: string): Read<StorageOption> {
  const option = splitStorageOption(text);
  if (!option.ok) return option;
  const { key, value } = option.value;
  const rule = OPTION_RULES.get(key);
  if (!rule) return unreadable(`devicemapper has no storage option '${key}'`);
  const fault = rule(value);
  return fault === null ? option : unreadable(`${key}=${value}: ${fault}`);
}

/**
 * Reads a whole list and checks the combination of its options: if an option is given twice, the
 * last one counts (moby: validateLVMConfig, initDevmapper).
 */
export function validateStorageOptions(texts: readonly string[]): Read<readonly StorageOption[]> {
  const options: StorageOption[] = [];
  for (const text of texts) {
    const option = parseStorageOption(text);
    if (!option.ok) return option;
    options.push(option.value);
  }
  const last = new Map(options.map(({ key, value }) => [key, value]));
  const fault = combinationFault(last);
  return fault === null ? read(options) : unreadable(fault);
}

const THINP = [
  'dm.thinp_percent',
  'dm.thinp_metapercent',
  'dm.thinp_autoextend_threshold',
  'dm.thinp_autoextend_percent',
];

type Options = ReadonlyMap<string, string>;

/** dockerd treats 0 as "not given". */
const number = (options: Options, key: string): number =>
  Number((options.get(key) ?? '0').replace(/%$/, ''));

function combinationFault(options: Options): string | null {
  return directLvmFault(options) ?? deferredFault(options) ?? fileSystemFault(options);
}

function directLvmFault(options: Options): string | null {
  const device = options.get('dm.directlvm_device') ?? '';
  const given = THINP.find((key) => number(options, key) > 0);
  if (device === '') return given === undefined ? null : `${given} needs dm.directlvm_device`;
  if ((options.get('dm.thinpooldev') ?? '') !== '') {
    return 'dm.thinpooldev and dm.directlvm_device exclude each other';
  }
  const [data, metadata] = [number(options, THINP[0] ?? ''), number(options, THINP[1] ?? '')];
  if (data > 0 !== metadata > 0) {
    return 'dm.thinp_percent and dm.thinp_metapercent go together';
  }
  return data + metadata > 100 ? 'dm.thinp_percent and dm.thinp_metapercent exceed 100' : null;
}

function deferredFault(options: Options): string | null {
  const isOff = (key: string) => /^(0|f|false)$/i.test(options.get(key) ?? 'true');
  return isOff(DEFERRED_REMOVAL) && !isOff(DEFERRED_DELETION)
    ? 'dm.use_deferred_deletion (on unless set to false) needs dm.use_deferred_removal'
    : null;
}

function fileSystemFault(options: Options): string | null {
  return options.has('dm.xfs_nospace_max_retries') && options.get('dm.fs') === 'ext4'
    ? 'dm.xfs_nospace_max_retries needs dm.fs=xfs'
    : null;
}
