import type { Code } from '../codes/index.ts';
import type { RootMark } from './data-root.ts';
import type { Known } from '../known.ts';
import type { Bytes } from '../units.ts';

/** The service that runs the daemon. */
export type ServiceManager = 'systemd' | 'sysv' | 'none';

export interface UnitState {
  readonly name: string;
  readonly loaded: boolean;
  /** ActiveState: active, inactive, failed, activating ... */
  readonly active: string;
  /** UnitFileState: enabled, disabled, masked, static ..., or ''. */
  readonly enabled: string;
  /** True if systemd has another text of it loaded than the file has now (NeedDaemonReload=). */
  readonly stale: boolean;
}

/** `docker info --format '{{json .}}'`, the fields dmctl uses. */
export interface DockerInfo {
  readonly serverVersion: string;
  readonly storageDriver: string;
  readonly dataRoot: string;
  readonly containers: number;
  /** Containers that run or are paused; their devices are mounted. */
  readonly running: number;
  readonly images: number;
  readonly loggingDriver: string;
  readonly liveRestore: boolean;
  /** DriverStatus of devicemapper; null for other drivers. */
  readonly devicemapper: DevicemapperStatus | null;
}

export interface DevicemapperStatus {
  readonly poolName: string;
  /** Non-null means loop-lvm. */
  readonly dataLoopFile: string | null;
  readonly metadataLoopFile: string | null;
  /** Docker prints four decimal digits: `10.2 GB`; these are the printed words in bytes. */
  readonly dataTotal: Bytes | null;
  readonly dataUsed: Bytes | null;
  readonly metadataTotal: Bytes | null;
  readonly metadataUsed: Bytes | null;
  readonly deferredRemoval: boolean | null;
  readonly deferredDeletion: boolean | null;
}

/** An option of dockerd that is set outside daemon.json. */
export interface OutsideOption {
  /** Flag or variable: `--storage-driver`, `--storage-opt`, `DOCKER_DRIVER`, `--data-root` ... */
  readonly option: string;
  readonly value: string;
  /** `docker.service ExecStart`, `/etc/default/docker` ... */
  readonly source: string;
}

/** The error with which a daemon ended that could not start. */
export interface StartError {
  /** The daemon's own words. */
  readonly words: string;
  /** Their meaning, the code for `dmctl explain`, and the way out; null: the words are not known. */
  readonly known: {
    readonly note: string;
    readonly code: Code | null;
    readonly fix: readonly string[];
  } | null;
}

export interface DockerState {
  /** Full path of dockerd; null: not installed. Unknown if others than root could have put it there. */
  readonly program: Known<string | null>;
  /** `dockerd --version`, `20.10.24`; null: not installed. */
  readonly version: Known<string | null>;
  readonly manager: ServiceManager;
  readonly units: Known<readonly UnitState[]>;
  readonly running: Known<boolean>;
  /** null: the daemon is not running. */
  readonly info: Known<DockerInfo | null>;
  readonly outside: Known<readonly OutsideOption[]>;
  /** null: its unit has not failed, or the journal does not say why. */
  readonly startError: StartError | null;
}

/** daemon.json as it is on disk. `target` is the target of a symbolic link. */
export type DaemonJsonFile =
  | { readonly state: 'absent'; readonly path: string }
  | {
      readonly state: 'present';
      readonly path: string;
      readonly target: string;
      readonly text: string;
      readonly sha256: string;
    }
  | { readonly state: 'unusable'; readonly path: string; readonly why: string };

/** Docker's data root, /var/lib/docker unless daemon.json or a flag moves it. */
export type DataRoot =
  | { readonly state: 'absent'; readonly path: string }
  | {
      readonly state: 'present';
      readonly path: string;
      readonly inode: number;
      readonly uid: number;
      readonly gid: number;
      readonly mode: number;
      readonly mountPoint: boolean;
      /** null: a mount point without a permanent entry. */
      readonly mark: RootMark | null;
      readonly mountsBelow: readonly MountBelow[];
      /** The data root is empty; lost+found and data moved aside earlier do not count. */
      readonly empty: boolean;
      readonly holdings: Holdings;
    }
  | {
      readonly state: 'unusable';
      readonly path: string;
      readonly why: string;
      /** Instructions to fix it. */
      readonly fix: string;
    };

/** A data root that exists. */
export type PresentRoot = Extract<DataRoot, { state: 'present' }>;

/** All observed facts about Docker: its daemon, its configuration and its data root. */
export interface DockerFacts {
  readonly docker: DockerState;
  readonly daemonJson: DaemonJsonFile;
  readonly dataRoot: DataRoot;
  /** The sibling that the data root would be moved to, `<root>.bk`, and whether it exists. */
  readonly dataRootBackup: { readonly path: string; readonly exists: boolean };
}

/** A mount below the data root. */
export interface MountBelow {
  readonly path: string;
  /** True if it is on a different file system from the data root. */
  readonly foreign: boolean;
}

/** The contents of a data root that a person would miss. */
export interface Holdings {
  readonly images: number;
  readonly containers: number;
  readonly volumes: number;
  readonly plugins: number;
  readonly swarm: boolean;
}

/** The present state of the data root that setup moved aside. */
export interface OldRoot {
  /** Inode of the path; null: it does not exist. */
  readonly inode: Known<number | null>;
  /** Inode that identifies the data root; null: it does not exist. */
  readonly mark: Known<number | null>;
  readonly mounts: Known<readonly string[]>;
  readonly holdings: Known<Holdings>;
  /** Space that its removal frees. */
  readonly size: Known<Bytes>;
}
