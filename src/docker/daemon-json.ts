import { folded } from '../model/go-names.ts';
import { read, unreadable, type Read } from '../model/known.ts';
import { applyEdits, type Edit } from '../model/text-edit.ts';
import { addItems, addMembers, removeItems, setList, setString, type Member } from './json-edit.ts';
import { isBlankText, readObject, type JsonObject } from './json-object.ts';
import { mayRepeat } from './storage-options.ts';

/** The settings of daemon.json that dmctl uses; null and [] mean "not set". */
export interface DaemonSettings {
  readonly storageDriver: string | null;
  /** `key=value`, in order, any driver's. */
  readonly storageOpts: readonly string[];
  /** `data-root`, or `graph` as it was called before 17.05. */
  readonly dataRoot: string | null;
  /** `userns-remap`: whose subordinate ids containers get. */
  readonly usernsRemap: string | null;
  readonly liveRestore: boolean;
  readonly logDriver: string | null;
  readonly logOpts: Readonly<Record<string, string>>;
  /** True if the file has "storage-opt", which dockerd silently ignores. */
  readonly misspeltStorageOpt: boolean;
  /** All top-level keys, to find conflicts with flags. */
  readonly keys: readonly string[];
}

/** Keys dmctl reads or writes; to Go another spelling is the same key, or unknown. */
const OUR_KEYS = [
  'storage-driver',
  'storage-opts',
  'storage-opt',
  'data-root',
  'graph',
  'userns-remap',
  'live-restore',
  'log-driver',
  'log-opts',
];

/**
 * Reads daemon.json strictly: anything that dockerd would refuse, or read differently from how it
 * looks, is refused. '' and blanks are {} (to dockerd from 23.0 on; before, an error).
 */
export function readDaemonJson(text: string): Read<DaemonSettings> {
  const object = readObject(text);
  return object.ok ? settingsOf(object.value) : object;
}

function settingsOf(object: JsonObject): Read<DaemonSettings> {
  const keys = [...object.members.keys()];
  const odd = keys.find((key) => !OUR_KEYS.includes(key) && OUR_KEYS.includes(folded(key)));
  if (odd !== undefined) return unreadable(`the key "${odd}" must be in lower case`);
  const value = (key: string) => object.members.get(key) ?? null;
  const strings = ['storage-driver', 'data-root', 'graph', 'userns-remap', 'log-driver'];
  const fault =
    strings.find((key) => value(key) !== null && typeof value(key) !== 'string') ??
    (value('live-restore') !== null && typeof value('live-restore') !== 'boolean'
      ? 'live-restore'
      : undefined);
  if (fault !== undefined) return unreadable(`"${fault}" has a value of the wrong kind`);
  const storageOpts = stringsOf(value('storage-opts'));
  if (!storageOpts) return unreadable('"storage-opts" is not a list of strings');
  const logOpts = stringMapOf(value('log-opts'));
  if (!logOpts) return unreadable('"log-opts" is not an object of strings');
  const stringOr = (key: string) => nonEmpty(value(key));
  return read({
    storageDriver: stringOr('storage-driver'),
    storageOpts,
    dataRoot: stringOr('data-root') ?? stringOr('graph'),
    usernsRemap: stringOr('userns-remap'),
    liveRestore: value('live-restore') === true,
    logDriver: stringOr('log-driver'),
    logOpts,
    misspeltStorageOpt: keys.includes('storage-opt'),
    keys,
  });
}

const nonEmpty = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value : null;

function stringsOf(value: unknown): readonly string[] | null {
  if (value === null) return [];
  if (!Array.isArray(value)) return null;
  const items: readonly unknown[] = value;
  return items.every((item) => typeof item === 'string') ? items : null;
}

function stringMapOf(value: unknown): Readonly<Record<string, string>> | null {
  if (value === null) return {};
  if (typeof value !== 'object' || Array.isArray(value)) return null;
  const entries = Object.entries(value as Record<string, unknown>);
  const strings = entries.filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return strings.length === entries.length ? Object.fromEntries(strings) : null;
}

/** The settings that dmctl writes. */
export interface StorageSettings {
  readonly storageDriver: string;
  /** `dm.key=value`, each key once; []: the options stay unchanged. */
  readonly storageOpts: readonly string[];
}

/**
 * Writes the storage settings into the text of daemon.json and keeps everything else to the byte:
 * other keys, their order, indentation, line ends, the end of the file. Of storage-opts, an item
 * with one of our keys is replaced and the others stay.
 * @param text null: the file does not exist
 */
export function editDaemonJson(text: string | null, wanted: StorageSettings): Read<string> {
  const source = text === null || isBlankText(text) ? '{}\n' : text;
  const settings = readDaemonJson(source);
  if (!settings.ok) return settings;
  const object = readObject(source);
  if (!object.ok) return object;
  return read(applyEdits(source, storageEdits(object.value, settings.value, wanted)));
}

function storageEdits(
  object: JsonObject,
  present: DaemonSettings,
  wanted: StorageSettings,
): readonly Edit[] {
  const missing: Member[] = [];
  const edits: Edit[] = [];
  const driver = object.nodes.get('storage-driver');
  if (!driver) missing.push(['storage-driver', wanted.storageDriver]);
  else if (present.storageDriver !== wanted.storageDriver) {
    edits.push(setString(driver, wanted.storageDriver));
  }
  const options = object.nodes.get('storage-opts');
  if (wanted.storageOpts.length === 0) return [...edits, ...addMembers(object, missing)];
  if (!options) missing.push(['storage-opts', wanted.storageOpts]);
  else if (present.storageOpts.length === 0) {
    edits.push(setList(object, options, wanted.storageOpts));
  } else edits.push(...optionEdits(object, present.storageOpts, wanted.storageOpts));
  return [...edits, ...addMembers(object, missing)];
}

/** Returns the key of an option as dockerd does, trimmed and in lower case. */
export const optionKey = (option: string): string =>
  (option.split('=')[0] ?? '').trim().toLowerCase();

function optionEdits(
  object: JsonObject,
  present: readonly string[],
  wanted: readonly string[],
): readonly Edit[] {
  const list = object.nodes.get('storage-opts');
  if (!list) return [];
  const open = [...wanted];
  const take = (matches: (option: string) => boolean): string | undefined => {
    const at = open.findIndex(matches);
    return at < 0 ? undefined : open.splice(at, 1)[0];
  };
  const edits = present.flatMap((option, index): readonly Edit[] => {
    const key = optionKey(option);
    if (take((ours) => ours === option) !== undefined) return [];
    if (mayRepeat(key) || !wanted.some((ours) => optionKey(ours) === key)) return [];
    const ours = take((item) => optionKey(item) === key);
    if (ours === undefined) return removeItems(list, (_, at) => at === index);
    const node = list.children?.[index];
    return node ? [setString(node, ours)] : [];
  });
  return [...edits, ...addItems(object, list, open)];
}
