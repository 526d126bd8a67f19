import { reads, type Command, type Outcome } from '../model/command.ts';
import { ParseError } from '../model/errors.ts';
import type { AutoextendSettings, LvmSettings } from '../model/facts/lvm-state.ts';
import { fields, quoted } from '../model/json.ts';
import { wholeLines } from '../model/lines.ts';

const SOURCE = 'lvmconfig';

const SETTINGS = [
  'config/profile_dir',
  'activation/monitoring',
  'activation/auto_activation_volume_list',
  'activation/volume_list',
  'global/event_activation',
  'global/thin_check_executable',
];

const AUTOEXTEND = [
  'activation/thin_pool_autoextend_threshold',
  'activation/thin_pool_autoextend_percent',
];

/** Asks for LVM's effective settings, including defaults (lvmconfig(8), --typeconfig full). */
export function lvmSettings(): Command {
  return reads('lvmconfig', ['--typeconfig', 'full', ...SETTINGS, ...AUTOEXTEND]);
}

/** @throws ParseError */
export function parseLvmSettings(stdout: string): LvmSettings {
  const config = readConfig(stdout);
  const read = fields(SOURCE, config);
  return {
    profileDir: read.text('profile_dir'),
    monitoring: read.oneOrZero('monitoring'),
    eventActivation: read.oneOrZero('event_activation'),
    autoActivationVolumeList: listIn(config, 'auto_activation_volume_list'),
    volumeList: listIn(config, 'volume_list'),
    thinCheckExecutable: read.text('thin_check_executable'),
    autoextend: autoextend(config),
  };
}

/** Asks what LVM reads from the profile, which proves its file complete and valid. */
export function profileSettings(profile: string): Command {
  return reads('lvmconfig', [...withProfile(profile), ...AUTOEXTEND]);
}

/**
 * Reads the profile's settings; null: LVM rejects the profile (exit 5: missing, or an invalid key),
 * so the threshold falls back to 100, disabled.
 * @throws ParseError
 */
export function parseProfileSettings(outcome: Outcome): AutoextendSettings | null {
  return refusedProfile(outcome) ? null : autoextend(readConfig(outcome.stdout));
}

/** Asks for lvmSettings and profileSettings in one process; `autoextend` is then the profile's. */
export function settingsWithProfile(profile: string): Command {
  return reads('lvmconfig', [...withProfile(profile), ...SETTINGS, ...AUTOEXTEND]);
}

/**
 * Reads the settings; null: LVM rejects the profile and printed nothing, so ask `lvmSettings()` for
 * the rest.
 * @throws ParseError
 */
export function parseSettingsWithProfile(outcome: Outcome): LvmSettings | null {
  return refusedProfile(outcome) ? null : parseLvmSettings(outcome.stdout);
}

function withProfile(profile: string): readonly string[] {
  return ['--typeconfig', 'full', '--mergedconfig', '--metadataprofile', profile];
}

/** ECMD_FAILED is 5 (lvm2, tools/errors.h). */
function refusedProfile(outcome: Outcome): boolean {
  if (outcome.exitCode === 5) return true;
  if (outcome.exitCode === 0) return false;
  throw new ParseError(SOURCE, 'exit code 0 or 5', outcome.stderr);
}

function autoextend(config: Config): AutoextendSettings {
  const read = fields(SOURCE, config);
  return {
    threshold: read.count('thin_pool_autoextend_threshold'),
    percent: read.count('thin_pool_autoextend_percent'),
  };
}

/** Reads a list; null: not set. lvm.conf(5) allows a single string in place of a list of one. */
function listIn(config: Config, key: string): readonly string[] | null {
  const value = config[key];
  if (value === undefined) return null;
  if (typeof value === 'string') return [value];
  if (typeof value === 'object') return value;
  throw new ParseError(SOURCE, `a list of strings for ${key}`, quoted(value));
}

type ConfigValue = number | string | readonly string[];
type Config = Readonly<Record<string, ConfigValue>>;

const LINE = /^([a-z_]+) ?= ?(.*)$/;
const NUMBER = /^-?\d{1,15}$/;
const STRING = /^"((?:[^"\\]|\\.)*)"$/;
const LIST = /^\[(.*)\]$/;

/**
 * Reads lines `key=value` as lvmconfig prints single settings: a number, a string in double quotes
 * with backslashes before quotes and backslashes, or a list of strings in brackets (lvm.conf(5)).
 * @throws ParseError
 */
export function readConfig(text: string): Config {
  const values = new Map<string, ConfigValue>();
  for (const line of wholeLines(SOURCE, text).filter((l) => l.trim() !== '')) {
    const [, key, value] = LINE.exec(line.trim()) ?? [];
    if (key === undefined || value === undefined) throw new ParseError(SOURCE, 'key=value', line);
    values.set(key, readValue(value));
  }
  return Object.fromEntries(values);
}

function readValue(text: string): ConfigValue {
  if (NUMBER.test(text)) return Number(text);
  const string = STRING.exec(text)?.[1];
  if (string !== undefined) return unescaped(string);
  const list = LIST.exec(text)?.[1];
  if (list !== undefined) return readList(list);
  throw new ParseError(SOURCE, 'a number, a string or a list', text);
}

const ITEM = /"(?:[^"\\]|\\.)*"/;
const ITEMS = new RegExp(`^(?:${ITEM.source}(?:, *${ITEM.source})*)?$`);

function readList(text: string): readonly string[] {
  if (!ITEMS.test(text)) throw new ParseError(SOURCE, 'a list of strings', text);
  const items = text.match(new RegExp(ITEM, 'g')) ?? [];
  return items.map((item) => unescaped(item.slice(1, -1)));
}

const unescaped = (text: string): string => text.replaceAll(/\\(.)/g, '$1');
