import { read, type Read } from '../model/known.ts';
import { applyEdits } from '../model/text-edit.ts';
import { editDaemonJson, optionKey, readDaemonJson } from './daemon-json.ts';
import { removeItems, removeMember } from './json-edit.ts';
import { readObject } from './json-object.ts';

/** Options of the devicemapper driver, which dockerd refuses with any other. */
const isOfDriver = (option: unknown): boolean => optionKey(String(option)).startsWith('dm.');

/**
 * Sets the storage driver in the text of daemon.json and removes the options of devicemapper; everything
 * else stays to the byte.
 * @param text null: the file does not exist
 */
export function switchDaemonJson(text: string | null, driver: string): Read<string> {
  const edited = editDaemonJson(text, { storageDriver: driver, storageOpts: [] });
  if (!edited.ok) return edited;
  const settings = readDaemonJson(edited.value);
  const object = readObject(edited.value);
  if (!settings.ok) return settings;
  if (!object.ok) return object;
  const { storageOpts } = settings.value;
  const list = object.value.nodes.get('storage-opts');
  if (list === undefined || !storageOpts.some(isOfDriver)) return edited;
  const edits = storageOpts.every(isOfDriver)
    ? removeMember(object.value, 'storage-opts')
    : removeItems(list, ({ value }) => isOfDriver(value));
  return read(applyEdits(edited.value, edits));
}
