import { reads } from '../../../model/command.ts';
import { ParseError } from '../../../model/errors.ts';
import type { UserNetwork } from '../../../model/facts/migration.ts';
import type { Host } from '../../../model/host.ts';
import { isRecord, parseJson, quoted } from '../../../model/json.ts';
import { migrationPaths } from '../../../docker/migration-paths.ts';
import { answerOf } from '../../attempt.ts';
import { DOCKER_SOCKET } from '../dockerd.ts';

/** Docker makes these itself, and gives them other ids as it starts. */
const DOCKERS_OWN: ReadonlySet<string> = new Set(['bridge', 'host', 'none']);

const TIMEOUT_MS = 120_000;

/**
 * Networks of this host that people have made, as Docker lists them. It has to run: it writes its own
 * record of them (network/files/local-kv.db) anew at every start.
 * @throws HostError or ParseError
 */
export async function userNetworks(host: Host): Promise<readonly UserNetwork[]> {
  const answer = await host.getFromSocket(DOCKER_SOCKET, '/networks', TIMEOUT_MS);
  const all = answer === null ? await listedByClient(host) : parseNetworks(answer);
  return all.filter(({ name, scope }) => scope === 'local' && !DOCKERS_OWN.has(name));
}

interface Listed extends UserNetwork {
  /** `local`, or `swarm`: such a network is its manager's. */
  readonly scope: string;
}

function parseNetworks(text: string): readonly Listed[] {
  const value = parseJson('/networks', text);
  if (!Array.isArray(value)) throw new ParseError('/networks', 'a list', text.slice(0, 100));
  return value.map((one) => {
    const { Id: id, Name: name, Scope: scope } = isRecord(one) ? one : {};
    if (typeof id === 'string' && typeof name === 'string' && typeof scope === 'string')
      return { id, name, scope };
    throw new ParseError('/networks', 'Id, Name and Scope', quoted(one));
  });
}

const FORMAT = '{{.ID}} {{.Scope}} {{.Name}}';

async function listedByClient(host: Host): Promise<readonly Listed[]> {
  const command = reads('docker', ['network', 'ls', '--no-trunc', '--format', FORMAT], TIMEOUT_MS);
  const lines = (await answerOf(host, command)).split('\n').filter((line) => line !== '');
  return lines.map((line) => {
    const [, id = '', scope = '', name = ''] = /^(\S+) (\S+) (.+)$/.exec(line) ?? [];
    if (id === '') throw new ParseError('docker network ls', FORMAT, line);
    return { id, scope, name };
  });
}

/**
 * Ids of the networks that containers on record are configured for (moby, container/container.go,
 * NetworkSettings). @throws HostError or ParseError
 */
export async function networksOfContainers(
  host: Host,
  dataRoot: string,
): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  const { oldRecords } = migrationPaths(dataRoot);
  for (const container of (await host.list(`${oldRecords}/layerdb/mounts`)) ?? []) {
    const path = `${dataRoot}/containers/${container}/config.v2.json`;
    const text = await host.readText(path);
    const config = text === null ? null : parseJson(path, text);
    const settings = isRecord(config) ? config['NetworkSettings'] : null;
    const networks = isRecord(settings) ? settings['Networks'] : null;
    for (const one of Object.values(isRecord(networks) ? networks : {})) {
      const id = isRecord(one) ? one['NetworkID'] : null;
      if (typeof id === 'string') ids.add(id);
    }
  }
  return ids;
}
