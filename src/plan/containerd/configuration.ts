import {
  disablesDevmapper,
  readConfigFile,
  type ConfigFile,
} from '../../containerd/config-file.ts';
import { dropInText, newConfigText, type DropInPlace } from '../../containerd/drop-in.ts';
import { parseDump } from '../../containerd/dump.ts';
import { containerdFacts } from '../../containerd/engine.ts';
import { DROP_IN_PATTERN, withImport } from '../../containerd/imports.ts';
import { newFileVersion, type Release } from '../../containerd/version.ts';
import type { ConfigurationFile, ContainerdFacts } from '../../model/facts/containerd-state.ts';
import type { Facts } from '../../model/facts/facts.ts';
import { dmName } from '../../model/names.ts';
import type { Notice } from '../../model/notice.ts';
import type { SetupDirectLvmRequest } from '../../model/plan/journal.ts';
import type { NewFile } from '../steps/files.ts';
import { no, type Grown } from '../steps/pool-in-use.ts';
import { refusal, unseen } from '../steps/refusal.ts';
import { snapshotterOf } from './request.ts';

/** The two files of containerd that a setup writes. */
export interface ContainerdFiles {
  readonly dropIn: NewFile;
  /** null: it imports the folder already. */
  readonly config: NewFile | null;
}

/** The files for this pool, or why they cannot be written. */
export function containerdFiles(
  facts: Facts,
  request: SetupDirectLvmRequest,
): Grown<ContainerdFiles> {
  const detail = containerdFacts(facts);
  const { version, settings, dropIn } = detail;
  if (!version.known) return no(unseen('the version of containerd', version.why));
  if (!settings.known) return no(unseen('the settings of containerd', settings.why));
  if (version.value === null || settings.value === null)
    return no(unseen('containerd', 'it is not installed'));
  const main = mainFile(detail, version.value);
  if (!main.ok) return main;
  const place: DropInPlace = {
    release: version.value,
    file: main.value.version,
    unpack: parseDump(settings.value.dump).unpack,
    platform: detail.platform,
  };
  const text = dropInText(wantedOf(request), place);
  if (!text.ok) return no(cannotEdit(dropIn.path, text.why));
  if (dropIn.state === 'unusable') return no(cannotEdit(dropIn.path, dropIn.why));
  const file = { path: dropIn.path, text: text.value, old: oldOf(dropIn) };
  return { ok: true, value: { dropIn: file, config: main.value.file } };
}

function wantedOf(request: SetupDirectLvmRequest): Parameters<typeof dropInText>[0] {
  const { baseSize, fs, cri } = snapshotterOf(request);
  return {
    poolName: dmName(request.vg, request.pool),
    baseSize,
    fileSystem: fs,
    fsOptions: null,
    rootPath: null,
    asyncRemove: null,
    discardBlocks: null,
    cri,
  };
}

interface MainFile {
  readonly version: ConfigFile['version'];
  readonly file: NewFile | null;
}

/** The main file with the import; where there is none, one with containerd's defaults. */
function mainFile({ config }: ContainerdFacts, release: Release): Grown<MainFile> {
  const { path } = config;
  if (config.state === 'unusable') return no(cannotEdit(path, config.why));
  if (config.state === 'absent') {
    const text = newConfigText(release);
    if (!text.ok) return no(cannotEdit(path, text.why));
    const file = { path, text: text.value, old: null };
    return { ok: true, value: { version: newFileVersion(release), file } };
  }
  const found = readConfigFile(config.text);
  if (!found.ok) return no(cannotEdit(path, found.why));
  const fault = faultOf(found.value);
  if (fault !== null) return no(cannotEdit(path, fault));
  const text = withImport(config.text, DROP_IN_PATTERN);
  if (!text.ok) return no(cannotEdit(path, text.why));
  const file = text.value === config.text ? null : { path, text: text.value, old: config };
  return { ok: true, value: { version: found.value.version, file } };
}

/** Says why the file cannot have the section of dmctl beside it; null: it can. */
function faultOf(file: ConfigFile): string | null {
  if (disablesDevmapper(file)) return 'disabled_plugins names the devmapper snapshotter';
  const { short, long } = file.devmapper;
  if (short === null && long === null) return null;
  return 'it has a section of the devmapper snapshotter already, which containerd 1 would replace and containerd 2 mix with the new one';
}

const oldOf = (file: ConfigurationFile): NewFile['old'] => (file.state === 'present' ? file : null);

/** Refuses to write a file of containerd of which dmctl could not keep the rest as it is. */
const cannotEdit = (path: string, why: string): Notice =>
  refusal('DM287', `${path} cannot be edited safely`, why, [`fix ${path}`]);
