import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { text as textOf } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { createHost } from '../../../src/host/create-host.ts';
import { edit, placed } from '../../helpers/edit-daemon-json.ts';

/** Reads a file until its stdin ends; then says how often it was whole, and of how many kinds. */
const READER = `
const { readFileSync } = require('node:fs');
const { createHash } = require('node:crypto');
const seen = new Map();
let reads = 0;
const look = () => {
  const text = readFileSync(process.argv[1]);
  const key = createHash('sha256').update(text).digest('hex');
  seen.set(key, (seen.get(key) ?? 0) + 1);
  reads += 1;
};
look();
process.stdout.write('reading\\n');
const timer = setInterval(() => { for (let i = 0; i < 20; i += 1) look(); }, 0);
process.stdin.resume().on('end', () => {
  clearInterval(timer);
  process.stdout.write(JSON.stringify({ reads, seen: [...seen.keys()] }));
});`;

it('a reader sees whole files only, all through a hundred edits', async () => {
  const content = `{"labels": ["${'x'.repeat(200_000)}"]}\n`;
  const { folder, path } = await placed(content);
  const reader = spawn(process.execPath, ['-e', READER, path], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const said = textOf(reader.stdout);
  await once(reader.stdout, 'readable');

  const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
  const whole = new Set([sha256(content)]);
  for (let i = 0; i < 100; i += 1) {
    expect(await edit(path, createHost(), `pool-${String(i)}`)).toEqual({ refused: null });
    whole.add(sha256(await readFile(path, 'utf8')));
  }
  reader.stdin.end();
  const [, json = ''] = (await said).split('reading\n');
  const { reads, seen } = JSON.parse(json) as { reads: number; seen: readonly string[] };

  expect(whole.size).toBe(101);
  expect(seen.filter((key) => !whole.has(key))).toEqual([]);
  expect(seen.length).toBeGreaterThan(1);
  expect(reads).toBeGreaterThan(seen.length);
  expect(await readdir(folder)).toEqual(['daemon.json']);
}, 60_000);
