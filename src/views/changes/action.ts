import type { Command } from '../../model/command.ts';
import type { Action } from '../../model/plan/plan.ts';
import { commandLine } from '../script/quote.ts';

type Call = Extract<
  Action,
  { kind: 'run' | 'swap-table' | 'wipe-device' | 'swap-metadata' | 'delete-thin' }
>;

/** True for an action that is one program call when nothing fails, whatever dmctl does beside it. */
export function isCall(action: Action): action is Call {
  return ['run', 'swap-table', 'wipe-device', 'swap-metadata', 'delete-thin'].includes(action.kind);
}

function commandOf(action: Call): Command {
  if (action.kind === 'run') return action.command;
  if (action.kind === 'swap-metadata') return action.swap;
  if (action.kind === 'delete-thin') return action.remove;
  return action.kind === 'swap-table' ? action.resume : action.wipe;
}

/** Describes an action in one line: a command as it would be typed, or what happens to a file. */
export function actionLine(action: Action): string {
  return isCall(action) ? `$ ${commandLine(commandOf(action))}` : effectLine(action);
}

type Effect = Exclude<Action, Call>;
type Of<K extends Effect['kind']> = Extract<Effect, { kind: K }>;

const EFFECTS: { readonly [K in Effect['kind']]: (action: Of<K>) => string } = {
  'try-out': ({ commands }) => commands.map((command) => `$ ${commandLine(command)}`).join('; '),
  'remove-snapshots': ({ remove }) => `$ ${commandLine(remove)} each snapshot, in each namespace`,
  'write-file': ({ path, replaces }) => `${replaces === null ? 'write' : 'replace'} ${path}`,
  'remove-file': ({ path }) => `remove ${path}`,
  'make-directory': ({ path }) => `create directory ${path}`,
  'make-link': ({ path, target }) => `create link ${path} -> ${target}`,
  'remove-link': ({ path }) => `remove link ${path}`,
  'remove-directory': ({ path }) => `remove empty directory ${path}`,
  'remove-tree': ({ path }) => `remove ${path} and everything in it`,
  'remove-holders': ({ device }) => `remove the device-mapper devices on top of ${device}`,
  'remove-loop-pool': ({ dataRoot }) =>
    `remove the device-mapper devices of the loop files in ${dataRoot}`,
  'rename-directory': ({ from, to }) => `rename ${from} to ${to}`,
  'move-entries': ({ root: { path, aside }, to }) =>
    to === 'aside'
      ? `move each entry of ${path} into ${aside}`
      : `move each entry of ${aside} back to ${path}`,
  'remove-entries': ({ root: { path, stay } }) =>
    `remove everything in ${path} except ${stay.join(', ')}`,
  'grow-file': ({ file, from, to }) =>
    `extend ${file.path} from ${String(from)} to ${String(to)} bytes`,
  'zero-range': ({ device, offset, length }) =>
    `zero ${String(length)} bytes of ${device.path} from offset ${String(offset)}`,
  'convert-layer': ({ layer, places }) =>
    `copy what layer ${layer.id} adds into ${places.building}/${layer.id}, and prove it`,
  'hold-layers': ({ hold }) => `write ${hold.mark}`,
  'convert-rest': ({ places }) =>
    `copy every layer that is not in ${places.building} yet, and remove those that are gone`,
  'copy-tree': ({ from, to }) => `copy ${from} to ${to}`,
  'set-container-driver': ({ dataRoot, to }) =>
    `set "Driver":"${to}" in ${dataRoot}/containers/*/config.v2.json`,
  'mount-volume': ({ volume, places, at }) => `mount ${volume.vg}/${volume.lv} at ${places[at]}`,
  'unmount-volume': ({ volume }) => `unmount ${volume.vg}/${volume.lv}`,
  'release-layers': () => 'unmount and remove the read-only devices of layers',
  'save-metadata': ({ volume, image }) => `copy ${volume.vg}/${volume.lv} to ${image}`,
  'examine-metadata': ({ folder }) =>
    `thin_check and thin_repair on copies in ${folder}, and compare all devices and mappings`,
  'write-metadata': ({ vg, lv, image }) => `copy ${image.path} to ${vg}/${lv}, and read it back`,
  'check-layers': ({ pool, layers }) =>
    `mount each of ${String(layers.length)} thin devices of ${pool} read-only, and unmount it`,
  'trim-mounts': ({ pool }) =>
    `$ fstrim each file system on ${pool}, where its engine has it mounted`,
};

function effectLine(action: Effect): string {
  // The table has a function for each kind, which TypeScript cannot follow to the call.
  const wordsOf = EFFECTS[action.kind] as (a: Effect) => string;
  return wordsOf(action);
}

type OfMigration = Of<
  | 'convert-layer'
  | 'hold-layers'
  | 'convert-rest'
  | 'copy-tree'
  | 'set-container-driver'
  | 'mount-volume'
  | 'unmount-volume'
  | 'release-layers'
>;
type PathsOf<K extends OfMigration['kind']> = (action: Of<K>) => { path: string; to?: string };

const MIGRATION_PATHS: { readonly [K in OfMigration['kind']]: PathsOf<K> } = {
  'convert-layer': ({ places, layer }) => ({ path: `${places.building}/${layer.id}` }),
  'hold-layers': ({ hold }) => ({ path: hold.mark }),
  'convert-rest': ({ places }) => ({ path: places.building }),
  'copy-tree': ({ from, to }) => ({ path: from, to }),
  'set-container-driver': ({ dataRoot }) => ({ path: `${dataRoot}/containers` }),
  'mount-volume': ({ places, at }) => ({ path: places[at] }),
  'unmount-volume': ({ places }) => ({ path: places.final }),
  'release-layers': () => ({ path: '/run/dmctl/layers' }),
};

const isOfMigration = (action: Effect): action is OfMigration => action.kind in MIGRATION_PATHS;

function migrationJson(action: OfMigration): Readonly<Record<string, unknown>> {
  // The table has a function for each kind, which TypeScript cannot follow to the call.
  const pathsOf = MIGRATION_PATHS[action.kind] as (a: OfMigration) => { path: string };
  return pathsOf(action);
}

type OfRepair = Of<'save-metadata' | 'examine-metadata' | 'write-metadata' | 'check-layers'>;

const REPAIR_PATHS: {
  readonly [K in OfRepair['kind']]: (action: Of<K>) => { path: string; to?: string };
} = {
  'save-metadata': ({ volume, image }) => ({ path: `${volume.vg}/${volume.lv}`, to: image }),
  'examine-metadata': ({ folder }) => ({ path: folder }),
  'write-metadata': ({ vg, lv, image }) => ({ path: image.path, to: `${vg}/${lv}` }),
  'check-layers': ({ pool }) => ({ path: pool }),
};

const isOfRepair = (action: Effect): action is OfRepair => action.kind in REPAIR_PATHS;

function repairJson(action: OfRepair): Readonly<Record<string, unknown>> {
  // The table has a function for each kind, which TypeScript cannot follow to the call.
  const pathsOf = REPAIR_PATHS[action.kind] as (a: OfRepair) => { path: string };
  return pathsOf(action);
}

type OfSnapshotter = Of<'try-out' | 'remove-snapshots'>;

function effectJson(action: Effect): Readonly<Record<string, unknown>> {
  if (isOfMigration(action)) return migrationJson(action);
  if (isOfRepair(action)) return repairJson(action);
  if (action.kind === 'remove-snapshots') return { path: action.databases.snapshotter };
  if (action.kind !== 'try-out') return pathsJson(action);
  return { argv: action.commands.map(({ program, args }) => [program, ...args]) };
}

/** Names the path that is changed, and where it goes. */
function pathsJson(
  action: Exclude<Effect, OfSnapshotter | OfMigration | OfRepair>,
): Readonly<Record<string, unknown>> {
  if ('path' in action) return { path: action.path };
  switch (action.kind) {
    case 'remove-holders':
      return { path: action.device };
    case 'zero-range':
      return { path: action.device.path };
    case 'rename-directory':
      return { path: action.from, to: action.to };
    case 'move-entries': {
      const { path, aside } = action.root;
      return action.to === 'aside' ? { path, to: aside } : { path: aside, to: path };
    }
    case 'grow-file':
      return { path: action.file.path, from: action.from, to: action.to };
    case 'remove-loop-pool':
      return { path: action.dataRoot };
    case 'remove-entries':
      return { path: action.root.path };
    case 'trim-mounts':
      return { path: `/dev/mapper/${action.pool}` };
  }
}

/** Describes an action in JSON: `argv` of a program, or the path of what is changed. */
export function actionJson(action: Action): Readonly<Record<string, unknown>> {
  if (!isCall(action)) return { kind: action.kind, ...effectJson(action) };
  const { program, args } = commandOf(action);
  return { kind: action.kind, argv: [program, ...args] };
}
