import { Errors, Flags } from '@oclif/core';
import { validateStorageOptions } from '../../docker/storage-options.ts';
import { isChunkSize } from '../../lvm/thin-pool.ts';
import { parsePoolName, parseVgName } from '../../model/names.ts';
import { parseRange, type PluginRange } from '../../model/plugin-range.ts';
import { parseSince, type Since } from '../../model/since.ts';
import { read, unreadable, type Read } from '../../model/known.ts';
import { parsePercent, parseSize } from '../../model/size.ts';
import type { Bytes } from '../../model/units.ts';
import type { PoolSize } from '../../model/plan/pool-size.ts';
import type { SizeChange } from '../../plan/resize/request.ts';

/** The error of a value that cannot be read; src/cli/faults.ts adds what was probably meant. */
export class ValueError extends Errors.CLIError {
  /** The flag or argument it was given to, as a person calls it: `--size`, `DEVICE`. */
  readonly label: string;
  readonly value: string;
  readonly why: string;

  constructor(label: string, value: string, why: string) {
    super(`${label}: ${why}`);
    this.label = label;
    this.value = value;
    this.why = why;
  }
}

/** Makes oclif's form of a reader of values. @throws ValueError */
const reading =
  <T>(parse: (text: string) => Read<T>, label = (name: string): string => `--${name}`) =>
  (text: string, _context: unknown, { name }: { readonly name: string }): Promise<T> => {
    const value = parse(text);
    if (value.ok) return Promise.resolve(value.value);
    return Promise.reject(new ValueError(label(name), text, value.why));
  };

interface PercentRange {
  readonly min: number;
  readonly max: number;
  /** LVM and dockerd take whole percentages for some settings. */
  readonly whole: boolean;
}

function readPercent(text: string, { min, max, whole }: PercentRange): Read<number> {
  const value = parsePercent(text, min, max);
  if (!value.ok || !whole || Number.isInteger(value.value)) return value;
  return unreadable(`'${text}' is not a whole percentage`);
}

/** Makes a flag for a percentage between two limits, both included. */
export const percentFlag = (range: PercentRange) =>
  Flags.custom<number>({
    parse: reading((text) => readPercent(text, range)),
    helpValue: 'PERCENT',
  });

function readSeconds(text: string): Read<number> {
  return /^\d{1,6}$/.test(text)
    ? read(Number(text))
    : unreadable(`'${text}' is not a whole number of seconds`);
}

export const secondsFlag = Flags.custom<number>({
  parse: reading(readSeconds),
  helpValue: 'SECONDS',
});

/** LVM accepts no other chunk size, whatever the disks are (lvmthin(7)). */
function readChunkSize(text: string): Read<Bytes> {
  const size = parseSize(text);
  if (!size.ok || isChunkSize(size.value)) return size;
  return unreadable(`'${text}' is not a multiple of 64K from 64K to 1G`);
}

export const chunkSizeFlag = Flags.custom<Bytes>({
  parse: reading(readChunkSize),
  helpValue: 'SIZE',
});

/** Reads the size of something that is to be created. */
function readNewSize(text: string): Read<Bytes> {
  const size = parseSize(text);
  if (!size.ok || size.value > 0) return size;
  return unreadable(`'${text}' is too small: it must be greater than 0`);
}

export const newSizeFlag = Flags.custom<Bytes>({ parse: reading(readNewSize), helpValue: 'SIZE' });

/** Reads `200G`, or relative to the current size, `+50G`. */
function readSizeChange(text: string): Read<SizeChange> {
  const size = readNewSize(text.replace(/^\+/, ''));
  return size.ok ? read({ kind: text.startsWith('+') ? 'by' : 'to', size: size.value }) : size;
}

export const sizeChangeFlag = Flags.custom<SizeChange>({
  parse: reading(readSizeChange),
  helpValue: '[+]SIZE',
});

/** Reads `40G`, or a share of a group's free space as lvcreate(8) has it, `50%FREE`. */
function readPoolSize(text: string): Read<PoolSize> {
  const share = /^(.*)%FREE$/i.exec(text)?.[1];
  if (share === undefined) {
    const size = readNewSize(text);
    return size.ok ? read({ kind: 'data', size: size.value }) : size;
  }
  const percent = parsePercent(share, 1, 100);
  return percent.ok ? read({ kind: 'free', percent: percent.value }) : percent;
}

export const poolSizeFlag = Flags.custom<PoolSize>({
  parse: reading(readPoolSize),
  helpValue: 'SIZE|N%FREE',
});

/** A flag for a time in the past. */
export const sinceFlag = Flags.custom<Since>({ parse: reading(parseSince), helpValue: 'TIME' });

/** A flag for a threshold of a monitoring plugin. */
export const rangeFlag = Flags.custom<PluginRange>({
  parse: reading(parseRange),
  helpValue: 'RANGE',
});

/**
 * Reads an absolute path: programs are started in another directory than the one this was typed
 * in. Control characters have no place in the name of a device, and would garble what is shown.
 */
function readDevice(text: string): Read<string> {
  if (!text.startsWith('/')) return unreadable(`'${text}' is not an absolute path`);
  if (!/\p{Cc}/u.test(text)) return read(text);
  return unreadable(`${JSON.stringify(text)} contains control characters`);
}

/** Reads an absolute path; the collector reads no file whose name ends otherwise. */
function readPromFile(text: string): Read<string> {
  const isFile = /^\/(?:[^/]+\/)*[^/]+\.prom$/.test(text) && !/\p{Cc}/u.test(text);
  return isFile ? read(text) : unreadable(`'${text}' is not an absolute path that ends in .prom`);
}

function readStorageOption(text: string): Read<string> {
  const option = validateStorageOptions([text]);
  return option.ok ? read(text) : option;
}

/** Readers of values that stay the text that was typed. */
export const asVgName = reading(parseVgName);
export const asPoolName = reading(parsePoolName);
export const asDevice = reading(readDevice);
export const asDeviceArgument = reading(readDevice, (name) => name.toUpperCase());
export const asStorageOption = reading(readStorageOption);
export const asPromFile = reading(readPromFile);
