import { dueLayers, type DueLayer } from '../../../docker/migration-layers.ts';
import { migrationPaths } from '../../../docker/migration-paths.ts';
import type { Host } from '../../../model/host.ts';
import { HostError } from '../../../model/host.ts';
import { driverRecord } from './record.ts';

/** In a directory of layers: their short names, and what mke2fs(8) makes in a file system. */
export const BESIDE_LAYERS: ReadonlySet<string> = new Set(['l', 'lost+found']);

/**
 * All layers that Docker has on record now, each after the one below it.
 * @throws HostError when a layer cannot be converted or a record not be read: nothing may be left out
 */
export async function recordedLayers(host: Host, dataRoot: string): Promise<readonly DueLayer[]> {
  const paths = migrationPaths(dataRoot);
  const record = await driverRecord(host, paths, 'skip');
  const path = paths.oldRecords;
  if (record === null) throw new HostError('cannot-read', path, `${path} does not exist`);
  const { due, lost } = dueLayers(record, paths);
  const [why] = [...record.unread, ...lost];
  if (why !== undefined) throw new HostError('cannot-read', path, why);
  return due;
}

/**
 * Says what a directory of converted layers lacks or has too much; null: it is complete. Each layer has
 * its short name and the list of those below it (moby, daemon/graphdriver/overlay2, create).
 * @param others whether it may hold further layers, as it does once Docker uses it
 * @throws HostError
 */
export async function faultOfLayers(
  host: Host,
  directory: string,
  due: readonly DueLayer[],
  others: 'allowed' | 'refused',
): Promise<string | null> {
  const names = await host.list(directory);
  if (names === null) return `${directory} does not exist`;
  const links = new Map<string, string>();
  const lowers = new Map<string, string>();
  for (const { layer } of due) {
    const { id, below } = layer;
    const link = await host.readText(`${directory}/${id}/link`);
    if (link === null) return `layer ${id} is not converted`;
    const target = await host.realPath(`${directory}/l/${link}`);
    if (target !== `${directory}/${id}/diff`)
      return `the short name of layer ${id} leads elsewhere`;
    const under = below === null ? '' : lowerOf(links.get(below.id), lowers.get(below.id));
    const lower = (await host.readText(`${directory}/${id}/lower`)) ?? '';
    if (lower !== under) return `layer ${id} does not stand on the layer below it`;
    links.set(id, link);
    lowers.set(id, lower);
  }
  if (others === 'allowed') return null;
  const extra = names.filter((name) => !BESIDE_LAYERS.has(name) && !links.has(name));
  return extra.length === 0 ? null : `${extra.slice(0, 3).join(', ')} in ${directory} is no layer`;
}

const lowerOf = (link = '', lower = ''): string => `l/${link}${lower === '' ? '' : `:${lower}`}`;
