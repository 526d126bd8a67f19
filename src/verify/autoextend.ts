import type { AutoextendSettings } from '../model/facts/lvm-state.ts';
import { knownOr } from '../model/known.ts';
import { type Extents, formatExtents } from '../model/units.ts';
import { type ExtensionFigures, extensionFigures } from '../pool/extensions.ts';
import { roomCommand } from '../pool/disk-sizes.ts';
import { poolPath } from '../pool/found-pool.ts';
import { type Part, percentText } from '../pool/usage.ts';
import { extendsItself } from '../profiles/extension.ts';
import {
  type Examination,
  type ExaminedPool,
  type Verdict,
  failed,
  note,
  ok,
  unsure,
  warning,
} from './examination.ts';

export const MONITORING = [
  {
    id: 'pool-monitored',
    code: 'DM140',
    title: 'LVM monitors the pool',
    wanted: 'monitored',
    wakes: 'always',
    scope: 'active-pool',
    directLvmOnly: true,
    judge: ({ pool }) => {
      if (!pool.volume.known) return unsure(pool.volume.why);
      const volume = pool.volume.value;
      if (volume?.active === false) return unsure('only an active volume is monitored');
      if (volume?.monitored === true) return ok('monitored');
      if (volume?.monitored !== false) return unsure('LVM does not report it');
      return failed(
        'the pool is not monitored: LVM will neither extend it nor warn',
        'dmctl adopt',
        `or by hand: lvchange --monitor y ${poolPath(pool)}`,
      );
    },
  },
  {
    id: 'dmeventd',
    code: 'DM141',
    title: 'the monitoring daemon is running',
    wanted: 'a running dmeventd',
    wakes: 'always',
    scope: 'pool',
    directLvmOnly: true,
    judge: ({ facts, pool }) => {
      if (!facts.dmeventd.known) return unsure(facts.dmeventd.why);
      if (facts.dmeventd.value !== null) return ok(`dmeventd, pid ${String(facts.dmeventd.value)}`);
      return failed(
        'dmeventd is not running: no pool on this host is monitored',
        'systemctl start dm-event.socket lvm2-monitor.service',
        `lvchange --monitor n ${poolPath(pool)}; lvchange --monitor y ${poolPath(pool)}`,
      );
    },
  },
  {
    id: 'monitoring-setting',
    code: 'DM142',
    title: 'LVM monitors what it activates',
    wanted: 'activation/monitoring = 1',
    scope: 'pool',
    directLvmOnly: true,
    judge: ({ facts: { lvmSettings } }) => {
      if (!lvmSettings.known) return unsure(lvmSettings.why);
      if (lvmSettings.value.monitoring) return ok('activation/monitoring = 1');
      return warning(
        'activation/monitoring = 0: the pool will not be monitored after its next activation',
        'set monitoring = 1 in the activation section of /etc/lvm/lvm.conf',
      );
    },
  },
] as const satisfies readonly Examination[];

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
  const fix = roomCommand(facts, pool);
  if (step.next === 0) return note('auto-extension is disabled');
  const sum = `${sizes(step, step.next)} needed, ${sizes(step, step.free)} free in ${step.where}`;
  if (step.fullFits) return ok(sum);
  if (step.fits) {
    return note(
      `the next extension of the ${part} fits, but not ${part === 'metadata' ? 'with its spare, ' : ''}if it fills up before LVM looks: ${sizes(step, step.full)} needed then, ${sizes(step, step.free)} free in ${step.where}`,
      fix,
    );
  }
  if (step.usedPercent <= step.threshold)
    return note(`the ${part} cannot be extended automatically: ${sum}`, fix);
  const used = percentText(step.usedPercent);
  return failed(
    `the ${part} is ${used} full, above the threshold, and no extension fits: ${sum}`,
    fix,
  );
}

const sizes = ({ extentSize }: ExtensionFigures, count: Extents): string =>
  formatExtents(count, extentSize);
