import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { commandsPage } from '../../../../scripts/docs/commands-page.ts';
import { builtCommands } from '../../../../scripts/docs/built-commands.ts';
import { buildDmctl } from '../../../helpers/built-dmctl.ts';

const root = join(import.meta.dirname, '../../../..');

beforeAll(buildDmctl, 120_000);

test('docs/commands.md is what npm run docs writes', () => {
  const page = commandsPage(builtCommands());
  expect(readFileSync(join(root, 'docs/commands.md'), 'utf8')).toBe(page);
});
