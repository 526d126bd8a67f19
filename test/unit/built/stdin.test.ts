import type { Command } from '@oclif/core';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { glob } from 'zx';

const folder = join(import.meta.dirname, '../../../src/commands');

// oclif fills an argument that is missing from stdin, and waits for it: a cron job's or an `ssh host` in a
// loop is not meant for dmctl. And the bundle leaves out what oclif would read it with.
test('no argument and no flag of any command is read from stdin', async () => {
  const paths = await glob('**/*.ts', { cwd: folder });
  const read: string[] = [];
  let seen = 0;
  for (const path of paths) {
    const { default: command } = (await import(join(folder, path))) as {
      readonly default: Partial<Pick<typeof Command, 'args' | 'flags'>>;
    };
    for (const [name, { ignoreStdin }] of Object.entries(command.args ?? {})) {
      seen += 1;
      if (ignoreStdin !== true) read.push(`${path}: ${name}`);
    }
    for (const [name, flag] of Object.entries(command.flags ?? {})) {
      if (flag.type === 'option' && (flag.allowStdin ?? false) !== false) {
        read.push(`${path}: --${name}`);
      }
    }
  }
  expect(read).toEqual([]);
  expect(seen).toBeGreaterThan(0);
});
