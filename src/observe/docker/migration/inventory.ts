import { reads } from '../../../model/command.ts';
import { ParseError } from '../../../model/errors.ts';
import type { DriverRecord } from '../../../model/facts/migration.ts';
import type { Host } from '../../../model/host.ts';
import { isRecord, parseJson, quoted } from '../../../model/json.ts';
import { answerOf } from '../../attempt.ts';
import { DOCKER_SOCKET } from '../dockerd.ts';

/** Images and containers as Docker lists them. */
export interface Listed {
  /** Tags by image id, `sha256:...`; null: Docker was asked through its client, which prints ids alone. */
  readonly images: ReadonlyMap<string, readonly string[] | null>;
  /** Ids of containers. */
  readonly containers: ReadonlySet<string>;
}

const TIMEOUT_MS = 120_000;

/** Asks Docker on its socket, or through its client where it listens elsewhere. @throws HostError or ParseError */
export async function listedByDocker(host: Host): Promise<Listed> {
  const images = await host.getFromSocket(DOCKER_SOCKET, '/images/json?all=1', TIMEOUT_MS);
  if (images === null) return listedByClient(host);
  const containers = await host.getFromSocket(DOCKER_SOCKET, '/containers/json?all=1', TIMEOUT_MS);
  return {
    images: new Map(records('/images/json', images).map((one) => [idOf(one), tagsOf(one)])),
    containers: new Set(records('/containers/json', containers ?? '').map(idOf)),
  };
}

async function listedByClient(host: Host): Promise<Listed> {
  const ids = async (args: readonly string[]) => {
    const command = reads('docker', [...args, '--all', '--quiet', '--no-trunc'], TIMEOUT_MS);
    return (await answerOf(host, command)).split('\n').filter((line) => line !== '');
  };
  const images = (await ids(['images'])).map((id): [string, null] => [id, null]);
  return { images: new Map(images), containers: new Set(await ids(['ps'])) };
}

function records(source: string, text: string): readonly Readonly<Record<string, unknown>>[] {
  const value = parseJson(source, text);
  if (Array.isArray(value) && value.every(isRecord)) return value;
  throw new ParseError(source, 'a list of objects', text.slice(0, 100));
}

function idOf({ Id: id }: Readonly<Record<string, unknown>>): string {
  if (typeof id === 'string') return id;
  throw new ParseError('Docker', 'an Id', quoted(id));
}

/** Docker before 24 lists an image without a name as `<none>:<none>`. */
const tagsOf = ({ RepoTags: tags }: Readonly<Record<string, unknown>>): readonly string[] =>
  Array.isArray(tags) ? tags.map(String).filter((tag) => tag !== '<none>:<none>') : [];

/**
 * Names what is on record and Docker does not list; empty: nothing is missing. A container that Docker
 * removes once it has stopped may have gone with the stop, and one without a configuration was not there
 * before.
 */
export function missingFrom(
  { images, containers }: Pick<DriverRecord, 'images' | 'containers'>,
  listed: Listed,
): readonly string[] {
  const named = images.flatMap(({ id, names }) => {
    const tags = listed.images.get(id);
    if (tags === undefined) return [`image ${names[0] ?? id}`];
    return tags === null ? [] : names.filter((name) => !tags.includes(name)).map((n) => `tag ${n}`);
  });
  const kept = containers.filter(({ driver, autoRemove }) => driver !== null && !autoRemove);
  const gone = kept.filter(({ id }) => !listed.containers.has(id));
  return [...named, ...gone.map(({ id, name }) => `container ${name ?? id}`)];
}
