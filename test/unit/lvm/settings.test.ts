import { describe, expect, it } from 'vitest';
import {
  lvmSettings,
  parseLvmSettings,
  parseProfileSettings,
  parseSettingsWithProfile,
  readConfig,
} from '../../../src/lvm/settings.ts';
import { ParseError } from '../../../src/model/errors.ts';
import { outcomeOf, outcomesOf } from '../../helpers/recorded-outcomes.ts';

const PLAIN = 'lvmconfig --typeconfig full config/profile_dir';
const PROFILE =
  'lvmconfig --typeconfig full --mergedconfig --metadataprofile docker-thinpool activation';
const BOTH = 'lvmconfig --typeconfig full --mergedconfig --metadataprofile docker-thinpool config';

describe('parseLvmSettings', () => {
  it.each(outcomesOf(PLAIN))('understands $host', ({ outcome }) => {
    expect(parseLvmSettings(outcome.stdout)).toMatchObject({ profileDir: '/etc/lvm/profile' });
  });

  it('reads lists that are not set as null, and the defaults of auto-extension', () => {
    const settings = parseLvmSettings(outcomeOf('bookworm-blank', PLAIN).stdout);

    expect(settings).toEqual({
      profileDir: '/etc/lvm/profile',
      monitoring: true,
      eventActivation: true,
      autoActivationVolumeList: null,
      volumeList: null,
      thinCheckExecutable: '/usr/sbin/thin_check',
      autoextend: { threshold: 100, percent: 20 },
    });
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
    const settings = parseSettingsWithProfile(outcomeOf('bookworm-direct-running', BOTH));

    expect(settings).toMatchObject({
      monitoring: true,
      autoextend: { threshold: 80, percent: 20 },
    });
  });

  it('is null where LVM would not take the profile', () => {
    expect(parseSettingsWithProfile(outcomeOf('bookworm-bad-profile', BOTH))).toBeNull();
  });
});

describe('readConfig', () => {
  it('reads numbers, strings with escapes, and lists', () => {
    const text = 'a=1\nb="x \\"y\\" \\\\ z"\nc=["v1","@tag"]\nd=[]\ne=["a,b", "c"]\n';

    expect(Object.values(readConfig(text))).toEqual([
      1,
      'x "y" \\ z',
      ['v1', '@tag'],
      [],
      ['a,b', 'c'],
    ]);
  });

  it.each(['a', 'a=', 'a=b', 'a=["x"', 'a=[1]', 'a="x', '=1', 'activation {'])(
    'refuses %j',
    (text) => {
      expect(() => readConfig(text)).toThrow(ParseError);
    },
  );
});
