import type { Known } from '../known.ts';
import type { Bytes } from '../units.ts';
import type { ServiceManager, UnitState } from './docker-state.ts';

/** A file of containerd's configuration as it is on disk. */
export type ConfigurationFile =
  | { readonly state: 'absent'; readonly path: string }
  | {
      readonly state: 'present';
      readonly path: string;
      readonly text: string;
      readonly sha256: string;
    }
  | { readonly state: 'unusable'; readonly path: string; readonly why: string };

/** How containerd is started. */
export type ContainerdService =
  | {
      readonly kind: 'plain';
      /** Full path of the daemon, as its unit has it. */
      readonly program: string;
      /** The main file, `/etc/containerd/config.toml`. */
      readonly config: string;
      /** `--root` and `--address`, which win over the file; null: not given. */
      readonly root: string | null;
      readonly address: string | null;
    }
  /** A distribution of Kubernetes starts it, and generates its configuration at every start. */
  | { readonly kind: 'generated'; readonly by: string; readonly files: readonly string[] }
  | { readonly kind: 'absent' };

/** A release of containerd. */
export interface ContainerdRelease {
  /** As containerd prints it: `1.6.20~ds1`, `v2.1.9`. */
  readonly printed: string;
  readonly major: number;
  readonly minor: number;
}

/** The section of the devmapper snapshotter, as containerd reads it. */
export interface SnapshotterSettings {
  /** Device-mapper name of the pool; '': the snapshotter is not configured. */
  readonly poolName: string;
  /** '': `io.containerd.snapshotter.v1.devmapper` below the root. */
  readonly rootPath: string;
  /** As it is written, such as `10GB`. */
  readonly baseImageSize: string;
  /** '': ext4. */
  readonly fsType: string;
  readonly discardBlocks: boolean;
  readonly asyncRemove: boolean;
}

/** containerd's settings after all files are read, those of `containerd config dump` that dmctl uses. */
export interface EffectiveSettings {
  /** As it is printed. */
  readonly dump: string;
  /** Version of the file that it prints: 2 in containerd 1.x, 3 or 4 in 2.x. */
  readonly version: number;
  /** `/var/lib/containerd`. */
  readonly root: string;
  /** Path of the socket. */
  readonly address: string;
  readonly snapshotter: SnapshotterSettings;
  /** The snapshotter that Kubernetes gets (CRI); null: there is no such setting. */
  readonly criSnapshotter: string | null;
  /** Snapshotters that unpack_config of the transfer service names; null: there is no such service, as in 1.x. */
  readonly unpacksTo: readonly string[] | null;
}

/** State of a plugin by `ctr plugins ls`. */
export interface PluginState {
  readonly state: 'ok' | 'error' | 'skip';
  /** The reason, in containerd's words; '': it is ok, or none is given. */
  readonly why: string;
  /** Folder of its databases, which containerd 1.7 and newer print; null: not printed. */
  readonly root: string | null;
}

/** All observed facts about containerd. */
export interface ContainerdFacts {
  readonly start: Known<ContainerdService>;
  /** null: not installed. Unknown where it was not asked for. */
  readonly version: Known<ContainerdRelease | null>;
  /** `linux/amd64`, as containerd names it. */
  readonly platform: string;
  /** KillMode= of its service: any but `process` ends containers with the daemon. */
  readonly killMode: Known<string>;
  readonly units: Known<readonly UnitState[]>;
  readonly manager: ServiceManager;
  readonly running: Known<boolean>;
  readonly config: ConfigurationFile;
  /** The snapshotter that the main file names for Kubernetes; null: it names none. */
  readonly configuredCri: Known<string | null>;
  /** dmctl's own file beside it. */
  readonly dropIn: ConfigurationFile;
  /** null: containerd is not installed. */
  readonly settings: Known<EffectiveSettings | null>;
  /** null: containerd is not running. */
  readonly plugin: Known<PluginState | null>;
  /** Folder of the snapshotter's databases, `ROOT/io.containerd.snapshotter.v1.devmapper`. */
  readonly root: string;
  /** null: the snapshotter has no databases. */
  readonly records: Known<SnapshotRecords | null>;
  /** Names of programs that the snapshotter may start and that are not installed. */
  readonly missingPrograms: readonly string[];
  /** Images, and containers with a snapshot in the pool. */
  readonly content: Known<ContainerdContent>;
}

/** The snapshotter's databases, metadata.db and POOL.db. */
export interface SnapshotRecords {
  readonly committed: number;
  readonly active: number;
  readonly views: number;
  /** The largest file system that a device was made with; null: there is no device. */
  readonly largestDevice: Bytes | null;
  /** Names of devices that containerd marked faulty. */
  readonly faulty: readonly string[];
  /** Names of snapshots, `NAMESPACE/NUMBER/NAME`, for which there is no device. */
  readonly missing: readonly string[];
  /** Names of devices that belong to no snapshot: containerd makes none of that name again (5646). */
  readonly strays: readonly string[];
}

/** Images and containers that use the devmapper snapshotter, in all namespaces. */
export interface ContainerdContent {
  readonly images: number;
  readonly containers: number;
  /** `NAMESPACE/ID` of containers whose tasks exist, running or paused. */
  readonly tasks: readonly string[];
}
