import { dockerFacts } from '../../docker/engine.ts';
import { editDaemonJson } from '../../docker/daemon-json.ts';
import type { Facts } from '../../model/facts/facts.ts';
import type { Notice } from '../../model/notice.ts';
import type { FilePlan } from '../steps/files.ts';
import { refusal } from '../steps/refusal.ts';

/** daemon.json with the devicemapper driver and these options, `dm.key=value`. */
export function daemonJsonFile(facts: Facts, options: readonly string[]): FilePlan {
  const { daemonJson } = dockerFacts(facts);
  const old = daemonJson.state === 'present' ? daemonJson : null;
  const edited = editDaemonJson(old?.text ?? null, {
    storageDriver: 'devicemapper',
    storageOpts: options,
  });
  if (edited.ok) return { ok: true, file: { path: daemonJson.path, text: edited.value, old } };
  return { ok: false, notice: cannotEdit(daemonJson.path, edited.why) };
}

/** Refuses to write a daemon.json of which dmctl could not keep the rest as it is. */
export const cannotEdit = (path: string, why: string): Notice =>
  refusal('DM042', `${path} cannot be edited safely`, why, [`fix ${path}`]);
