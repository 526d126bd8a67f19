import { reads, type Command } from '../model/command.ts';

/** Lists the options of tar(1). */
export const tarHelp = (): Command => reads('tar', ['--help']);

/** What a conversion asks of tar: nothing that a layer holds may be left out. */
const NEEDED = [
  '--acls',
  '--delay-directory-restore',
  '--no-recursion',
  '--no-unquote',
  '--null',
  '--numeric-owner',
  '--sparse',
  '--xattrs',
  '--xattrs-exclude',
  '--xattrs-include',
];

/** Returns the options that a conversion needs and this tar does not have. @param help `tar --help` */
export const tarLacks = (help: string): readonly string[] =>
  NEEDED.filter((option) => !new RegExp(`${option}(?![a-z-])`).test(help));
