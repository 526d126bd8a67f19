/**
 * `node many-files.mjs DIRECTORY COUNT BYTES`: writes COUNT files of BYTES random bytes each, a
 * hundred to a directory.
 */
import { Buffer } from 'node:buffer';
import { randomFillSync } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';

const [root, ...numbers] = process.argv.slice(2);
const [count, bytes] = numbers.map(Number);
const PER_DIRECTORY = 100;
const content = Buffer.alloc(bytes);

for (let file = 0; file < count; file += 1) {
  const directory = `${root}/${Math.floor(file / PER_DIRECTORY)}`;
  if (file % PER_DIRECTORY === 0) mkdirSync(directory, { recursive: true });
  writeFileSync(`${directory}/${file}`, randomFillSync(content));
}
