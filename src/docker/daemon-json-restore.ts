import { read, type Read } from '../model/known.ts';
import { applyEdits, type Edit } from '../model/text-edit.ts';
import { optionKey, readDaemonJson, type DaemonSettings } from './daemon-json.ts';
import { addMembers, removeItems, removeMember, setList, setString } from './json-edit.ts';
import { readObject, type JsonObject } from './json-object.ts';

/** The text of daemon.json before and after dmctl wrote it; null: there was no file. */
export interface Written {
  readonly before: string | null;
  readonly after: string;
}

type Storage = Pick<DaemonSettings, 'storageDriver' | 'storageOpts'>;

const NONE: Storage = { storageDriver: null, storageOpts: [] };

/**
 * Removes dmctl's settings from daemon.json and restores those it replaced; everything else stays
 * unchanged to the byte. A storage setting that has been changed since stays too.
 * @param text the present text of the file
 * @returns null: nothing else is left, and there was no file before
 */
export function restoreDaemonJson(text: string, written: Written): Read<string | null> {
  if (text === written.after) return read(written.before);
  const after = readDaemonJson(written.after);
  if (!after.ok) return after;
  const before = written.before === null ? read(NONE) : readDaemonJson(written.before);
  if (!before.ok) return before;
  const driver = edited(text, (now) => driverEdits(now, before.value, after.value));
  if (!driver.ok) return driver;
  const options = edited(driver.value, (now) => optionEdits(now, before.value, after.value));
  if (!options.ok || written.before !== null) return options;
  const left = readDaemonJson(options.value);
  return left.ok && left.value.keys.length === 0 ? read(null) : options;
}

interface Now extends Storage {
  readonly object: JsonObject;
}

function edited(text: string, edits: (now: Now) => readonly Edit[]): Read<string> {
  const settings = readDaemonJson(text);
  if (!settings.ok) return settings;
  const object = readObject(text);
  if (!object.ok) return object;
  return read(applyEdits(text, edits({ ...settings.value, object: object.value })));
}

function driverEdits({ object, storageDriver }: Now, before: Storage, after: Storage) {
  const node = object.nodes.get('storage-driver');
  if (!node || storageDriver !== after.storageDriver || storageDriver === before.storageDriver) {
    return [];
  }
  if (before.storageDriver === null) return removeMember(object, 'storage-driver');
  return [setString(node, before.storageDriver)];
}

function optionEdits(now: Now, before: Storage, after: Storage): readonly Edit[] {
  const { object, storageOpts } = now;
  const list = object.nodes.get('storage-opts');
  const ours = after.storageOpts.filter((option) => !before.storageOpts.includes(option));
  const kept = storageOpts.filter((option) => !ours.includes(option));
  const back = before.storageOpts.filter(
    (option) =>
      !after.storageOpts.includes(option) &&
      !kept.some((one) => optionKey(one) === optionKey(option)),
  );
  if (!list) return back.length === 0 ? [] : addMembers(object, [['storage-opts', back]]);
  if (kept.length === storageOpts.length) return [];
  if (kept.length + back.length === 0) return removeMember(object, 'storage-opts');
  if (kept.length === 0 || back.length > 0) return [setList(object, list, [...kept, ...back])];
  return removeItems(list, ({ value }) => ours.includes(String(value)));
}
