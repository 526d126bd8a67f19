import { reads, type Command } from '../model/command.ts';

/** Lists the options of tar(1). */
export const tarHelp = (): Command => reads('tar', ['--help']);

/** The options of GNU tar that a conversion depends on, as `tar --help` names them. */
export const NEEDED_TAR_OPTIONS = [
  '--xattrs',
  '--xattrs-include',
  '--xattrs-exclude',
  '--acls',
  '--sparse',
  '--null',
  '--no-recursion',
  '--no-unquote',
  '--numeric-owner',
  '--same-owner',
  '--delay-directory-restore',
  '--warning',
] as const;

/**
 * Reads `tar --help` and returns the needed options that it does not name. RHEL 7's tar 1.26 has all
 * of them by patches (docs/decisions/0032-the-options-of-tar.md); another tar than GNU's has none.
 * @param help standard output of `tar --help`
 */
export function missingTarOptions(help: string): readonly string[] {
  if (!help.includes('GNU')) return NEEDED_TAR_OPTIONS;
  // `--warning=KEYWORD`, `-S, --sparse`: a name ends where a letter or a dash does not follow.
  const named = new Set(help.match(/--[a-z][a-z-]*/g) ?? []);
  return NEEDED_TAR_OPTIONS.filter((option) => !named.has(option));
}
