import { reads, type Command } from '../model/command.ts';
import { ParseError } from '../model/errors.ts';
import { bytes, type Bytes } from '../model/units.ts';

/** du(1): the space a directory occupies on its file system, without mounts below it. */
export const diskUse = (path: string): Command =>
  reads('du', ['--summarize', '--one-file-system', '--block-size=1', '--', path]);

/** `1234<tab>PATH`. @throws ParseError */
export function parseDiskUse(stdout: string): Bytes {
  const [, size] = /^(\d{1,15})\t/.exec(stdout) ?? [];
  if (size === undefined) throw new ParseError('du', 'a number of bytes and a path', stdout);
  return bytes(Number(size));
}
