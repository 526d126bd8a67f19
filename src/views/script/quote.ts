import type { Command } from '../../model/command.ts';

/** Words no POSIX shell takes for anything but themselves. */
const PLAIN = /^[A-Za-z0-9_%+,./:@=-]+$/;

/** One word for a shell: as it stands where that is safe, else in single quotes. */
export function quote(word: string): string {
  return PLAIN.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** A command as it would be typed. The first word is looked up by the shell. */
export function commandLine({ program, args }: Command): string {
  return [program, ...args].map(quote).join(' ');
}

/** Text for a comment: one line, whatever is in it. */
export function comment(text: string): string {
  return `# ${text.replaceAll(/\s+/g, ' ').trim()}`;
}
