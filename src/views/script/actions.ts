import type { Ownership } from '../../model/host.ts';
import { deviceNode } from '../../model/facts/device.ts';
import type { Action, ActionOf, Plan } from '../../model/plan/plan.ts';
import { callLine } from './guards.ts';
import { commandLine, quote } from './quote.ts';

type Lines = readonly string[];

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

function writeFile(action: ActionOf<'write-file'>, blobs: Plan['blobs']): Lines {
  const blob = blobs[action.sha256];
  if (blob === undefined) throw new Error(`the plan lacks the content of ${action.path}`);
  const text = Buffer.from(blob, 'base64').toString('latin1');
  const { mode } = action.fresh;
  const args = [action.path, action.replaces ?? '', octal(mode), owner(action.fresh)];
  const put = callLine({ name: 'put_file', args });
  if (HERE_TEXT.test(text)) {
    const delimiter = delimiterFor(text);
    return [`${put} <<'${delimiter}'`, `${text}${delimiter}`];
  }
  const encoded = blob.replaceAll(/.{76}/g, '$&\n').split('\n');
  return [`base64 -d <<'END' | ${put}`, ...encoded, 'END'];
}

/** A directory that already exists is left as it is, as in a run of dmctl's own. */
function makeDirectory(action: ActionOf<'make-directory'>): Lines {
  const path = quote(action.path);
  const label = `chcon --reference=${quote(action.likeLabelOf ?? '')} -- ${path}`;
  return [
    `if [ ! -d ${path} ]; then`,
    `  mkdir -m ${octal(action.owner.mode)} -- ${path}`,
    `  chown ${owner(action.owner)} -- ${path}`,
    ...(action.likeLabelOf === null ? [] : [`  if selinuxenabled 2>/dev/null; then ${label}; fi`]),
    'fi',
  ];
}

/** A link that already leads there is left as it is, as in a run of dmctl's own. */
function makeLink({ path, target }: ActionOf<'make-link'>): Lines {
  const [link, to] = [quote(path), quote(target)];
  const isThere = `[ "$(readlink -f -- ${link})" = ${to} ]`;
  return [`${isThere} || ln -sT -- ${to} ${link}`];
}

const removeLink = ({ path, target }: ActionOf<'remove-link'>): Lines => [
  `[ -L ${quote(path)} ] && [ "$(readlink -f -- ${quote(path)})" = ${quote(target)} ] ||`,
  `  stop ${quote(`${path} does not lead to ${target}`)}`,
  `rm -- ${quote(path)}`,
];

function renameDirectory({ from, to }: ActionOf<'rename-directory'>): Lines {
  return [
    `if mountpoint -q -- ${quote(from)}; then stop ${quote(`${from} is a mount point`)}; fi`,
    callLine({ name: 'absent', args: [to] }),
    `mv -nT -- ${quote(from)} ${quote(to)}`,
    callLine({ name: 'absent', args: [from] }),
  ];
}

function moveEntries({ root, to }: ActionOf<'move-entries'>): Lines {
  const { path, aside, stay } = root;
  const [from, into] = to === 'aside' ? [path, aside] : [aside, path];
  return [callLine({ name: 'move_entries', args: [from, into, ...stay] })];
}

/** Only ever an undo, which a script shows and does not do. */
function removeEntries({ root }: ActionOf<'remove-entries'>): Lines {
  const keep = root.stay.map((name) => `! -name ${quote(name)}`).join(' ');
  const find = `find ${quote(root.path)} -xdev -mindepth 1 -maxdepth 1 ${keep}`;
  return [`${find} -exec rm -r --one-file-system -- {} +`];
}

const syncLine = (files: readonly string[]): string =>
  `sync -- ${files.map((path) => quote(path)).join(' ')}`;

function swapTable({ swap, flush }: ActionOf<'swap-table'>): Lines {
  const call = callLine({ name: 'swap_table', args: [swap.pool, swap.saved] });
  return [syncLine(flush), call];
}

function removeHolders(device: string): Lines {
  const holders = `"/sys/class/block/$(basename "$(readlink -f -- ${quote(device)})")/holders/"*`;
  return [
    `for holder in ${holders}; do`,
    '  if [ -e "$holder/dm/name" ]; then dmsetup remove "$(cat "$holder/dm/name")"; fi',
    'done',
  ];
}

/**
 * Docker names its devices after the directory's device number, split as it does, and inode. The pool
 * is the last: dmsetup removes no device that another lies on.
 */
function removeLoopPool(dataRoot: string): Lines {
  const folder = quote(`${dataRoot}/devicemapper`);
  return [
    `if [ -d ${folder} ]; then`,
    `  dev=$(stat -c %d -- ${folder})`,
    '  prefix="docker-$((dev >> 8 & 0xfff)):$((dev & 0xff | dev >> 12 & 0xfff00))"',
    `  prefix="$prefix-$(stat -c %i -- ${folder})-"`,
    '  pool="$prefix"pool',
    '  for name in /sys/block/dm-*/dm/name; do',
    '    if [ -e "$name" ]; then name=$(cat "$name"); else continue; fi',
    '    case $name in "$pool") ;; "$prefix"*) dmsetup remove "$name" ;; esac',
    '  done',
    '  if [ -e "/dev/mapper/$pool" ]; then dmsetup remove "$pool"; fi',
    'fi',
  ];
}

const removeFile = ({ path, sha256 }: ActionOf<'remove-file'>): Lines => [
  callLine({ name: 'file_is', args: [path, sha256] }),
  `rm -- ${quote(path)}`,
];

/** truncate(1): `>` never cuts. */
const growFile = ({ file, to }: ActionOf<'grow-file'>): Lines => [
  `truncate -c -s '>${String(to)}' -- ${quote(file.path)}`,
  `sync -- ${quote(file.path)}`,
];

function zeroRange({ device, offset, length }: ActionOf<'zero-range'>): Lines {
  const range = `oflag=seek_bytes seek=${String(offset)} iflag=count_bytes count=${String(length)}`;
  const target = quote(`of=${deviceNode(device)}`);
  return [`dd if=/dev/zero ${target} bs=64K ${range} conv=notrunc,fsync status=none`];
}

function wipeDevice({ device, saved, wipe }: ActionOf<'wipe-device'>): Lines {
  const node = deviceNode(device);
  return [
    ...saved.map(({ path, offset, length }) =>
      callLine({ name: 'save_bytes', args: [node, String(offset), String(length), path] }),
    ),
    commandLine(wipe),
    ...(device.partition === undefined
      ? [callLine({ name: 'drop_partitions', args: [node] })]
      : []),
  ];
}

type Blobs = Plan['blobs'];

const SHELL: { readonly [K in Action['kind']]: (action: ActionOf<K>, blobs: Blobs) => Lines } = {
  run: ({ command, flush = [] }) => [
    commandLine(command),
    ...(flush.length === 0 ? [] : [syncLine(flush)]),
  ],
  'try-out': ({ commands, clear }) => [
    ...clear.map((command) => `${commandLine(command)} 2>/dev/null || true`),
    ...commands.map(commandLine),
    ...clear.map((command) => `${commandLine(command)} 2>/dev/null || true`),
  ],
  'remove-snapshots': () => [callLine({ name: 'remove_snapshots', args: ['ctr'] }), 'sleep 5'],
  'write-file': writeFile,
  'remove-file': removeFile,
  'make-directory': makeDirectory,
  'make-link': makeLink,
  'remove-link': removeLink,
  'remove-directory': ({ path }) => [`rmdir -- ${quote(path)}`],
  'remove-tree': ({ path }) => [`rm -rf --one-file-system -- ${quote(path)}`],
  'rename-directory': renameDirectory,
  'move-entries': moveEntries,
  'remove-entries': removeEntries,
  'remove-holders': ({ device }) => removeHolders(device),
  'remove-loop-pool': ({ dataRoot }) => removeLoopPool(dataRoot),
  'grow-file': growFile,
  'swap-table': swapTable,
  'zero-range': zeroRange,
  'wipe-device': wipeDevice,
  'convert-layer': () => ONLY_DMCTL,
  'convert-rest': () => ONLY_DMCTL,
  'hold-layers': () => [':'],
  'mount-volume': () => ONLY_DMCTL,
  'unmount-volume': unmountVolume,
  'release-layers': () => [':'],
  'copy-tree': ({ from, to }) => [`cp -a -- ${quote(from)} ${quote(to)}`, 'sync'],
  'set-container-driver': setContainerDriver,
  'save-metadata': () => ONLY_REPAIR,
  'examine-metadata': () => ONLY_REPAIR,
  'swap-metadata': () => ONLY_REPAIR,
  'write-metadata': () => ONLY_REPAIR,
  'check-layers': () => ONLY_REPAIR,
  'delete-thin': ({ remove }) => [commandLine(remove)],
  'trim-mounts': ({ engine, pool }) => [
    callLine({ name: 'trim_mounts', args: [pool, engine === 'docker' ? 'dockerd' : engine] }),
  ],
};

/** What is repaired is compared mapping by mapping, which no script of this size does. */
const ONLY_REPAIR = [`stop 'only dmctl compares metadata: run dmctl repair'`];

/** dockerd has unmounted it already if it stopped by itself (moby, overlay2 Driver.Cleanup). */
function unmountVolume({ places }: ActionOf<'unmount-volume'>): Lines {
  const at = quote(places.final);
  return [
    `if mountpoint -q -- ${at}; then umount -- ${at}; fi`,
    `if [ -d ${at} ]; then rmdir -- ${at}; fi`,
  ];
}

/** A layer is compared and proven as it is copied, which no script of this size does. */
const ONLY_DMCTL = [`stop 'only dmctl converts layers: run dmctl migrate overlay2'`];

function setContainerDriver({ dataRoot, from, to }: ActionOf<'set-container-driver'>): Lines {
  const mounts = quote(`${dataRoot}/image/devicemapper/layerdb/mounts`);
  const config = `${quote(`${dataRoot}/containers`)}/"$id"/config.v2.json`;
  return [
    `for id in $(ls -- ${mounts}); do`,
    `  [ ! -e ${config} ] || sed -i 's/"Driver":"${from}"/"Driver":"${to}"/' ${config}`,
    'done',
  ];
}

/** The shell lines of one action. @param blobs contents of the files to write, base64 by sha256 */
export function actionShell(action: Action, blobs: Blobs): Lines {
  // The table gives each kind lines of its own; TypeScript cannot follow that to the call.
  const linesOf = SHELL[action.kind] as (a: Action, b: Blobs) => Lines;
  return linesOf(action, blobs);
}
