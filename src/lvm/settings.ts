import { reads, type Command, type Outcome } from '../model/command.ts';
import { ParseError } from '../model/errors.ts';
import type { AutoextendSettings, LvmSettings } from '../model/facts/lvm-state.ts';
import { readConfig, type ConfigValue } from './config-text.ts';

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

/** LVM's effective settings, defaults included (lvmconfig(8), --typeconfig full). */
export function lvmSettings(): Command {
  return reads('lvmconfig', ['--typeconfig', 'full', ...SETTINGS, ...AUTOEXTEND]);
}

/** @throws ParseError */
export function parseLvmSettings(stdout: string): LvmSettings {
  const config = readConfig(SOURCE, stdout);
  return {
    profileDir: stringIn(config, 'profile_dir'),
    monitoring: switchIn(config, 'monitoring'),
    eventActivation: switchIn(config, 'event_activation'),
    autoActivationVolumeList: listIn(config, 'auto_activation_volume_list'),
    volumeList: listIn(config, 'volume_list'),
    thinCheckExecutable: stringIn(config, 'thin_check_executable'),
    autoextend: autoextend(config),
  };
}

/** What LVM reads when the profile is applied: the proof that its file is complete and valid. */
export function profileSettings(profile: string): Command {
  return reads('lvmconfig', [...withProfile(profile), ...AUTOEXTEND]);
}

/**
 * null: LVM would not take the profile (exit 5: missing, or an invalid key), so the threshold falls
 * back to 100, off.
 * @throws ParseError
 */
export function parseProfileSettings(outcome: Outcome): AutoextendSettings | null {
  return refusedProfile(outcome) ? null : autoextend(readConfig(SOURCE, outcome.stdout));
}

/** lvmSettings and profileSettings in one process; `autoextend` is then the profile's. */
export function settingsWithProfile(profile: string): Command {
  return reads('lvmconfig', [...withProfile(profile), ...SETTINGS, ...AUTOEXTEND]);
}

/**
 * null: LVM would not take the profile and printed nothing; ask `lvmSettings()` for the rest.
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

type Config = ReadonlyMap<string, ConfigValue>;

function autoextend(config: Config): AutoextendSettings {
  return {
    threshold: numberIn(config, 'thin_pool_autoextend_threshold'),
    percent: numberIn(config, 'thin_pool_autoextend_percent'),
  };
}

function wrong(wanted: string, value: ConfigValue | undefined): ParseError {
  return new ParseError(SOURCE, wanted, value === undefined ? 'nothing' : JSON.stringify(value));
}

function stringIn(config: Config, key: string): string {
  const value = config.get(key);
  if (typeof value === 'string') return value;
  throw wrong(`a string for ${key}`, value);
}

function numberIn(config: Config, key: string): number {
  const value = config.get(key);
  if (typeof value === 'number') return value;
  throw wrong(`a number for ${key}`, value);
}

function switchIn(config: Config, key: string): boolean {
  const value = config.get(key);
  if (value === 1 || value === 0) return value === 1;
  throw wrong(`0 or 1 for ${key}`, value);
}

/** null: not set. lvm.conf(5) takes a single string for a list of one. */
function listIn(config: Config, key: string): readonly string[] | null {
  const value = config.get(key);
  if (value === undefined) return null;
  if (typeof value === 'string') return [value];
  if (typeof value === 'object') return value;
  throw wrong(`a list of strings for ${key}`, value);
}
