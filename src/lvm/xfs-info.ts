import { reads, type Command } from '../model/command.ts';
import { ParseError } from '../model/errors.ts';

const SOURCE = 'xfs_info';

/** Describes a mounted xfs file system (xfs_info(8)). */
export const xfsInfo = (mountPoint: string): Command => reads('xfs_info', [mountPoint]);

/**
 * Reads whether directories name the type of each entry: `naming =version 2 bsize=4096 ascii-ci=0,
 * ftype=1`. xfsprogs before 3.2 do not know the word, nor do their file systems have it.
 * @throws ParseError
 */
export function parseFtype(stdout: string): boolean {
  const naming = /^naming\s*=.*$/m.exec(stdout)?.[0];
  if (naming === undefined) throw new ParseError(SOURCE, 'a line naming =', stdout);
  return /\bftype=1\b/.test(naming);
}
