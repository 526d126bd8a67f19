import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A real folder of the running test's own, without links in its path, removed when it ends. */
export async function temporaryFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'dmctl-test-')));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
