import type { Guest } from './guest/guest.ts';
import { withProgram } from './scenario.ts';

/** Words of a program of util-linux 2.23.2 about an option that it does not know. */
const refuses = (option: string): string => {
  const words = option.startsWith('--')
    ? `unrecognized option '${option}'`
    : `invalid option -- '${option.slice(1)}'`;
  return `*" ${option} "*) printf '%s: %s\\n\\nUsage:\\n' "\${0##*/}" "${words}" >&2; exit 1 ;;`;
};

/** A program that knows fewer options, and tells its age; all else is left to the real one. */
const older = (unknown: readonly string[], rest: string): string => `#!/bin/sh
case " $* " in
*" --version "*) echo "\${0##*/} from util-linux 2.23.2"; exit 0 ;;
${unknown.map(refuses).join('\n')}
esac
${rest}`;

const real = 'exec "$0.real" "$@"\n';

/**
 * wipefs lists one device with a heading, encodes commas, and shows a GPT without its backup and its
 * protective MBR; that one it leaves on the disk.
 */
const WIPEFS = `
for device; do :; done
case $1 in
-p)
  found=$("$0.real" -p "$device") || exit
  [ -n "$found" ] || exit 0
  printf '%s\\n' '# offset,uuid,label,type' "$found" |
    awk -F, '$4 == "PMBR" || ($4 == "gpt" && seen++) { next } { print }'
  exit 0 ;;
--all) ;;
*) exec "$0.real" "$@" ;;
esac
table=$(mktemp)
dd if="$device" of="$table" bs=512 count=1 status=none
gpt=$("$0.real" "$device" | grep -c gpt)
"$0.real" "$@" || exit
[ "$gpt" = 0 ] || dd if="$table" of="$device" conv=notrunc,fsync status=none
rm "$table"
`;

const PROGRAMS: readonly (readonly [program: string, script: string])[] = [
  ['lsblk', older(['-J', '--json', '-y'], real)],
  ['losetup', older(['--json', '-J', '--raw', '--noheadings'], real)],
  ['wipefs', older(['--json', '-J', '--output', '-O', '--backup', '--noheadings'], WIPEFS)],
  [
    'blkdiscard',
    older(
      ['--zeroout', '-z'],
      `case " $* " in *" --help "*) "$0.real" --help | grep -v zeroout; exit 0 ;; esac\n${real}`,
    ),
  ],
];

/** Does the work on a host whose util-linux refuses what 2.23.2 refuses, in its very words. */
export function withOldUtilLinux<T>(guest: Guest, work: () => Promise<T>): Promise<T> {
  return PROGRAMS.reduce<() => Promise<T>>(
    (inner, [program, script]) =>
      () =>
        withProgram(guest, program, script, inner),
    work,
  )();
}
