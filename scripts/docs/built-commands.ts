import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Commands } from './command-words.ts';

const MANIFEST = join(import.meta.dirname, '../../oclif.manifest.json');

/** The commands of the built dmctl. */
export function builtCommands(): Commands {
  const manifest = JSON.parse(readFileSync(MANIFEST, 'utf8')) as { readonly commands: Commands };
  return manifest.commands;
}
