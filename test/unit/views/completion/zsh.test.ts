import { mkdirSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { CODES } from '../../../../src/model/codes/index.ts';
import { zshCompletion } from '../../../../src/views/completion/zsh.ts';
import { askZsh, hasZsh } from '../../../helpers/ask-zsh.ts';
import { buildDmctl, dmctl } from '../../../helpers/built-dmctl.ts';
import { builtCommands } from '../../../../scripts/docs/built-commands.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';

let script = '';
beforeAll(() => {
  buildDmctl();
  script = dmctl(['completion', 'zsh']).stdout;
}, 120_000);

test('the script names every flag that help lists, with what it does', () => {
  for (const { flags } of Object.values(builtCommands())) {
    for (const { name, summary = '', hidden } of Object.values(flags)) {
      const begins = summary.replaceAll(':', '\\:').replaceAll("'", "'\\''");
      if (hidden !== true) expect(script).toMatch(new RegExp(`--${name}\\b.*\\[`));
      if (hidden !== true) expect(script).toContain(`[${begins}]`);
    }
  }
});

test('what _arguments would take for a mark of its own is escaped', () => {
  const value = { name: 'A:B', takes: { kind: 'unknown' }, again: true } as const;
  const flag = { name: '--x', letter: '-x', what: "[a]: it's", value, excludes: [] };
  const text = zshCompletion([{ words: '', next: [], places: [], flags: [flag] }]);
  expect(text).toContain(String.raw`'*'{-x+,--x=}'[\[a\]\: it'\''s]:A\:B: '`);
});

if (!hasZsh) console.warn('SKIPPED: there is no zsh on this machine to ask for completions');

describe.skipIf(!hasZsh)(
  'zsh itself',
  () => {
    test('offers what may follow', async () => {
      const folder = await temporaryFolder();
      const figures = await temporaryFolder();
      mkdirSync(`${figures}/folder`);
      for (const name of ['a.prom', 'a.txt']) writeFileSync(`${figures}/${name}`, '');
      const wanted: Readonly<Record<string, readonly string[]>> = {
        'dmctl re': ['reclaim', 'repair', 'resize', 'resume'],
        'dmctl setup ': ['direct-lvm', 'loop-lvm'],
        'dmctl help setup ': ['direct-lvm', 'loop-lvm'],
        'dmctl inspect ': ['containers', 'layers'],
        'dmctl verify --units=': ['bytes', 'iec', 'si'],
        'dmctl verify --units s': ['si'],
        'dmctl explain DM00': Object.keys(CODES).filter((code) => code.startsWith('DM00')),
        'dmctl check --json --metadata-': ['--metadata-critical', '--metadata-warning'],
        'dmctl resize --add /dev/xvdg --ad': ['--add'],
        'dmctl resize -n --dr': [],
        'dmctl logs -f --js': [],
        'dmctl logs --json --fol': [],
        'dmctl resize --size ': [],
        'dmctl metrics --output ': ['/'],
        [`dmctl metrics --output=${figures}/`]: ['a.prom', 'folder'],
      };
      const offered = askZsh(script, Object.keys(wanted), folder);
      expect(Object.fromEntries(offered)).toEqual(wanted);
    });
  },
  60_000,
);
