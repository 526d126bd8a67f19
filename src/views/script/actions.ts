import type { Ownership } from '../../model/host.ts';
import type { Action, Plan } from '../../model/plan.ts';
import { callLine } from './guards.ts';
import type { FunctionName } from './functions.ts';
import { commandLine, quote } from './quote.ts';

/** Lines of shell, and the functions they call. */
export interface ShellLines {
  readonly lines: readonly string[];
  readonly uses: readonly FunctionName[];
}

const shell = (lines: readonly string[], ...uses: FunctionName[]): ShellLines => ({ lines, uses });

const octal = (mode: number): string => `0${mode.toString(8)}`;
const owner = ({ uid, gid }: Ownership): string => `${String(uid)}:${String(gid)}`;

/** Text that a here-document gives back byte for byte: lines of printable characters. */
const HERE_TEXT = /^(?:[\t\x20-\x7e]*\n)+$/;

function delimiterFor(text: string): string {
  const lines = new Set(text.split('\n'));
  let delimiter = 'END';
  while (lines.has(delimiter)) delimiter += '_';
  return delimiter;
}

function writeFile(
  action: Extract<Action, { kind: 'write-file' }>,
  blobs: Plan['blobs'],
): ShellLines {
  const blob = blobs[action.sha256];
  if (blob === undefined) throw new Error(`the plan lacks the content of ${action.path}`);
  const text = Buffer.from(blob, 'base64').toString('latin1');
  const { mode } = action.fresh;
  const args = [action.path, action.replaces ?? '', octal(mode), owner(action.fresh)];
  const put = callLine({ name: 'put_file', args });
  if (HERE_TEXT.test(text)) {
    const delimiter = delimiterFor(text);
    return shell([`${put} <<'${delimiter}'`, `${text}${delimiter}`], 'put_file');
  }
  const encoded = blob.replaceAll(/.{76}/g, '$&\n').split('\n');
  return shell([`base64 -d <<'END' | ${put}`, ...encoded, 'END'], 'put_file');
}

/** A folder that is there already stays as it is, as in a run of dmctl's own. */
function makeDirectory(action: Extract<Action, { kind: 'make-directory' }>): ShellLines {
  const path = quote(action.path);
  const label = `chcon --reference=${quote(action.likeLabelOf ?? '')} -- ${path}`;
  return shell([
    `if [ ! -d ${path} ]; then`,
    `  mkdir -m ${octal(action.owner.mode)} -- ${path}`,
    `  chown ${owner(action.owner)} -- ${path}`,
    ...(action.likeLabelOf === null ? [] : [`  if selinuxenabled 2>/dev/null; then ${label}; fi`]),
    'fi',
  ]);
}

function renameDirectory({ from, to }: Extract<Action, { kind: 'rename-directory' }>): ShellLines {
  return shell(
    [
      `if mountpoint -q -- ${quote(from)}; then stop ${quote(`${from} is a mount point`)}; fi`,
      callLine({ name: 'absent', args: [to] }),
      `mv -nT -- ${quote(from)} ${quote(to)}`,
      callLine({ name: 'absent', args: [from] }),
    ],
    'absent',
  );
}

function removeHolders(device: string): ShellLines {
  const holders = `"/sys/class/block/$(basename "$(readlink -f -- ${quote(device)})")/holders/"*`;
  return shell([
    `for holder in ${holders}; do`,
    '  if [ -e "$holder/dm/name" ]; then dmsetup remove "$(cat "$holder/dm/name")"; fi',
    'done',
  ]);
}

/**
 * The shell lines of one action.
 * @param blobs contents of the files to write, base64 by sha256
 */
export function actionShell(action: Action, blobs: Plan['blobs']): ShellLines {
  switch (action.kind) {
    case 'run':
      return shell([commandLine(action.command)]);
    case 'write-file':
      return writeFile(action, blobs);
    case 'remove-file':
      return shell(
        [
          callLine({ name: 'file_is', args: [action.path, action.sha256] }),
          `rm -- ${quote(action.path)}`,
        ],
        'file_is',
      );
    case 'make-directory':
      return makeDirectory(action);
    case 'remove-directory':
      return shell([`rmdir -- ${quote(action.path)}`]);
    case 'remove-tree':
      return shell([`rm -r --one-file-system -- ${quote(action.path)}`]);
    case 'rename-directory':
      return renameDirectory(action);
    case 'remove-holders':
      return removeHolders(action.device);
    case 'grow-file': {
      const { file, to } = action;
      // truncate(1): `>` never cuts.
      const grow = `truncate -c -s '>${String(to)}' -- ${quote(file.path)}`;
      return shell([grow, `sync -- ${quote(file.path)}`]);
    }
    case 'swap-table': {
      const { pool, saved } = action.swap;
      return shell([callLine({ name: 'swap_table', args: [pool, saved] })], 'swap_table');
    }
    case 'zero-range': {
      const range = `oflag=seek_bytes seek=${String(action.offset)} iflag=count_bytes count=${String(action.length)}`;
      const device = quote(`of=${action.device}`);
      return shell([`dd if=/dev/zero ${device} bs=64K ${range} conv=notrunc,fsync status=none`]);
    }
  }
}
