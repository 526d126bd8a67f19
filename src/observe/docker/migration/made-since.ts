import { parseContainer, parseRepositories } from '../../../docker/layer-files.ts';
import type { MadeSince, MigrationPaths } from '../../../model/facts/migration.ts';
import { knownOr } from '../../../model/known.ts';
import type { Host } from '../../../model/host.ts';
import { attempt } from '../../attempt.ts';

/** Compares the records of the two drivers, which were the same at the switch. @throws HostError */
export async function madeSince(
  host: Host,
  { root, oldRecords, newRecords }: MigrationPaths,
): Promise<MadeSince> {
  const added = async (folder: string): Promise<readonly string[]> => {
    const before = new Set((await host.list(`${oldRecords}/${folder}`)) ?? []);
    return ((await host.list(`${newRecords}/${folder}`)) ?? []).filter((name) => !before.has(name));
  };
  const images = await added('imagedb/content/sha256');
  const containers = await added('layerdb/mounts');
  const names = await imageNames(host, newRecords);
  return {
    images: images.map((id) => names.get(`sha256:${id}`)?.[0] ?? id.slice(0, 12)),
    containers: await Promise.all(
      containers.map(async (id) => ({ id, name: await containerName(host, root, id) })),
    ),
  };
}

async function imageNames(host: Host, records: string) {
  const path = `${records}/repositories.json`;
  const text = (await host.readText(path)) ?? '{"Repositories":{}}';
  return knownOr(
    await attempt(() => Promise.resolve(parseRepositories(path, text))),
    new Map<string, readonly string[]>(),
  );
}

async function containerName(host: Host, root: string, id: string): Promise<string> {
  const path = `${root}/containers/${id}/config.v2.json`;
  const found = await attempt(async () => parseContainer(path, (await host.readText(path)) ?? ''));
  return found.known ? (found.value.name ?? id.slice(0, 12)) : id.slice(0, 12);
}
