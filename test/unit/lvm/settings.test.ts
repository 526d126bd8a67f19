import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  lvmSettings,
  parseLvmSettings,
  parseProfileSettings,
  parseSettingsWithProfile,
  readConfig,
  settingsWithProfile,
} from '../../../src/lvm/settings.ts';
import { ParseError } from '../../../src/model/errors.ts';
import type { Outcome } from '../../../src/model/command.ts';
import { questionOf } from '../../helpers/recording.ts';
import { commandsOf, outcomeOf, outcomesOf } from '../../helpers/recorded-outcomes.ts';

const LVMCONFIG = join(import.meta.dirname, '../../../fixtures/lvmconfig');
const PLAIN = questionOf('run', [lvmSettings()]).slice('run '.length);
const PROFILE =
  'lvmconfig --typeconfig full --mergedconfig --metadataprofile docker-thinpool activation';
const BOTH = questionOf('run', [settingsWithProfile('docker-thinpool')]).slice('run '.length);

/** The answer of this host to exactly this call. */
function answerOf(host: string, call: string): Outcome {
  const outcome = commandsOf(host).get(call);
  if (outcome === undefined) throw new Error(`${host} was not asked: ${call}`);
  return outcome;
}

describe('parseLvmSettings', () => {
  it.each(outcomesOf(PLAIN).filter(({ call }) => call === PLAIN))(
    'understands $host',
    (recorded) => {
      const { outcome } = recorded;
      expect(parseLvmSettings(outcome.stdout)).toMatchObject({ profileDir: '/etc/lvm/profile' });
    },
  );

  it('reads lists that are not set as null, and the defaults of auto-extension', () => {
    const settings = parseLvmSettings(answerOf('bookworm-blank', PLAIN).stdout);

    expect(settings).toMatchObject({
      profileDir: '/etc/lvm/profile',
      monitoring: true,
      eventActivation: { setting: 'event_activation', on: true },
      autoActivationVolumeList: null,
      volumeList: null,
      thinCheckExecutable: '/usr/sbin/thin_check',
      autoextend: { threshold: 100, percent: 20 },
    });
  });

  it.each([
    ['lvm2-2.02.187', true],
    ['lvm2-2.02.187-no-lvmetad', false],
  ])('reads of %s, which has no event_activation, whether lvmetad is in use', (release, on) => {
    const text = readFileSync(join(LVMCONFIG, `${release}.txt`), 'utf8');

    expect(parseLvmSettings(text).eventActivation).toEqual({ setting: 'use_lvmetad', on });
  });

  it('refuses output without a setting that always has a value', () => {
    expect(() => parseLvmSettings('monitoring=1\n')).toThrow(ParseError);
  });

  it('asks without -y and without writing', () => {
    expect(lvmSettings().writes).toBe(false);
  });
});

describe('parseProfileSettings', () => {
  it('reads what LVM takes from the profile', () => {
    const outcome = outcomeOf('bookworm-direct-running', PROFILE);

    expect(parseProfileSettings(outcome)).toEqual({ threshold: 80, percent: 20 });
  });

  it('is null where there is no such profile', () => {
    expect(parseProfileSettings(outcomeOf('bookworm-blank', PROFILE))).toBeNull();
  });

  it('is null where the profile has a key that LVM does not know', () => {
    expect(parseProfileSettings(outcomeOf('bookworm-bad-profile', PROFILE))).toBeNull();
  });

  it('refuses an exit code that says something else', () => {
    const outcome = { ...outcomeOf('bookworm-blank', PROFILE), exitCode: 3 };

    expect(() => parseProfileSettings(outcome)).toThrow(ParseError);
  });
});

describe('parseSettingsWithProfile', () => {
  it("reads both at once, with the profile's auto-extension", () => {
    const settings = parseSettingsWithProfile(answerOf('bookworm-direct-running', BOTH));

    expect(settings).toMatchObject({
      monitoring: true,
      autoextend: { threshold: 80, percent: 20 },
    });
  });

  it('is null where LVM would not take the profile', () => {
    expect(parseSettingsWithProfile(answerOf('bookworm-bad-profile', BOTH))).toBeNull();
  });
});

describe('readConfig', () => {
  const text =
    'a {\n\tn=1\n\ts="x \\"y\\" \\\\ z"\n\tl=["v1","@tag"]\n\te=[]\n\tm=["fd", 16]\n\tb {\n\t\tone="x"\n\t}\n}\n';

  it('reads numbers, strings with escapes and lists, by section', () => {
    const { count, text: string, list } = readConfig(text);

    expect(count('a/n')).toBe(1);
    expect(string('a/s')).toBe('x "y" \\ z');
    expect(['l', 'e', 'm'].map((key) => list(`a/${key}`))).toEqual([
      ['v1', '@tag'],
      [],
      ['fd', '16'],
    ]);
    expect(list('a/b/one')).toEqual(['x']);
  });

  it('reads single settings, which are printed without their section', () => {
    expect(readConfig('monitoring=0\n').flag('activation/monitoring')).toBe(false);
  });

  it('takes a setting that the release does not have for what it does without', () => {
    const config = readConfig('global {\n}\n');

    expect(config.flag('devices/use_devicesfile', false)).toBe(false);
    expect(config.list('activation/volume_list')).toBeNull();
    expect(() => config.flag('activation/monitoring')).toThrow(ParseError);
  });

  it('refuses a value of another type, whatever the release does without', () => {
    const config = readConfig('s {\n\ta=7\n\tb="x"\n\tc=["x"\n}\n');

    expect(() => config.flag('s/a', false)).toThrow(ParseError);
    expect(() => config.count('s/b', 1)).toThrow(ParseError);
    expect(() => config.list('s/c')).toThrow(ParseError);
  });

  it.each(['a', 'a=', '=1', '}', 'activation {', 'a {\n}\n}'])('refuses %j', (odd) => {
    expect(() => readConfig(`${odd}\n`)).toThrow(ParseError);
  });
});
