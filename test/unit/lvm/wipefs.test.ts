import { describe, expect, it } from 'vitest';
import {
  helpsErase,
  parseSignatures,
  probeSignatures,
  wipeSignatures,
} from '../../../src/lvm/wipefs.ts';
import { ParseError } from '../../../src/model/errors.ts';
import { outcomeOf, outcomesOf } from '../../helpers/recorded-outcomes.ts';

const WIPEFS = 'wipefs --json';

describe('wipefs', () => {
  it('probes without --all, wipes without force', () => {
    expect(probeSignatures(['/dev/xvdf'])).toMatchObject({ writes: false });
    expect(probeSignatures(['/dev/xvdf']).args).not.toContain('--all');
    expect(wipeSignatures('/dev/xvdf').args).toEqual(['--all', '/dev/xvdf']);
  });

  it.each(outcomesOf(WIPEFS))('understands $host', ({ outcome }) => {
    expect(() => parseSignatures(outcome)).not.toThrow();
  });

  it('finds nothing on a blank disk', () => {
    expect(parseSignatures(outcomeOf('bookworm-blank', WIPEFS))).toEqual([]);
  });

  it('reads a file system with its label', () => {
    const [signature] = parseSignatures(outcomeOf('bookworm-signed-disk', WIPEFS));

    expect(signature).toMatchObject({ offset: 1080, type: 'ext4' });
    expect(signature?.device).toMatch(/^ubd[a-z]$/);
    expect(signature?.uuid).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('never takes a failure or silence for a blank disk', () => {
    for (const exitCode of [0, 1]) {
      const outcome = { ...outcomeOf('bookworm-blank', WIPEFS), exitCode, stdout: '' };

      expect(() => parseSignatures(outcome)).toThrow(ParseError);
    }
  });

  it('refuses what wipefs does not print', () => {
    const outcome = outcomeOf('bookworm-signed-disk', WIPEFS);

    for (const stdout of [
      '[]',
      outcome.stdout.slice(0, -4),
      outcome.stdout.replace('"offset"', '"at"'),
      outcome.stdout.replace('0x438', '1080'),
    ]) {
      expect(() => parseSignatures({ ...outcome, stdout })).toThrow(ParseError);
    }
  });
});

describe('the help of blkdiscard', () => {
  it('shows whether a device can be zeroed', () => {
    const help = ' -s, --secure        perform secure discard\n';

    expect(helpsErase(`${help} -z, --zeroout       zero-fill rather than discard\n`)).toBe(true);
    expect(helpsErase(help)).toBe(false);
    expect(helpsErase('')).toBe(false);
  });
});
