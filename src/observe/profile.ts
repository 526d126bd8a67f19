import {
  lvmSettings,
  parseLvmSettings,
  parseProfileSettings,
  parseSettingsWithProfile,
  profileSettings,
  settingsWithProfile,
} from '../lvm/settings.ts';
import type { ProfileFile } from '../model/facts/facts.ts';
import type { Host } from '../model/host.ts';
import { known, unknown, type Known } from '../model/known.ts';
import type { AutoextendSettings, LvmSettings } from '../model/facts/lvm-state.ts';
import { profilePath } from '../profiles/profile.ts';
import { answerOf, attempt } from './attempt.ts';
import { sha256Of } from '../model/sha256.ts';

/** LVM's settings, and a profile as it lies on disk and as LVM reads it. */
export interface PolicyFacts {
  readonly lvmSettings: Known<LvmSettings>;
  readonly profile: Known<ProfileFile>;
  readonly profileSettings: Known<AutoextendSettings | null>;
}

/** LVM's built-in config/profile_dir, below /etc/lvm. */
const USUAL_FOLDER = '/etc/lvm/profile';

async function plainSettings(host: Host): Promise<LvmSettings> {
  return parseLvmSettings(await answerOf(host, lvmSettings()));
}

async function profileFile(host: Host, folder: string, name: string): Promise<ProfileFile> {
  const path = profilePath(folder, name);
  const text = await host.readText(path);
  return { path, text, sha256: text === null ? null : sha256Of(text) };
}

/**
 * One process where the profile is in its usual place or is not there; LVM prints nothing for a
 * profile it will not take, so that costs a second one.
 * @param name null: no profile is of interest
 */
export async function policyFacts(host: Host, name: string | null): Promise<PolicyFacts> {
  if (name === null) {
    const none = unknown('no profile is attached');
    const settings = await attempt(() => plainSettings(host));
    return { lvmSettings: settings, profile: none, profileSettings: none };
  }
  const usual = await attempt(() => profileFile(host, USUAL_FOLDER, name));
  const isThere = usual.known && usual.value.text !== null;
  const together = isThere ? await attempt(() => bothAtOnce(host, name)) : known(null);
  if (!together.known) {
    return { lvmSettings: together, profile: usual, profileSettings: together };
  }
  return together.value ?? oneByOne(host, name, isThere);
}

/** null: LVM will not take the profile. */
async function bothAtOnce(host: Host, name: string): Promise<PolicyFacts | null> {
  const settings = parseSettingsWithProfile(await host.run(settingsWithProfile(name)));
  if (settings === null) return null;
  return {
    lvmSettings: known(settings),
    profile: await attempt(() => profileFile(host, settings.profileDir, name)),
    profileSettings: known(settings.autoextend),
  };
}

async function oneByOne(host: Host, name: string, refused: boolean): Promise<PolicyFacts> {
  const settings = await attempt(() => plainSettings(host));
  if (!settings.known)
    return { lvmSettings: settings, profile: settings, profileSettings: settings };
  const folder = settings.value.profileDir;
  const profile = await attempt(() => profileFile(host, folder, name));
  const isThere = profile.known && profile.value.text !== null;
  return {
    lvmSettings: settings,
    profile,
    profileSettings:
      refused || !isThere
        ? known(null)
        : await attempt(async () => parseProfileSettings(await host.run(profileSettings(name)))),
  };
}
