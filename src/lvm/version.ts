import { reads, type Command } from '../model/command.ts';
import { ParseError } from '../model/errors.ts';
import { wholeLines } from '../model/lines.ts';

const DOTTED = /\d+(?:\.\d+)+/;

function versionIn(source: string, pattern: RegExp, stdout: string): string {
  const text = wholeLines(source, stdout).join('\n');
  const version = DOTTED.exec(pattern.exec(text)?.[0] ?? '')?.[0];
  if (version !== undefined) return version;
  throw new ParseError(source, 'a version', stdout);
}

/** `lvm version`; it also asks the kernel for the driver's version. */
export const lvmVersion = (): Command => reads('lvm', ['version']);

/** `2.03.16` of `LVM version: 2.03.16(2) (2022-05-18)`. @throws ParseError */
export const parseLvmVersion = (stdout: string): string =>
  versionIn('lvm version', /LVM version: *\S+/, stdout);

export const thinCheckVersion = (): Command => reads('thin_check', ['--version'], 10_000);

/** `0.9.0`, or `1.1.0` of `thin_check 1.1.0`. @throws ParseError */
export const parseThinCheckVersion = (stdout: string): string =>
  versionIn('thin_check --version', /^(?:thin_check )?\d\S*/m, stdout);

/** `2.38.1` of `wipefs from util-linux 2.38.1`. @throws ParseError */
const parserFor = (program: string) => (stdout: string) =>
  versionIn(`${program} --version`, /util-linux \d\S*/, stdout);

export const wipefsVersion = (): Command => reads('wipefs', ['--version'], 10_000);

/** Reads the version of util-linux that wipefs names. @throws ParseError */
export const parseWipefsVersion = parserFor('wipefs');

export const lsblkVersion = (): Command => reads('lsblk', ['--version'], 10_000);

/** Reads the version of util-linux that lsblk names. @throws ParseError */
export const parseLsblkVersion = parserFor('lsblk');
