import type { Bytes } from '../units.ts';

/** A thin device in Docker's pool, as devicemapper/metadata records it (moby, devInfo). */
export interface ThinDevice {
  readonly deviceId: number;
  /** Virtual size. */
  readonly size: Bytes;
}

/** Proof of an image layer: its tar, put together from tar-split and the converted files. */
export interface LayerProof {
  /** `layerdb/sha256/CHAIN/tar-split.json.gz` (vbatts/tar-split, tar/storage). */
  readonly tarSplit: string;
  /** `sha256:...` of that tar: the layer's diff id. */
  readonly diffId: string;
}

/** A layer on a thin device, to be copied into the layout of overlay2. */
export interface LayerToConvert {
  /** Name of its directory: a cache id, a mount id, or `MOUNT-ID-init`. */
  readonly id: string;
  readonly device: ThinDevice;
  /** The layer whose snapshot it is; null: it is the lowest. */
  readonly below: { readonly id: string; readonly device: ThinDevice } | null;
  /** null: a container's layer, which is compared with its source alone. */
  readonly proof: LayerProof | null;
}

/** The pool that layers are read from. */
export type LayerPool =
  /** LVM keeps it; it is active. */
  | { readonly kind: 'lvm'; readonly dmName: string }
  /** Docker creates it on loop files as it starts, and removes it as it stops. */
  | {
      readonly kind: 'loop';
      /** Docker's name of it; used while it exists. */
      readonly dmName: string;
      readonly data: string;
      readonly metadata: string;
      readonly chunkSize: Bytes;
    };

/** A logical volume that carries the layers of overlay2, and its file system. */
export interface LayerVolume {
  readonly vg: string;
  readonly lv: string;
  readonly fileSystem: 'xfs' | 'ext4';
}

/** Where layers are converted from and to. */
export interface ConversionPlace {
  readonly pool: LayerPool;
  /** File system of the thin devices (`BaseDeviceFilesystem` in deviceset-metadata). */
  readonly fileSystem: 'xfs' | 'ext4';
  /** Directory that becomes DATA-ROOT/overlay2; finished layers are in it under their id. */
  readonly into: string;
  /** Owner of the layers: root, or the remapped root of userns-remap. */
  readonly owner: { readonly uid: number; readonly gid: number };
  /** Mounted at that directory; absent: the directory is on the data root's own file system. */
  readonly volume?: LayerVolume;
}
