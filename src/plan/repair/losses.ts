import type { Layer, LayerPicture } from '../../model/facts/layers.ts';
import type { MetadataDevice, MetadataSummary } from '../../model/facts/metadata.ts';

/**
 * A thin device that a repair does not keep, or may not.
 * - missing: the repaired metadata does not have it
 * - fewer: it has fewer chunks than it had, or others
 * - unproven: what it had cannot be read, so that nothing shows that all of it is kept
 */
export interface Loss {
  readonly deviceId: number;
  readonly kind: 'missing' | 'fewer' | 'unproven';
  /** Chunks before, by its details or else by its mappings; null: unknown. */
  readonly had: number | null;
  readonly has: number;
  /** Its name for the engine's users: `image bb:latest`, `container web`. */
  readonly subject: string;
}

/**
 * Compares the metadata before and after a repair, device by device: numbers of chunks, and where each of them is.
 * Devices that only the engine has on record count, too.
 */
export function lossesOf(
  before: MetadataSummary,
  after: MetadataSummary,
  picture: LayerPicture,
): readonly Loss[] {
  const olds = byId(before.devices);
  const news = byId(after.devices);
  const recorded = picture.layers.filter(({ deleted }) => !deleted);
  const ids = new Set([...olds.keys(), ...recorded.map(({ deviceId }) => deviceId)]);
  return [...ids]
    .sort((a, b) => a - b)
    .flatMap((deviceId): readonly Loss[] => {
      const [was, is] = [olds.get(deviceId) ?? null, news.get(deviceId) ?? null];
      const kind = lossOf(was, is, isWhole(before));
      if (kind === null) return [];
      const had = was?.mapped ?? (was?.whole === true ? was.found : null);
      return [{ deviceId, kind, had, has: is?.found ?? 0, subject: subjectOf(deviceId, picture) }];
    });
}

const byId = (devices: readonly MetadataDevice[]): ReadonlyMap<number, MetadataDevice> =>
  new Map(devices.map((device) => [device.deviceId, device]));

/** If nothing is damaged, what the metadata does not have was not lost by a repair. */
const isWhole = ({ superblock, brokenNodes }: MetadataSummary): boolean =>
  superblock.valid && brokenNodes === 0;

/**
 * As many chunks as before prove nothing where mappings are damaged: thin_repair may have found an older tree of the
 * device, in which chunks that were written again since lie elsewhere (seen with 0.9.0).
 */
function lossOf(
  was: MetadataDevice | null,
  is: MetadataDevice | null,
  isUndamaged: boolean,
): Loss['kind'] | null {
  if (was === null) {
    if (isUndamaged) return null;
    return is === null ? 'missing' : 'unproven';
  }
  if (is === null) return 'missing';
  if (was.whole) return is.found === was.found && is.sum === was.sum ? null : 'fewer';
  if (was.mapped === 0 && is.found === 0) return null;
  return was.mapped !== null && is.found < was.mapped ? 'fewer' : 'unproven';
}

/** Names what the device is part of. */
function subjectOf(deviceId: number, { layers, containers }: LayerPicture): string {
  const layer = layers.find((one) => one.deviceId === deviceId);
  return layer === undefined ? 'no layer on record' : layerWords(layer, containers);
}

function layerWords(layer: Layer, containers: LayerPicture['containers']): string {
  const { kind, images, containerId, name } = layer;
  if (kind === 'base') return 'the base device, from which every layer starts';
  if (kind === 'image') return images.length === 0 ? `layer ${name}` : `image ${images.join(', ')}`;
  if (containerId === null) return `layer ${name}`;
  const container = containers.find(({ id }) => id === containerId);
  return `container ${container?.name ?? containerId.slice(0, 12)}`;
}
