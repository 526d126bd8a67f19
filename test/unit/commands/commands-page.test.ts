import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { commandsPage, type Commands } from '../../../scripts/commands-page.ts';
import { buildDmctl } from '../../helpers/built-dmctl.ts';

const root = join(import.meta.dirname, '../../..');

beforeAll(buildDmctl, 120_000);

test('docs/commands.md is what npm run docs writes', () => {
  const text = readFileSync(join(root, 'oclif.manifest.json'), 'utf8');
  const { commands } = JSON.parse(text) as { readonly commands: Commands };
  expect(readFileSync(join(root, 'docs/commands.md'), 'utf8')).toBe(commandsPage(commands));
});
