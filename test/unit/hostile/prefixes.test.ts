import { describe, expect, it } from 'vitest';
import { parseDockerInfo } from '../../../src/docker/info.ts';
import { parseUnits } from '../../../src/lvm/systemctl.ts';
import { parseDockerdVersion } from '../../../src/docker/version.ts';
import { parseDmInfo, parseThinPoolStatus } from '../../../src/lvm/dmsetup.ts';
import { parseLoopDevices } from '../../../src/lvm/losetup.ts';
import { parseLoopDeviceTable } from '../../../src/lvm/losetup-table.ts';
import { parseLsblkPairs } from '../../../src/lvm/lsblk-pairs.ts';
import { parseLsblk } from '../../../src/lvm/lsblk.ts';
import { parseThinStatus, parseThinTables } from '../../../src/lvm/thin-device.ts';
import { parseThinLs } from '../../../src/lvm/thin-ls.ts';
import { parseThinPoolTables } from '../../../src/lvm/thin-pool-table.ts';
import { parseLvmReport } from '../../../src/lvm/report.ts';
import { parseLvmSettings, parseProfileSettings } from '../../../src/lvm/settings.ts';
import { parseSignatureList } from '../../../src/lvm/wipefs-list.ts';
import { parseSignatures } from '../../../src/lvm/wipefs.ts';
import {
  parseLvmVersion,
  parseThinCheckVersion,
  parseWipefsVersion,
} from '../../../src/lvm/version.ts';
import type { Outcome } from '../../../src/model/command.ts';
import { ParseError } from '../../../src/model/errors.ts';
import { parseMounts } from '../../../src/model/facts/mounts.ts';
import { withChildren } from '../../../src/observe/devices.ts';
import { outcomesOf, recordedMountTables } from '../../helpers/recorded-outcomes.ts';
import { printedByOld } from '../../helpers/recorded-util-linux.ts';

type Parse = (stdout: string) => unknown;

const outcome = (stdout: string): Outcome => ({
  ...{ exitCode: 0, signal: null, stderr: '', durationMs: 0 },
  stdout,
});

/** Every different text that recorded hosts printed to calls that begin so; failed calls aside. */
const printed = (beginning: string): readonly string[] => [
  ...new Set(
    outcomesOf(beginning)
      .filter((recorded) => recorded.outcome.exitCode === 0)
      .map((recorded) => recorded.outcome.stdout),
  ),
];

/** To the byte at the end, where what is cut off can look whole; before that around the ends of lines. */
const TO_THE_BYTE = 400;

function lengthsOf(text: string): readonly number[] {
  const all = Array.from({ length: text.length }, (_, at) => at);
  const isNearLineEnd = (at: number) => text.slice(Math.max(0, at - 2), at + 1).includes('\n');
  return all.filter((at) => at < 2 || at >= text.length - TO_THE_BYTE || isNearLineEnd(at));
}

/** What the parser makes of each prefix that it does not refuse, the whole text left out. */
function acceptedPrefixes(text: string, parse: Parse): ReadonlyMap<string, unknown> {
  const accepted = new Map<string, unknown>();
  for (const length of lengthsOf(text)) {
    const prefix = text.slice(0, length);
    try {
      accepted.set(prefix, parse(prefix));
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
    }
  }
  return accepted;
}

const documents: readonly (readonly [string, Parse])[] = [
  ['lvm fullreport', parseLvmReport],
  ['lsblk -J', parseLsblk],
  ['wipefs --json', (stdout) => parseSignatures(outcome(stdout))],
  ['docker info', parseDockerInfo],
];

/** A report of LVM with all fields has 12,000 prefixes, each as long as the last. */
const LONG = { timeout: 120_000 };

describe.each(documents)('%s, cut off anywhere', (call, parse) => {
  const texts = printed(call).map((text, i) => [i, text] as const);

  it.each(texts)('is refused (text %i)', LONG, (_, text) => {
    // Only the line end behind the closing bracket may be missing: all that was said is there.
    const whole = text.trimEnd();

    for (const [prefix, found] of acceptedPrefixes(text, parse)) {
      expect(prefix.startsWith(whole)).toBe(true);
      expect(found).toEqual(parse(text));
    }
  });
});

/** Answers of which every prefix is refused: what is needed stands in the last line. */
const wholeAnswers: readonly (readonly [string, Parse])[] = [
  [
    'lvmconfig --typeconfig full --mergedconfig --metadataprofile docker-thinpool activation',
    (stdout) => parseProfileSettings(outcome(stdout)),
  ],
  ['thin_check --version', parseThinCheckVersion],
  ['wipefs --version', parseWipefsVersion],
  ['dockerd --version', parseDockerdVersion],
];

describe.each(wholeAnswers)('%s, cut off anywhere', (call, parse) => {
  it.each(printed(call).map((text, i) => [i, text] as const))('is refused (text %i)', (_, text) => {
    expect([...acceptedPrefixes(text, parse).keys()]).toEqual([]);
  });
});

describe('lvmconfig --typeconfig full, cut off anywhere', () => {
  const texts = printed('lvmconfig --typeconfig full').filter((text) => text.includes('{'));

  it.each(texts.map((text, i) => [i, text] as const))(
    'is refused, or only sections are missing that are not read (text %i)',
    (_, text) => {
      for (const [prefix, found] of acceptedPrefixes(text, parseLvmSettings)) {
        expect(prefix).toMatch(/\n}\n?$/);
        expect(found).toEqual(parseLvmSettings(text));
      }
    },
  );
});

it.each(printed('lvm version'))(
  'lvm version is refused until its first line is whole, which is all that is read',
  (text) => {
    for (const [prefix, found] of acceptedPrefixes(text, parseLvmVersion)) {
      expect(prefix.endsWith('\n')).toBe(true);
      expect(found).toEqual(parseLvmVersion(text));
    }
  },
);

/** Adds the heading, which is a line as well. */
const headed = (found: readonly unknown[]): readonly unknown[] =>
  found.length === 0 ? [] : ['the heading', ...found];

/**
 * Answers of one line for each thing. One that ends with a line end is the whole answer of a host
 * with fewer things: the text cannot tell, the checks that compare several answers do
 * (tools.test.ts).
 */
const lists: readonly (readonly [
  string,
  readonly string[],
  (text: string) => readonly unknown[],
])[] = [
  ['dmsetup info', printed('dmsetup info'), parseDmInfo],
  ['dmsetup status', printed('dmsetup status --noflush --target thin-pool'), parseThinPoolStatus],
  ['dmsetup table', printed('dmsetup table --target thin-pool'), parseThinPoolTables],
  ['dmsetup table --inactive', printed('dmsetup table --inactive'), parseThinPoolTables],
  ['dmsetup table --target thin', printed('dmsetup table --target thin --'), parseThinTables],
  [
    'dmsetup status --target thin',
    printed('dmsetup status --noflush --target thin --'),
    (text) => [...parseThinStatus(text)],
  ],
  ['thin_ls', printed('thin_ls'), parseThinLs],
  [
    'lsblk -P',
    printedByOld('lsblk -P'),
    (text) =>
      parseLsblkPairs(text)
        .flatMap(withChildren)
        .map(({ path }) => path),
  ],
  [
    'wipefs -p',
    printedByOld('wipefs -p'),
    (text) => headed(parseSignatureList('/dev/xvdf', outcome(text))),
  ],
  [
    'losetup --list as a table',
    printedByOld('losetup --list -O'),
    (text) => headed(parseLoopDeviceTable(text)),
  ],
  ['/proc/self/mountinfo', recordedMountTables(), parseMounts],
];

describe.each(lists)('%s, cut off anywhere', (_, texts, parse) => {
  it.each(texts.map((text, i) => [i, text] as const))(
    'is refused, or is the answer of fewer whole lines (text %i)',
    (__, text) => {
      for (const [prefix, found] of acceptedPrefixes(text, parse)) {
        const lines = prefix.split('\n').length - 1;
        expect(prefix === '' || prefix.endsWith('\n')).toBe(true);
        expect(found).toEqual(parse(text).slice(0, lines));
      }
    },
  );
});

describe('losetup --list, cut off anywhere', () => {
  it.each(printed('losetup --list').map((text, i) => [i, text] as const))(
    'is refused, but for nothing at all, which is how a host without loop devices answers (text %i)',
    (_, text) => {
      for (const [prefix, found] of acceptedPrefixes(text, parseLoopDevices)) {
        if (prefix === '') continue;
        expect(prefix.startsWith(text.trimEnd())).toBe(true);
        expect(found).toEqual(parseLoopDevices(text));
      }
    },
  );
});

describe('systemctl show, cut off anywhere', () => {
  it.each(printed('systemctl show').map((text, i) => [i, text] as const))(
    'is refused, has too few units, or does not say all of the last one (text %i)',
    (_, text) => {
      const whole = parseUnits(text);

      for (const [prefix, found] of acceptedPrefixes(text, parseUnits)) {
        const units = found as ReturnType<typeof parseUnits>;
        const last = units.length - 1;
        const enabled = prefix.includes('UnitFileState=', prefix.lastIndexOf('Id='))
          ? (whole[last]?.enabled ?? '')
          : '';
        const unsaid = whole.map((unit, i) => (i < last ? unit : { ...unit, enabled }));
        expect(prefix === '' || prefix.endsWith('\n')).toBe(true);
        if (units.length < whole.length) continue; // src/observe/units.ts counts them.
        // systemd prints NeedDaemonReload after it, by which time it is said.
        expect([unsaid, whole]).toContainEqual(units);
      }
    },
  );
});
