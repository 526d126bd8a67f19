import { dockerFacts } from '../../docker/engine.ts';
import { switchDaemonJson } from '../../docker/daemon-json-switch.ts';
import { switchOptionFile } from '../../docker/option-file-switch.ts';
import type { Facts } from '../../model/facts/facts.ts';
import type { GroundSubject } from '../../model/facts/migration.ts';
import { knownOr } from '../../model/known.ts';
import { sha256Of } from '../../model/sha256.ts';
import { cannotEdit } from '../docker/daemon-json.ts';
import { outsideRefusals } from '../docker/refusals.ts';
import type { NewFile } from '../steps/files.ts';
import { no, type Grown } from '../steps/pool-in-use.ts';
import { unseen } from '../steps/refusal.ts';
import type { MigrateSite } from './site.ts';

/**
 * Files that lead Docker to overlay2, in the order in which they are written: a dockerd that starts in
 * between finds options of another driver, and ends.
 */
export interface NewConfiguration {
  readonly files: readonly NewFile[];
  /** The one that names the driver: once it is written, Docker's next start is on overlay2. */
  readonly switching: NewFile;
}

const STORAGE = new Set(['--storage-driver', '--storage-opt']);

/**
 * Plans the files that lead Docker to overlay2. dockerd refuses an option that is both a flag and in
 * daemon.json, so a driver that an environment file names is changed there.
 */
export function newConfiguration(site: MigrateSite): Grown<NewConfiguration> {
  const { facts, ground } = site;
  const { docker } = dockerFacts(facts);
  const options = knownOr(docker.outside, []).filter(({ option }) => STORAGE.has(option));
  const isInFiles = options.every(({ source }) => source.startsWith('/'));
  const isDriverInUnit = knownOr(docker.outside, []).some(
    ({ option }) => option === 'DOCKER_DRIVER',
  );
  if (!isInFiles || isDriverInUnit || !docker.outside.known) return no(...outsideRefusals(docker));
  if (!ground.optionFiles.known) return no(unseen("Docker's options", ground.optionFiles.why));
  const files = [];
  for (const { path, text } of ground.optionFiles.value) {
    if (!options.some(({ source }) => source === path)) continue;
    const switched = switchOptionFile(text, 'overlay2');
    if (!switched.ok) return no(cannotEdit(path, switched.why));
    files.push({ path, text: switched.value, old: { text, sha256: sha256Of(text) } });
  }
  const driverFile = options.find(({ option }) => option === '--storage-driver')?.source;
  const switching = files.find(({ path }) => path === driverFile);
  if (switching !== undefined)
    return {
      ok: true,
      value: { files: [switching, ...files.filter((one) => one !== switching)], switching },
    };
  const daemonJson = newDaemonJson(site);
  if (!daemonJson.ok) return daemonJson;
  return { ok: true, value: { files: [daemonJson.value, ...files], switching: daemonJson.value } };
}

function newDaemonJson({ facts }: MigrateSite): Grown<NewFile> {
  const { daemonJson } = dockerFacts(facts);
  if (daemonJson.state === 'unusable') return no(cannotEdit(daemonJson.path, daemonJson.why));
  const old = daemonJson.state === 'present' ? daemonJson : null;
  const edited = switchDaemonJson(old?.text ?? null, 'overlay2');
  if (!edited.ok) return no(cannotEdit(daemonJson.path, edited.why));
  return { ok: true, value: { path: daemonJson.path, text: edited.value, old } };
}

/** Where a migration looks. @param root with its links resolved */
export const groundOf = (facts: Facts, root = facts.engine.root): GroundSubject => ({
  root,
  sources: knownOr(dockerFacts(facts).docker.outside, []).map(({ source }) => source),
  service: facts.engine.service,
  runs: knownOr(dockerFacts(facts).docker.info, null) !== null,
});
