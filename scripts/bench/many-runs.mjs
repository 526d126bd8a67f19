/**
 * `node many-runs.mjs COUNT`: puts COUNT runs on record that are over, each a copy of the one that is
 * there, as dmctl writes them: a journal under seals, and a line in the index of ended runs.
 */
import { createHash } from 'node:crypto';
import { appendFileSync, cpSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';

const STATE = '/var/lib/dmctl';
const count = Number(process.argv[2]);
const [first] = readdirSync(`${STATE}/runs`);
const journal = readFileSync(`${STATE}/runs/${first}/journal.jsonl`, 'utf8');
const index = readFileSync(`${STATE}/ended.jsonl`, 'utf8');

const sealed = (text) =>
  `${createHash('sha256').update(text).digest('hex').slice(0, 12)} ${text}\n`;
const copied = (lines, id) =>
  lines
    .trimEnd()
    .split('\n')
    .map((line) => sealed(line.slice(line.indexOf(' ') + 1).replaceAll(first, id)))
    .join('');

for (let run = 0; run < count; run += 1) {
  const id = `f${run.toString(16).padStart(first.length - 1, '0')}`;
  cpSync(`${STATE}/runs/${first}`, `${STATE}/runs/${id}`, { recursive: true });
  writeFileSync(`${STATE}/runs/${id}/journal.jsonl`, copied(journal, id));
  appendFileSync(`${STATE}/ended.jsonl`, copied(index, id));
}
