import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const FOLDER = join(import.meta.dirname, '../../fixtures/containerd');

/** What a command said: `npm run fixtures -- SUITE --containerd`. */
export interface RecordedAnswer {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How `containerd config dump` took a main file and a drop-in beside it. */
export interface RecordedConfiguration {
  /** null: there was no main file. */
  readonly main: string | null;
  readonly dropIn: string | null;
  readonly exitCode: number | null;
  readonly stderr: string;
  /** Lines of the dump that are about the version, imports and the snapshotter. */
  readonly lines: readonly string[];
}

/** Databases of the daemon that were copied while it ran. */
export type RecordedDatabase = 'metadata.db' | 'pool.db' | 'meta.db';

/** The versions that were recorded to the end: `bookworm-1.6.20`, ... */
export const RECORDED_CONTAINERDS: readonly string[] = readdirSync(FOLDER)
  .filter((name) => existsSync(join(FOLDER, name, 'manifest.json')))
  .sort();

/** The recorded states of one: `used`, ... */
export const statesOf = (containerd: string): readonly string[] =>
  readdirSync(join(FOLDER, containerd))
    .filter((name) => !name.includes('.'))
    .sort();

const jsonOf = (...path: readonly string[]): unknown =>
  JSON.parse(readFileSync(join(FOLDER, ...path), 'utf8'));

/** What commands said in a state, by command. */
export const answersOf = (
  containerd: string,
  state: string,
): Readonly<Record<string, RecordedAnswer>> =>
  jsonOf(containerd, state, 'answers.json') as Record<string, RecordedAnswer>;

/** @throws Error if it was not asked */
export function answerTo(containerd: string, state: string, command: string): RecordedAnswer {
  const answer = answersOf(containerd, state)[command];
  if (answer === undefined) throw new Error(`${containerd} ${state}: ${command} was not recorded`);
  return answer;
}

export const configurationsOf = (
  containerd: string,
): Readonly<Record<string, RecordedConfiguration>> =>
  jsonOf(containerd, 'configurations.json') as Record<string, RecordedConfiguration>;

/** null: there was none in this state. */
export function databaseOf(
  containerd: string,
  state: string,
  name: RecordedDatabase,
): Uint8Array | null {
  const path = join(FOLDER, containerd, state, `${name}.gz`);
  return existsSync(path) ? gunzipSync(readFileSync(path)) : null;
}

/** Lines of `journalctl -o json` from one state to the next. */
export const journalOf = (containerd: string, state: string): string =>
  readFileSync(join(FOLDER, containerd, state, 'journal.jsonl'), 'utf8');
