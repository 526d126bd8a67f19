import { readConfiguration } from '../../docker/configuration.ts';
import { dataRootOf, isRemapped } from '../../docker/data-root.ts';
import type { DataRoot, DockerFacts, DockerState } from '../../model/facts/docker-state.ts';
import type { Host } from '../../model/host.ts';
import { knownOr } from '../../model/known.ts';
import { daemonJsonFile } from './daemon-json.ts';
import { backupFacts, dataRootFacts, remappedRootFacts } from './data-root.ts';
import { dockerState } from './docker.ts';

/** Docker, its configuration and its data root as they are now. @throws HostError */
export async function observeDocker(host: Host): Promise<DockerFacts> {
  const docker = await dockerState(host);
  const daemonJson = await daemonJsonFile(host, daemonJsonPath(docker));
  const dataRoot = await dataRootNow(host, { docker, daemonJson });
  return { docker, daemonJson, dataRoot, dataRootBackup: await backupFacts(host, dataRoot) };
}

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
