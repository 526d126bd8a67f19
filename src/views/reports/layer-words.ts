import type {
  Inspection,
  Layer,
  Orphan,
  StoredContainer,
  StoredImage,
} from '../../model/facts/layers.ts';
import { bytes } from '../../model/units.ts';
import { printable } from '../printable.ts';
import type { Style } from '../style.ts';

/** As docker(1) shortens ids: twelve digits, without the hash's name. */
export const shortId = (id: string): string => {
  const digits = id.replace(/^sha256:/, '');
  return /^[0-9a-f]{13,}/.test(digits) ? digits.slice(0, 12) : printable(digits);
};

/** A thin device by its name: what it is of, its kind tells. */
export const layerLabel = (name: string): string => shortId(name.replace(/-init$/, ''));

/** `-` where it is not known. */
export const sizeOr = (size: number | null, style: Style): string =>
  size === null ? '-' : style.size(bytes(size));

/** `bb:latest`, or a short id where an image has no name. */
export const imageLabel = (name: string): string =>
  name.startsWith('sha256:') ? shortId(name) : printable(name);

/** `bb:latest (8cffdae74091)`. */
export function imageWords({ id, names }: StoredImage): string {
  return names.length === 0 ? shortId(id) : `${printable(names.join(', '))} (${shortId(id)})`;
}

/** `web (81d34f578512)`. */
export const containerWords = ({ id, name }: StoredContainer): string =>
  name === null ? shortId(id) : `${printable(name)} (${shortId(id)})`;

/** What the device is of, in a word or two. */
export function ownerWords(layer: Layer, containers: ReadonlyMap<string, StoredContainer>): string {
  if (layer.kind === 'image') return layer.images.map(imageLabel).join(', ') || 'no image';
  if (layer.containerId === null) return layer.kind === 'base' ? 'all layers' : 'nobody';
  return containers.get(layer.containerId)?.name ?? shortId(layer.containerId);
}

const ORPHAN: Readonly<Record<Orphan['kind'], string>> = {
  'no-record': 'in the pool, but not on record at Docker',
  'no-device': 'on record at Docker, but not in the pool',
  'no-owner': 'on record at Docker, but of no layer and no container',
  'no-file': 'a layer or a container needs it, but Docker has no file of it',
};

/** `device 7, 12 MiB: in the pool, but not on record at Docker`. */
export function orphanWords({ kind, name, deviceId, bytes: size }: Orphan, style: Style): string {
  const id = deviceId === null ? [] : [`device ${String(deviceId)}`];
  const label = name === null ? [] : [shortId(name)];
  const room = size === null ? [] : [style.size(size)];
  return `${[...id, ...label, ...room].join(', ')}: ${ORPHAN[kind]}`;
}

/** Where a device is mounted; other mount namespaces cannot be seen into. */
export function mountWords({ active }: Layer, { mounts }: Inspection): string {
  if (active === null) return 'at rest';
  const points = mounts.get(active.majorMinor) ?? [];
  if (points.length > 0) return printable(points.join(', '));
  return active.openCount > 0 ? 'elsewhere (another mount namespace)' : 'not mounted';
}
