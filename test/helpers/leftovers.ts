import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** The first MiB of a guest's disk, and what was done on it last. */
export interface Leftover {
  readonly made: readonly string[];
  /** gzip, base64. */
  readonly head: string;
}

const FOLDER = join(import.meta.dirname, '../../fixtures/leftovers');

/** UUID of the physical volumes in them that stand for dmctl's own. */
export const OWN_UUID = 'dmctl0-test-disk-reco-rded-once-000000';

/** Releases of Debian that they were recorded on. */
export const LEFTOVER_SUITES = [
  ...new Set(readdirSync(FOLDER).map((name) => name.slice(0, name.indexOf('-')))),
];

/** The first MiB in fixtures/leftovers/NAME.json. */
export function leftover(name: string): Buffer {
  const { head } = JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8')) as Leftover;
  return gunzipSync(Buffer.from(head, 'base64'));
}
