import type { Mode, PoolReport } from '../check.ts';
import type { Bytes } from '../units.ts';

/** One file of devicemapper/metadata: Docker's record of a thin device (moby, devInfo). */
export interface DockersDevice {
  /** Name of the file, and the end of the device's name: a cache id, one with `-init`, or `base`. */
  readonly name: string;
  readonly deviceId: number;
  /** Virtual size. */
  readonly size: Bytes;
  /** The pool's transaction id when the device was created. */
  readonly transactionId: number;
  /** True if Docker deletes it once it is no longer open (deferred deletion). */
  readonly deleted: boolean;
}

/** A layer of images, from image/devicemapper/layerdb/sha256. */
export interface StoredLayer {
  /** `sha256:...` of this layer and all below it (OCI image-spec, config.md, Layer ChainID). */
  readonly chainId: string;
  readonly cacheId: string;
  /** The layer below; null: this is the lowest. */
  readonly parent: string | null;
}

/** An image, from image/devicemapper/imagedb and repositories.json. */
export interface StoredImage {
  /** `sha256:...`. */
  readonly id: string;
  /** `busybox:latest`. */
  readonly names: readonly string[];
  /** Chain id of its topmost layer; null: it has none. */
  readonly top: string | null;
}

/** A container, from image/devicemapper/layerdb/mounts and containers/. */
export interface StoredContainer {
  readonly id: string;
  /** Devices with the container's own changes and with Docker's initial files; '' if none. */
  readonly mountId: string;
  readonly initId: string;
  /** The topmost layer of its image; null: it has none. */
  readonly parent: string | null;
  /** null: its file cannot be read, nor can the fields below. */
  readonly name: string | null;
  readonly image: string | null;
  readonly state: ContainerState | null;
}

/** The state as docker ps names it; `exited` is any container that has run. */
export type ContainerState = 'running' | 'paused' | 'restarting' | 'dead' | 'exited' | 'created';

/** All of Docker's records of its thin devices. */
export interface DockersRecord {
  readonly devices: readonly DockersDevice[];
  readonly layers: readonly StoredLayer[];
  readonly images: readonly StoredImage[];
  readonly containers: readonly StoredContainer[];
  /** Files that exist but cannot be read, with the reason. */
  readonly unread: readonly string[];
}

/** A thin device that has a table: `dmsetup table` and `status --target thin`. */
export interface ActiveThin {
  readonly name: string;
  readonly majorMinor: string;
  readonly deviceId: number;
  readonly size: Bytes;
  /** null: the kernel says `Fail`. */
  readonly mapped: Bytes | null;
  readonly openCount: number;
}

/** A thin device according to the pool's metadata (thin_ls(8)). */
export interface MappedThin {
  readonly deviceId: number;
  readonly mapped: Bytes;
  readonly exclusive: Bytes;
  readonly shared: Bytes;
}

/**
 * - base: the device all layers start from
 * - init: Docker's initial files below those of a container
 * - unowned: used by no image layer and no container
 */
export type LayerKind = 'base' | 'image' | 'init' | 'container' | 'unowned';

/** A thin device with all that is known about it; null: unknown or not applicable. */
export interface Layer {
  readonly name: string;
  readonly kind: LayerKind;
  readonly deviceId: number;
  readonly transactionId: number;
  readonly deleted: boolean;
  readonly chainId: string | null;
  /** Names (else ids) of the images it is part of. */
  readonly images: readonly string[];
  /** Id of the container, for `container` and `init`. */
  readonly containerId: string | null;
  readonly virtualBytes: Bytes;
  readonly mappedBytes: Bytes | null;
  readonly exclusiveBytes: Bytes | null;
  readonly sharedBytes: Bytes | null;
  /** Its active device, if any, and the open count. */
  readonly active: Pick<ActiveThin, 'name' | 'majorMinor' | 'openCount'> | null;
}

/**
 * Something that only one of the two sides, Docker and the pool, has.
 * - no-record: the pool has the device, Docker no file of it
 * - no-device: Docker has the file, the pool no such device
 * - no-owner: Docker has the file, but no layer and no container that it is of
 * - no-file: a layer or a container whose device Docker has no file of
 */
export interface Orphan {
  readonly kind: 'no-record' | 'no-device' | 'no-owner' | 'no-file';
  /** Name of the file; null: there is none. */
  readonly name: string | null;
  readonly deviceId: number | null;
  readonly bytes: Bytes | null;
}

/** An image with the names of its layers' devices, the topmost first. */
export interface LayeredImage extends StoredImage {
  readonly layers: readonly string[];
}

/** The layers of a pool, its containers, and what fits neither. */
export interface LayerPicture {
  /** The layers, ordered by device id. */
  readonly layers: readonly Layer[];
  readonly images: readonly LayeredImage[];
  readonly containers: readonly StoredContainer[];
  readonly orphans: readonly Orphan[];
}

/** The device that holds the pool's data or its metadata. */
export interface PoolPart {
  readonly role: 'data' | 'metadata';
  /** `docker-thinpool_tdata`, `loop0`. */
  readonly name: string;
  readonly size: Bytes;
  /** The disks it uses, or the file of a loop device. */
  readonly on: readonly GroundPiece[];
}

export interface GroundPiece {
  readonly path: string;
  /** null: a file. */
  readonly size: Bytes | null;
  /** The volume group of a physical volume. */
  readonly vg: string | null;
}

/** The subject of the output: everything from the disks up, or one table. */
export type InspectSubject = 'pool' | 'layers' | 'containers';

/** The pool from its disks up to containers and images; null and what is missing is unknown. */
export interface Inspection {
  readonly mode: Mode;
  readonly pool: PoolReport | null;
  readonly parts: readonly PoolPart[];
  readonly picture: LayerPicture;
  /** Mount points of this mount namespace, by device number. */
  readonly mounts: ReadonlyMap<string, readonly string[]>;
  readonly engineRuns: boolean | null;
}

/** The layers of an engine, and why some of its records could not be read. */
export interface SeenLayers {
  readonly picture: LayerPicture;
  readonly unread: readonly string[];
}

/** The orphans that both looks saw: an engine at work leaves others for a moment between two changes. */
export function lastingOrphans(
  first: readonly Orphan[],
  second: readonly Orphan[],
): readonly Orphan[] {
  const key = ({ kind, name, deviceId }: Orphan): string =>
    [kind, name ?? '', String(deviceId ?? '')].join(' ');
  const again = new Set(second.map(key));
  return first.filter((one) => again.has(key(one)));
}
