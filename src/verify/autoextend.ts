import { knownOr } from '../model/known.ts';
import type { AutoextendSettings } from '../model/facts/lvm-state.ts';
import { extentsToBytes, formatBytes, type Extents } from '../model/units.ts';
import { canServe, extendsItself } from '../profiles/extension.ts';
import { failed, note, ok, unsure, warning } from './examination.ts';
import type { ExaminedPool, Examination, Verdict } from './examination.ts';
import { poolPath } from '../pool/found-pool.ts';
import { extensionFigures, type ExtensionFigures } from '../pool/extensions.ts';
import { percentText, type Part } from '../pool/usage.ts';

export const AUTOEXTEND = [
  {
    id: 'profile-attached',
    code: 'DM130',
    title: 'the pool has an auto-extension profile',
    wanted: 'a metadata profile attached to the volume',
    scope: 'pool',
    directLvmOnly: true,
    judge: ({ facts, pool }) => {
      if (!pool.volume.known) return unsure(pool.volume.why);
      const profile = pool.volume.value?.profile ?? null;
      if (profile !== null) return ok(profile);
      if (!facts.lvmSettings.known) {
        return unsure(
          `no profile is attached, and lvm.conf could not be read: ${facts.lvmSettings.why}`,
        );
      }
      const { autoextend } = facts.lvmSettings.value;
      if (extendsItself(autoextend)) {
        return note(
          `no auto-extension profile is attached; lvm.conf applies to every pool: ${words(autoextend)}`,
        );
      }
      return failed(
        'no auto-extension profile is attached: LVM never extends the pool',
        'dmctl adopt',
        `or by hand: lvchange --metadataprofile PROFILE ${poolPath(pool)}; dmctl explain DM130 shows a profile`,
      );
    },
  },
  /** Judges what LVM reads, since it ignores a whole profile for one key it does not know. */
  {
    id: 'autoextend-settings',
    code: 'DM131',
    title: 'LVM reads auto-extension values for the pool',
    wanted: 'a threshold below 100 and a percent above 0',
    scope: 'pool',
    directLvmOnly: true,
    judge: ({ facts, pool }) => {
      if (!pool.volume.known) return unsure(pool.volume.why);
      const profile = pool.volume.value?.profile ?? null;
      const read = profile === null ? hostWide(facts) : facts.profileSettings;
      if (!read.known) return unsure(read.why);
      if (read.value === null) return refusedProfile(String(profile), facts);
      const { threshold, percent } = read.value;
      if (threshold >= 100) {
        return warning(`auto-extension is disabled: threshold ${String(threshold)}`, SET_VALUES);
      }
      if (percent <= 0)
        return failed('the auto-extension percent is 0, which LVM refuses', SET_VALUES);
      const low = threshold < 50 ? ' (LVM uses 50)' : '';
      return ok(`${words(read.value)}${low}`);
    },
  },
  {
    id: 'data-step',
    code: 'DM204',
    title: 'the next auto-extension of the data fits',
    wanted: 'room for a full extension, even when the pool is full',
    wakes: 'data',
    scope: 'active-pool',
    directLvmOnly: true,
    judge: (seen) => judgeExtension(seen, 'data'),
  },
  {
    id: 'metadata-step',
    code: 'DM204',
    title: 'the next auto-extension of the metadata fits',
    wanted: 'room for a full extension and its spare, even when the metadata is full',
    wakes: 'metadata',
    scope: 'active-pool',
    directLvmOnly: true,
    judge: (seen) => judgeExtension(seen, 'metadata'),
  },
] as const satisfies readonly Examination[];

const words = ({ threshold, percent }: AutoextendSettings): string =>
  `threshold ${String(threshold)}, percent ${String(percent)}`;

const SET_VALUES = 'set both values in the profile; the documented ones are 80 and 20';

const hostWide = ({ lvmSettings }: ExaminedPool['facts']) =>
  lvmSettings.known ? { known: true as const, value: lvmSettings.value.autoextend } : lvmSettings;

function refusedProfile(profile: string, facts: ExaminedPool['facts']): Verdict {
  const file = knownOr(facts.profile, null);
  const missing = file !== null && file.text === null;
  return failed(
    missing
      ? `profile ${profile} is attached, but ${file.path} does not exist`
      : `LVM rejects profile ${profile}: one of its lines is invalid`,
    `lvmconfig --metadataprofile ${profile} --mergedconfig activation/thin_pool_autoextend_threshold shows why`,
    'dmctl adopt rewrites it with the documented values',
  );
}

/** The documented layout leaves no room: a note, until the pool needs the extension. */
function judgeExtension({ facts, pool }: ExaminedPool, part: Part): Verdict {
  const figures = extensionFigures(facts, pool, part);
  if (!figures.known) return unsure(figures.why);
  const step = figures.value;
  if (step.next === 0) return note('auto-extension is disabled');
  const sum = `${sizes(step, step.next)} needed, ${sizes(step, step.free)} free in ${step.vg}`;
  if (canServe(step.full, step.free)) return ok(sum);
  if (canServe(step.next, step.free)) {
    return note(
      `the next extension of the ${part} fits, but not if it fills up before LVM looks: ${sizes(step, step.full)} needed then, ${sizes(step, step.free)} free in ${step.vg}`,
      ADD_ROOM,
    );
  }
  if (step.usedPercent <= step.threshold)
    return note(`the ${part} cannot be extended automatically: ${sum}`, ADD_ROOM);
  const used = percentText(step.usedPercent);
  return failed(
    `the ${part} is ${used} full, above the threshold, and no extension fits: ${sum}`,
    ADD_ROOM,
  );
}

const ADD_ROOM = 'dmctl resize --add DEVICE';

const sizes = ({ extentSize }: ExtensionFigures, count: Extents): string =>
  `${formatBytes(extentsToBytes(count, extentSize))} (${String(count)} extents)`;
