import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { transform } from 'esbuild';

/** Puts the agent, as plain JavaScript, where the guest's unit looks for it. */
export async function writeAgent(runFolder: string): Promise<void> {
  const source = readFileSync(join(import.meta.dirname, 'agent.ts'), 'utf8');
  const { code } = await transform(source, { loader: 'ts', target: 'node20' });
  writeFileSync(join(runFolder, 'agent.mjs'), code);
}
