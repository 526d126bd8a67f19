import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { manPages } from '../../../../scripts/docs/man-pages.ts';
import { FILES } from '../../../../scripts/docs/man-prose.ts';
import { roffLine } from '../../../../scripts/docs/roff.ts';
import { EXIT, EXIT_MEANINGS } from '../../../../src/model/exit-codes.ts';
import { builtCommands } from '../../../../scripts/docs/built-commands.ts';
import { buildDmctl } from '../../../helpers/built-dmctl.ts';

const EDITION = { version: '1.2.3', date: new Date('2026-11-27') };

let pages: ReadonlyMap<string, string> = new Map();
beforeAll(() => {
  buildDmctl();
  pages = manPages(builtCommands(), EDITION);
}, 120_000);

const page = (name: string): string => pages.get(name) ?? '';

const sections = (name: string): readonly string[] =>
  [...page(name).matchAll(/^\.SH (.+)$/gm)].map(([, title = '']) => title);

test('there is a page for dmctl and one for each command', () => {
  const names = Object.keys(builtCommands()).map((id) => `dmctl-${id.replaceAll(':', '-')}.8`);
  expect([...pages.keys()]).toEqual(['dmctl.8', ...names]);
  expect(page('dmctl-setup-direct-lvm.8').split('\n')[0]).toBe(
    String.raw`.TH "DMCTL\-SETUP\-DIRECT\-LVM" "8" "2026-11-27" "dmctl 1.2.3" "dmctl"`,
  );
});

test('sections are in the order of man-pages(7), without empty ones', () => {
  const always = ['NAME', 'SYNOPSIS', 'DESCRIPTION'];
  expect(sections('dmctl.8')).toEqual([
    ...always,
    ...['COMMANDS', 'COMMON RULES', 'EXIT STATUS', 'FILES', 'ENVIRONMENT', 'SEE ALSO'],
  ]);
  const ending = ['OPTIONS', 'EXAMPLES', 'EXIT STATUS', 'SEE ALSO'];
  expect(sections('dmctl-setup-direct-lvm.8')).toEqual([...always, 'ARGUMENTS', ...ending]);
  expect(sections('dmctl-verify.8')).toEqual([...always, ...ending]);
});

test('a command has its flags, their values and defaults, and examples as they are typed', () => {
  const text = page('dmctl-setup-direct-lvm.8');
  expect(text).toContain('\n\\fBdmctl setup direct\\-lvm\\fR [DEVICE...] [FLAGS]\n');
  expect(text).toContain(
    '\n.TP\n\\fB\\-n\\fR, \\fB\\-\\-dry\\-run\\fR\nShow the plan; change nothing.\n',
  );
  expect(text).toContain(
    '\n\\fB\\-\\-chunk\\-size\\fR \\fISIZE\\fR\nThin pool chunk size (64K to 1G, a multiple of 64K; 64K with \\-\\-engine containerd).\nDefault: 512K.\n',
  );
  expect(text).toContain('\n.EX\ndmctl setup direct\\-lvm /dev/xvdf\n.EE\n');
});

describe('exit codes', () => {
  test('are all in dmctl(8), with their words', () => {
    for (const [name, meaning] of Object.entries(EXIT_MEANINGS)) {
      const code = String(EXIT[name as keyof typeof EXIT]);
      const [sentence = ''] = meaning.split(': ');
      expect(page('dmctl.8')).toContain(`.TP\n\\fB${code}\\fR\n${roffLine(sentence)}`);
    }
  });

  test('of a command that changes the host are in its page, those of the plugin in its own', () => {
    expect(page('dmctl-resize.8')).toContain('\\fB30\\fR');
    expect(page('dmctl-verify.8')).not.toContain('\\fB30\\fR');
    expect(page('dmctl-check.8')).toContain('\\fB2\\fR\nCRITICAL');
  });
});

test('the files are those of ARCHITECTURE.md', () => {
  const text = readFileSync(join(import.meta.dirname, '../../../../ARCHITECTURE.md'), 'utf8');
  const table = /^## What is written where\n([\s\S]*?)^## /m.exec(text)?.[1] ?? '';
  const paths = [...table.matchAll(/^\| (\/\S+) +\|/gm)].map(([, path]) => path);
  expect(paths.length).toBeGreaterThan(3);
  expect(Object.keys(FILES)).toEqual(paths);
});

describe('roff', () => {
  test.each([
    ['.profile of a pool', String.raw`\&.profile of a pool`],
    ["'quoted'", String.raw`\(aqquoted\(aq`],
    ['-rf', String.raw`\-rf`],
    [String.raw`a\nb`, String.raw`a\enb`],
    ['say "so"', String.raw`say \(dqso\(dq`],
    ['~root `x` ^', String.raw`\(tiroot \(gax\(ga \(ha`],
  ])('prints %j as it is', (text, roff) => {
    expect(roffLine(text)).toBe(roff);
  });

  test('contains only the requests of the pages, and no hyphen that cannot be pasted', () => {
    const lines = [...pages.values()].flatMap((text) => text.split('\n'));
    const requests = lines.filter((line) => /^[.']/.test(line)).map((line) => line.split(' ')[0]);
    expect(new Set(requests)).toEqual(new Set(['.TH', '.SH', '.PP', '.TP', '.BR', '.EX', '.EE']));
    const hyphens = lines.filter((line) => !line.startsWith('.TH') && /(?<!\\)-/.test(line));
    expect(hyphens).toEqual([]);
  });
});
