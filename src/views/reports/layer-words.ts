import type {
  Inspection,
  Layer,
  Orphan,
  StoredContainer,
  StoredImage,
} from '../../model/facts/layers.ts';
import { bytes } from '../../model/units.ts';
import type { Style } from '../style.ts';
import { printable } from '../text.ts';

/** Shortens an id as docker(1) does: twelve digits, without the name of the hash. */
export const shortId = (id: string): string => {
  const digits = id.replace(/^sha256:/, '');
  return /^[0-9a-f]{13,}/.test(digits) ? digits.slice(0, 12) : printable(digits);
};

/** Shortens the name of a thin device: an id of Docker's, or `snap-5` of containerd's `POOL-snap-5`. */
export const layerLabel = (name: string): string =>
  shortId(name.replace(/-init$/, '').replace(/^.*-(snap-\d+)$/, '$1'));

/** Formats a size; `-` if it is unknown. */
export const sizeOr = (size: number | null, style: Style): string =>
  size === null ? '-' : style.size(bytes(size));

/** Names an image: `bb:latest`, or a short id if it has no name. */
export const imageLabel = (name: string): string =>
  name.startsWith('sha256:') ? shortId(name) : printable(name);

/** Names an image with its id: `bb:latest (8cffdae74091)`. */
export function imageWords({ id, names }: StoredImage): string {
  return names.length === 0 ? shortId(id) : `${printable(names.join(', '))} (${shortId(id)})`;
}

/** Names a container with its id: `web (81d34f578512)`. */
export const containerWords = ({ id, name }: StoredContainer): string =>
  name === null ? shortId(id) : `${printable(name)} (${shortId(id)})`;

/** Names the images or the container that a device belongs to. */
export function ownerWords(layer: Layer, containers: ReadonlyMap<string, StoredContainer>): string {
  if (layer.kind === 'image') return layer.images.map(imageLabel).join(', ') || 'no image';
  if (layer.containerId === null) return layer.kind === 'base' ? 'all layers' : 'unknown';
  return printable(containers.get(layer.containerId)?.name ?? shortId(layer.containerId));
}

const ORPHAN: Readonly<Record<Orphan['kind'], string>> = {
  'no-record': 'in the pool, but unknown to the engine',
  'no-device': 'known to the engine, but not in the pool',
  'no-owner': 'known to the engine, but used by no layer and no container',
  'no-file': 'used by a layer or a container, but the engine has no record of it',
};

/** Describes a mismatch: `device 7, 12 MiB: in the pool, but unknown to the engine`. */
export function orphanWords({ kind, name, deviceId, bytes: size }: Orphan, style: Style): string {
  const id = deviceId === null ? [] : [`device ${String(deviceId)}`];
  const label = name === null ? [] : [layerLabel(name)];
  const room = size === null ? [] : [style.size(size)];
  return `${[...id, ...label, ...room].join(', ')}: ${ORPHAN[kind]}`;
}

/** Says where a device is mounted; other mount namespaces are not visible. */
export function mountWords({ active }: Layer, { mounts }: Inspection): string {
  if (active === null) return 'inactive';
  const points = mounts.get(active.majorMinor) ?? [];
  if (points.length > 0) return printable(points.join(', '));
  return active.openCount > 0 ? 'elsewhere (another mount namespace)' : 'not mounted';
}
