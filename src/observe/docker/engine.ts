import { readConfiguration } from '../../docker/configuration.ts';
import { dataRootOf, isRemapped } from '../../docker/data-root.ts';
import type {
  DataRoot,
  DockerFacts,
  DockerState,
  DaemonJsonFile,
} from '../../model/facts/docker-state.ts';
import type { Host } from '../../model/host.ts';
import { knownOr } from '../../model/known.ts';
import { backupFacts, dataRootFacts, remappedRootFacts } from './data-root.ts';
import { dockerState, withStartError } from './docker.ts';
import { sha256Of } from '../../model/sha256.ts';
import { isOfTheHost } from '../attempt.ts';

/** Docker, its configuration and its data root as they are now. @throws HostError */
export async function observeDocker(host: Host): Promise<DockerFacts> {
  const docker = await dockerState(host);
  const daemonJson = await daemonJsonNow(host, daemonJsonPath(docker));
  const dataRoot = await dataRootNow(host, { docker, daemonJson });
  return { docker, daemonJson, dataRoot, dataRootBackup: await backupFacts(host, dataRoot) };
}

/** Docker with the error with which it ended, where it does not start. */
export const withLastWords = async (host: Host, facts: DockerFacts): Promise<DockerFacts> => ({
  ...facts,
  docker: await withStartError(host, facts.docker),
});

const DAEMON_JSON = '/etc/docker/daemon.json';

/** dockerd(8), --config-file. */
function daemonJsonPath(docker: DockerState): string {
  const flags = knownOr(docker.outside, []).filter(
    ({ option, value }) => option === '--config-file' && value !== '',
  );
  return flags.at(-1)?.value ?? DAEMON_JSON;
}

/** A Docker that runs says where it is; it knows of remapped users, too. */
function dataRootNow(
  host: Host,
  seen: Pick<DockerFacts, 'docker' | 'daemonJson'>,
): Promise<DataRoot> {
  const running = knownOr(seen.docker.info, null)?.dataRoot;
  if (running !== undefined) return dataRootFacts(host, running);
  const { file } = readConfiguration(seen);
  const [settings, outside] = [file.ok ? file.value : null, knownOr(seen.docker.outside, [])];
  const configured = dataRootOf(settings, outside);
  return isRemapped(settings, outside)
    ? remappedRootFacts(host, configured)
    : dataRootFacts(host, configured);
}

/** daemon.json as it lies on disk, or why dmctl could not replace it. */
export async function daemonJsonNow(host: Host, path: string): Promise<DaemonJsonFile> {
  const unusable = (why: string): DaemonJsonFile => ({ state: 'unusable', path, why });
  try {
    if ((await host.lstat(path)) === null) return { state: 'absent', path };
    const target = await host.realPath(path);
    if (target === null) return unusable(`${path} is a dangling symbolic link`);
    const found = await host.stat(target);
    if (found?.kind !== 'file') return unusable(`${path} is not a regular file`);
    if (found.links > 1) return unusable(`${path} has ${String(found.links)} hard links`);
    const text = await host.readText(target);
    if (text === null) return unusable(`${path} disappeared while it was being read`);
    return { state: 'present', path, target, text, sha256: sha256Of(text) };
  } catch (error) {
    if (isOfTheHost(error)) return unusable(error.message);
    throw error;
  }
}
