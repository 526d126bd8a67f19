import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { geteuid } from 'node:process';
import type { ProgramPlaces } from '../../src/host/programs.ts';

/** The user the tests run as stands in for root. */
export const testUser = geteuid?.() ?? 0;

/** Makes a folder of programs, each a shell script doing one thing. */
export async function fakePrograms(
  folder: string,
  scripts: Readonly<Record<string, string>>,
): Promise<ProgramPlaces> {
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o755);
  for (const [name, script] of Object.entries(scripts)) {
    await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`);
    await chmod(join(folder, name), 0o755);
  }
  return { folders: [folder], owner: testUser };
}
