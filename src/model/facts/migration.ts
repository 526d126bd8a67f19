import type { EngineService } from '../engine.ts';
import type { Known } from '../known.ts';
import type { Bytes } from '../units.ts';
import type { DockersDevice, StoredContainer, StoredImage, StoredLayer } from './layers.ts';

/** An image layer with what its conversion needs (moby, layer/filestore.go). */
export interface RecordedLayer extends StoredLayer {
  /** `sha256:...` of its tar. */
  readonly diffId: string;
  /** Entries in that tar, and the space that their content takes in blocks of 4 KiB. */
  readonly entries: number;
  readonly room: Bytes;
  /** Entries that overlay2 would take for something else: `dev/x is a character device 0:0, ...`. */
  readonly unfit: readonly string[];
}

/** A container with what its configuration says of its storage. */
export interface RecordedContainer extends StoredContainer {
  /** `Driver` in config.v2.json; null: the container has no such file. */
  readonly driver: string | null;
  /** Docker removes it once it has stopped (`docker run --rm`). */
  readonly autoRemove: boolean;
  /** It was created with `--storage-opt size=`. */
  readonly limited: boolean;
  /** Docker starts it again by itself (`--restart`). */
  readonly restarts: boolean;
}

/** All that the devicemapper driver has on record in a data root. */
export interface DriverRecord {
  readonly layers: readonly RecordedLayer[];
  readonly containers: readonly RecordedContainer[];
  readonly images: readonly StoredImage[];
  readonly devices: readonly DockersDevice[];
  /** `BaseDeviceFilesystem` in deviceset-metadata; null: it does not say. */
  readonly fileSystem: string | null;
  /** Files that exist but cannot be read, with the reason. */
  readonly unread: readonly string[];
}

/** Paths in a data root that a migration uses. */
export interface MigrationPaths {
  readonly root: string;
  /** The layers as overlay2 will find them, and the directory in which they are converted. */
  readonly layers: string;
  readonly building: string;
  /** Docker's records of its images, by driver. */
  readonly oldRecords: string;
  readonly newRecords: string;
  /** BuildKit's cache, and where it is set aside. */
  readonly buildkit: string;
  readonly buildkitAside: string;
  /** Docker removes its directory as it starts, so the file says that it has not. */
  readonly stopMark: string;
}

/** An entry of the data root that overlay2 would use. */
export interface OverlayPresence {
  readonly exists: boolean;
  /** Images and containers, or layers, that it holds. */
  readonly held: number;
}

/** Free room of a file system, and whether overlay2 runs on it. */
export interface RoomBelow {
  readonly mountPoint: string;
  readonly type: string;
  /** Without what is reserved for root. */
  readonly free: Bytes;
  /** Free inodes; null: the file system has no limit (btrfs). */
  readonly inodes: number | null;
  /** Whether its directories name the type of each entry (xfs: ftype=1), which overlay2 needs. */
  readonly namesTypes: Known<boolean>;
}

/** A network that somebody has made with `docker network create`. */
export interface UserNetwork {
  readonly id: string;
  readonly name: string;
}

/** The data root that is looked at, and how Docker is started on it. */
export interface GroundSubject {
  /** With its links resolved. */
  readonly root: string;
  /** Where options of dockerd are set, files among them. */
  readonly sources: readonly string[];
  readonly service: Pick<EngineService, 'unit'>;
  /** Whether Docker can be asked. */
  readonly runs: boolean;
}

/** Facts of a data root that the way back and the end of a migration need, too. */
export interface SwitchGround {
  readonly paths: MigrationPaths;
  readonly buildkit: Known<boolean>;
  readonly buildkitAside: Known<boolean>;
  /** Environment files of docker.service that set storage options. */
  readonly optionFiles: Known<readonly { readonly path: string; readonly text: string }[]>;
  /** Text of the unit that mounts something at overlay2; null: there is none. */
  readonly mountUnit: Known<string | null>;
  /** Names in docker.service.requires; null: there is no such directory. */
  readonly requires: Known<readonly string[] | null>;
}

/** Facts of a host that a migration needs besides all others. */
export interface MigrationGround extends SwitchGround {
  /** null: the driver has no record in this data root. */
  readonly record: Known<DriverRecord | null>;
  readonly layers: Known<OverlayPresence>;
  readonly newRecords: Known<OverlayPresence>;
  readonly building: Known<boolean>;
  readonly room: Known<RoomBelow>;
  /** Options that conversions need and this tar(1) lacks. */
  readonly tarLacks: Known<readonly string[]>;
  /** Programs that are missing. */
  readonly missing: readonly string[];
  /** Whether the kernel has overlayfs, or can load it. */
  readonly overlayfs: Known<boolean>;
  /** Device-mapper name of a pool on loop files of this data root; null: there never was one. */
  readonly loopPoolName: Known<string | null>;
  /** Whether both of Docker's loop files are below the data root. */
  readonly hasLoopFiles: Known<boolean>;
  /** null: Docker does not run, and nothing else tells. */
  readonly networks: Known<readonly UserNetwork[] | null>;
  /** The file system that this host can make for a volume: xfs before ext4; null: neither. */
  readonly makes: 'xfs' | 'ext4' | null;
}

/** Images and containers that overlay2 has and devicemapper has not, by name. */
export interface MadeSince {
  readonly images: readonly string[];
  readonly containers: readonly { readonly id: string; readonly name: string }[];
}
