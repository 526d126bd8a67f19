import { describe, it } from 'vitest';
import { parseDump } from '../../../src/containerd/dump.ts';
import { parsePluginDetails, parsePlugins } from '../../../src/containerd/plugins.ts';
import { parseContainerdVersion, parseCtrVersion } from '../../../src/containerd/version.ts';
import { parseDecimalSize, parseDockerInfo } from '../../../src/docker/info.ts';
import { parseServiceStart, parseUnits } from '../../../src/lvm/systemctl.ts';
import { parseDockerdVersion } from '../../../src/docker/version.ts';
import { parseDmInfo, parseThinPoolStatus, parseThinPoolWords } from '../../../src/lvm/dmsetup.ts';
import { parseJournalLine } from '../../../src/logs/journal.ts';
import { parseSyslogLine } from '../../../src/logs/syslog.ts';
import { parseLoopDeviceTable } from '../../../src/lvm/losetup-table.ts';
import { parseLsblkPairs } from '../../../src/lvm/lsblk-pairs.ts';
import { parseLsblk } from '../../../src/lvm/lsblk.ts';
import { parseLvmReport } from '../../../src/lvm/report.ts';
import { parseLvmSettings, parseProfileSettings } from '../../../src/lvm/settings.ts';
import { parseLoopDevices } from '../../../src/lvm/losetup.ts';
import { parseThinPoolTables } from '../../../src/lvm/thin-pool-table.ts';
import {
  parseLsblkVersion,
  parseLvmVersion,
  parseThinCheckVersion,
  parseWipefsVersion,
} from '../../../src/lvm/version.ts';
import { parseSignatureList } from '../../../src/lvm/wipefs-list.ts';
import { parseSignatures } from '../../../src/lvm/wipefs.ts';
import type { Outcome } from '../../../src/model/command.ts';
import { ParseError } from '../../../src/model/errors.ts';
import { parseMounts } from '../../../src/model/facts/mounts.ts';
import fc from '../../helpers/fast-check.ts';
import { answersOf, RECORDED_CONTAINERDS, statesOf } from '../../helpers/recorded-containerd.ts';
import { AFTERWARDS, recordedLines } from '../../helpers/recorded-logs.ts';
import { outcomesOf, recordedMountTables } from '../../helpers/recorded-outcomes.ts';
import { printedByOld } from '../../helpers/recorded-util-linux.ts';

const outcome = (stdout: string): Outcome => ({
  ...{ exitCode: 0, signal: null, stderr: '', durationMs: 0 },
  stdout,
});

const recorded = (beginning: string): readonly string[] =>
  outcomesOf(beginning)
    .map(({ outcome: { stdout } }) => stdout)
    .filter((stdout) => stdout !== '');

const containerdAnswers = RECORDED_CONTAINERDS.flatMap((containerd) =>
  statesOf(containerd).map((state) => answersOf(containerd, state)),
);

/** What each recorded containerd said in each state, if it was asked and answered. */
const ofContainerd = (command: string): readonly string[] =>
  containerdAnswers
    .map((answers) => answers[command]?.stdout ?? '')
    .filter((stdout) => stdout !== '');

type Parse = (text: string) => unknown;

/** Every parser of what a tool or the kernel prints, with texts that it was recorded with. */
const parsers: readonly (readonly [string, Parse, readonly string[]])[] = [
  ['lvm fullreport', parseLvmReport, recorded('lvm fullreport')],
  ['lvmconfig', parseLvmSettings, recorded('lvmconfig --typeconfig full')],
  [
    'lvmconfig of a profile',
    (text) => parseProfileSettings(outcome(text)),
    recorded('lvmconfig --typeconfig full --mergedconfig'),
  ],
  ['lvm version', parseLvmVersion, recorded('lvm version')],
  ['wipefs --version', parseWipefsVersion, recorded('wipefs --version')],
  ['thin_check --version', parseThinCheckVersion, recorded('thin_check --version')],
  ['lsblk', parseLsblk, recorded('lsblk -J')],
  ['wipefs', (text) => parseSignatures(outcome(text)), recorded('wipefs --json')],
  ['lsblk --version', parseLsblkVersion, printedByOld('lsblk --version')],
  ['lsblk -P', parseLsblkPairs, printedByOld('lsblk -P')],
  [
    'wipefs -p',
    (text) => parseSignatureList('/dev/xvdf', outcome(text)),
    printedByOld('wipefs -p'),
  ],
  ['losetup --list as a table', parseLoopDeviceTable, printedByOld('losetup --list -O')],
  ['dmsetup info', parseDmInfo, recorded('dmsetup info')],
  ['dmsetup status', parseThinPoolStatus, recorded('dmsetup status')],
  ['dmsetup table', parseThinPoolTables, recorded('dmsetup table')],
  ['losetup', parseLoopDevices, recorded('losetup --list')],
  ['words of a thin pool', parseThinPoolWords, ['0 1/2 3/4 - rw discard_passdown - - 1024']],
  ['journalctl', parseJournalLine, recordedLines('bookworm', 'journal.jsonl').slice(0, 20)],
  [
    'files of a syslog daemon',
    (text) => parseSyslogLine(text, AFTERWARDS),
    ['syslog', 'kern.log', 'messages'].flatMap((name) =>
      recordedLines('bullseye', name).slice(100, 110),
    ),
  ],
  ['systemctl show', parseUnits, recorded('systemctl show')],
  [
    'systemctl show, how Docker starts',
    (text: string) => parseServiceStart(text, 'docker.service'),
    recorded('systemctl show'),
  ],
  ['docker info', parseDockerInfo, recorded('docker info')],
  ['sizes of docker info', parseDecimalSize, ['10.2 GB']],
  ['dockerd --version', parseDockerdVersion, recorded('dockerd --version')],
  ['/proc/self/mountinfo', parseMounts, recordedMountTables()],
  ['containerd --version', parseContainerdVersion, ofContainerd('containerd --version')],
  ['ctr version', parseCtrVersion, ofContainerd('ctr version')],
  ['ctr plugins ls', parsePlugins, ofContainerd('ctr plugins ls')],
  ['ctr plugins ls -d', parsePluginDetails, ofContainerd('ctr plugins ls -d id==devmapper')],
  ['containerd config dump', parseDump, ofContainerd('containerd config dump')],
];

/** What the parser says, or that it refused the text; any other exception is a bug of dmctl. */
function understood(parse: Parse, text: string): boolean {
  try {
    parse(text);
    return true;
  } catch (error) {
    if (error instanceof ParseError) return false;
    throw error;
  }
}

const piece = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 4 }),
  fc.constantFrom('\n', '\0', '"', '\\', '{', '}', ',', '|', ' - ', '=', '-1', '1e9', 'null', '[]'),
);

/** One of the texts with a piece put in, taken out, or doubled. */
const damaged = (texts: readonly string[]) =>
  fc
    .tuple(fc.constantFrom(...texts), fc.nat(), fc.nat(30), piece, fc.nat(2))
    .map(([text, at, length, put, how]) => {
      const from = at % (text.length + 1);
      const [before, part, rest] = [
        text.slice(0, from),
        text.slice(from, from + length),
        text.slice(from + length),
      ];
      if (how === 0) return before + put + part + rest;
      return how === 1 ? before + put + rest : before + part + part + rest;
    });

describe.each(parsers)('the parser of %s', (_, parse, texts) => {
  it('refuses any text, or understands it, and nothing else', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), (text) => {
        understood(parse, text);
      }),
    );
  });

  it('refuses a damaged answer, or understands it, and nothing else', () => {
    fc.assert(
      fc.property(damaged(texts), (text) => {
        understood(parse, text);
      }),
      { numRuns: 200 },
    );
  });
});

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** The document with the value at one place replaced, or its member taken away (undefined). */
function changedAt(document: Json, at: { place: number }, put: Json | undefined): Json | undefined {
  if (at.place-- === 0) return put;
  if (typeof document !== 'object' || document === null) return document;
  const entries = Object.entries(document).flatMap(([key, held]: [string, Json]) => {
    const next = changedAt(held, at, put);
    return next === undefined ? [] : [[key, next] as const];
  });
  return Array.isArray(document) ? entries.map(([, held]) => held) : Object.fromEntries(entries);
}

const sizeOf = (document: Json): number =>
  typeof document === 'object' && document !== null
    ? 1 + Object.values(document).reduce((sum: number, held: Json) => sum + sizeOf(held), 0)
    : 1;

const jsonParsers = parsers.filter(([name]) =>
  ['lvm fullreport', 'lsblk', 'wipefs', 'docker info'].includes(name),
);

describe.each(jsonParsers)('the parser of %s', (_, parse, texts) => {
  it('refuses JSON with another value in one place, or understands it, and nothing else', () => {
    const values = fc.oneof(
      fc.jsonValue() as fc.Arbitrary<Json>,
      fc.constantFrom<Json | undefined>(undefined, null, '', '-1', '1e3', 0, -1, 0.5, [], {}),
    );
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.nat(), values, (text, place, put) => {
        const document = JSON.parse(text) as Json;
        const changed = changedAt(document, { place: place % sizeOf(document) }, put);
        understood(parse, JSON.stringify(changed ?? null));
      }),
      { numRuns: 300 },
    );
  });
});
