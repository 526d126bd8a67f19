import { isDeepStrictEqual } from 'node:util';
import { reads, type Command, type Outcome } from '../model/command.ts';
import { ParseError } from '../model/errors.ts';
import type { AutoextendSettings, LvmSettings } from '../model/facts/lvm-state.ts';
import { wholeLines } from '../model/lines.ts';
import { placingIn } from './placing.ts';

const SOURCE = 'lvmconfig';

const THRESHOLD = 'activation/thin_pool_autoextend_threshold';
const PERCENT = 'activation/thin_pool_autoextend_percent';

/**
 * Asks for all of LVM's effective settings, defaults included (lvmconfig(8), --typeconfig full). Nothing is
 * asked for by name: a name that a release does not have would be an error.
 */
export function lvmSettings(): Command {
  return reads('lvmconfig', ['--typeconfig', 'full']);
}

/** @throws ParseError */
export function parseLvmSettings(stdout: string): LvmSettings {
  const config = readConfig(stdout);
  const { text, flag, list } = config;
  return {
    profileDir: text('config/profile_dir'),
    monitoring: flag('activation/monitoring'),
    eventActivation: eventActivationIn(config),
    autoActivationVolumeList: list('activation/auto_activation_volume_list'),
    volumeList: list('activation/volume_list'),
    readOnlyVolumeList: list('activation/read_only_volume_list'),
    activation: flag('global/activation', true),
    lockingType: config.count('global/locking_type', 1),
    useLvmlockd: flag('global/use_lvmlockd', false),
    systemIdSource: text('global/system_id_source', 'none'),
    localSystemId: text('local/system_id', ''),
    thinCheckExecutable: text('global/thin_check_executable'),
    thinCheckOptions: list('global/thin_check_options') ?? [],
    archiveDir: folderIf(config, 'backup/archive', 'backup/archive_dir'),
    backupDir: folderIf(config, 'backup/backup', 'backup/backup_dir'),
    dmeventd: {
      executable: text('dmeventd/executable'),
      thinLibrary: text('dmeventd/thin_library', ''),
      thinCommand: text('dmeventd/thin_command', ''),
    },
    useDevicesFile: flag('devices/use_devicesfile', false),
    devicesFile: text('devices/devicesfile', ''),
    hiding: hidingIn(config),
    placing: placingIn(config),
    allowMixedBlockSizes: flag('devices/allow_mixed_block_sizes', true),
    autoextend: autoextend(config),
  };
}

/**
 * lvm2 before 2.03.02 has no global/event_activation: there the events go to lvmetad, where it is in use
 * (lvmetad(8), lvm.conf(5) of 2.02).
 */
function eventActivationIn({ printed, flag }: Config): LvmSettings['eventActivation'] {
  const [newer, older] = ['event_activation', 'use_lvmetad'] as const;
  const setting = printed.has(`global/${newer}`) ? newer : older;
  return { setting, on: flag(`global/${setting}`) };
}

/** The folder that LVM writes copies of its metadata into; null: it makes none. */
function folderIf({ flag, text }: Config, wanted: string, folder: string): string | null {
  return flag(wanted, false) ? text(folder, '') : null;
}

/** A filter that lets every device through, as 2.03 and 2.02 have it by default. */
const ALL_DEVICES = [['a|.*|'], ['a|.*/|']];

/** lvm.conf(5): the settings by which LVM looks at fewer devices than the host has, and their defaults. */
const LIMITS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  'devices/dir': [['/dev']],
  'devices/scan': [['/dev']],
  'devices/filter': ALL_DEVICES,
  'devices/global_filter': ALL_DEVICES,
  'devices/pv_min_size': [['2048']],
};

const hidingIn = ({ printed, list }: Config): readonly string[] =>
  Object.entries(LIMITS).flatMap(([name, usual]) => {
    const found = list(name);
    if (found === null || usual.some((list) => isDeepStrictEqual(found, list))) return [];
    return [`${name}=${printed.get(name) ?? ''}`];
  });

/** Asks what LVM reads from the profile, which proves its file complete and valid. */
export function profileSettings(profile: string): Command {
  return reads('lvmconfig', [...withProfile(profile), THRESHOLD, PERCENT]);
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
  return reads('lvmconfig', withProfile(profile));
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

const autoextend = ({ count }: Config): AutoextendSettings => ({
  threshold: count(THRESHOLD),
  percent: count(PERCENT),
});

/**
 * Typed readers for settings, by `section/key`. A setting that is not printed has the value `without`:
 * the release has no such setting. Without that it is a ParseError, as is a value of another type.
 */
export interface Config {
  /** Every setting that was printed, as it was printed. */
  readonly printed: ReadonlyMap<string, string>;
  readonly text: (name: string, without?: string) => string;
  readonly count: (name: string, without?: number) => number;
  readonly flag: (name: string, without?: boolean) => boolean;
  /** Reads a list; null: not set. lvm.conf(5) allows a single value in place of a list of one. */
  readonly list: (name: string) => readonly string[] | null;
}

const OPENS = /^([\w@.-]+) ?\{$/;
const SETTING = /^([\w@.-]+) ?= ?(.+)$/;

/**
 * Reads what lvmconfig prints: sections `name {` ... `}` with lines `key=value`, or single settings
 * without a section where they were asked for by name (lvm.conf(5)).
 * @throws ParseError when a line is neither, or a section is not closed
 */
export function readConfig(stdout: string): Config {
  const printed = new Map<string, string>();
  const sections: string[] = [];
  for (const line of wholeLines(SOURCE, stdout).map((text) => text.trim())) {
    const opened = OPENS.exec(line)?.[1];
    const [, key, value] = SETTING.exec(line) ?? [];
    if (opened !== undefined) sections.push(opened);
    else if (key !== undefined && value !== undefined)
      printed.set([...sections, key].join('/'), value);
    else if (line !== '' && (line !== '}' || sections.pop() === undefined))
      throw new ParseError(SOURCE, 'key=value', line);
  }
  if (sections.length > 0) throw new ParseError(SOURCE, 'the end of a section', stdout);
  return configOf(printed);
}

function configOf(printed: ReadonlyMap<string, string>): Config {
  const read = <T>(name: string, wanted: string, valueIn: ValueIn<T>, without?: T): T => {
    const found = printed.get(name) ?? printed.get(name.slice(name.lastIndexOf('/') + 1));
    if (found === undefined && without !== undefined) return without;
    const value = found === undefined ? null : valueIn(found);
    if (value !== null) return value;
    throw new ParseError(SOURCE, `${wanted} for ${name}`, found ?? 'nothing');
  };
  return {
    printed,
    text: (name, without) => read(name, 'a string', textIn, without),
    count: (name, without) => read(name, 'a whole number', countIn, without),
    flag: (name, without) => read(name, '0 or 1', flagIn, without),
    list: (name) => read<readonly string[] | null>(name, 'a list', listIn, null),
  };
}

type ValueIn<T> = (text: string) => T | null;

const STRING = /^"((?:[^"\\]|\\.)*)"$/;
const ITEM = /"(?:[^"\\]|\\.)*"|-?\d+/;
const ITEMS = new RegExp(`^\\[(?:(?:${ITEM.source})(?:, *(?:${ITEM.source}))*)?\\]$`);

/** A string in double quotes, with a backslash before quotes and backslashes. */
function textIn(text: string): string | null {
  const string = STRING.exec(text)?.[1];
  return string === undefined ? null : string.replaceAll(/\\(.)/g, '$1');
}

const countIn = (text: string): number | null => (/^\d{1,15}$/.test(text) ? Number(text) : null);

const flagIn = (text: string): boolean | null => (/^[01]$/.test(text) ? text === '1' : null);

function listIn(text: string): readonly string[] | null {
  const single = textIn(text) ?? (countIn(text) === null ? null : text);
  if (single !== null) return [single];
  if (!ITEMS.test(text)) return null;
  const items = text.slice(1, -1).match(new RegExp(ITEM, 'g')) ?? [];
  return items.map((item) => textIn(item) ?? item);
}
