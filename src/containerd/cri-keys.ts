import type { TomlFields } from './toml-fields.ts';
import { dotted, type TomlPath } from './toml-value.ts';
import type { FileVersion, Release } from './version.ts';

/** A runtime of Kubernetes that has a snapshotter of its own. */
export interface CriRuntime {
  /** Its name, as a RuntimeClass has it as handler. */
  readonly name: string;
  readonly snapshotter: string;
}

/** The snapshotter keys of the CRI service, as they are written. */
export interface CriKeys {
  /** Keys of files of version 1 and 2, all in the one section of the CRI service. */
  readonly version2: {
    readonly snapshotter: string | null;
    /**
     * True: there is a `containerd.runtimes` table. containerd 2.0 to 2.3 lose `snapshotter` when they
     * read a file without one (plugins/cri/images/plugin.go, migrateConfig).
     */
    readonly hasRuntimes: boolean;
    /** Never migrated by containerd 2.0 to 2.3. */
    readonly runtimes: readonly CriRuntime[];
  };
  /** Keys of files of version 3 and 4. */
  readonly version3: {
    readonly snapshotter: string | null;
    /** `snapshotter` below containerd.runtimes of io.containerd.cri.v1.runtime. */
    readonly runtimes: readonly CriRuntime[];
    /** `snapshotter` below runtime_platforms of io.containerd.cri.v1.images. */
    readonly platforms: readonly CriRuntime[];
  };
}

const IMAGES: TomlPath = ['plugins', 'io.containerd.cri.v1.images'];
const RUNTIME: TomlPath = ['plugins', 'io.containerd.cri.v1.runtime'];
const OLD_CRI: TomlPath = ['plugins', 'io.containerd.grpc.v1.cri', 'containerd'];
/** Its name in a file without a version line. */
const OLDEST_CRI: TomlPath = ['plugins', 'cri', 'containerd'];

/** The key of Kubernetes' snapshotter in files of version 3 and 4. */
export const CRI_IMAGES_SNAPSHOTTER: TomlPath = [...IMAGES, 'snapshotter'];
/** The key of Kubernetes' snapshotter in files of version 2, in the section that holds all else of the CRI service. */
export const CRI_SNAPSHOTTER: TomlPath = [...OLD_CRI, 'snapshotter'];

/** Reads the keys. @throws TomlFault */
export function criKeys(fields: TomlFields): CriKeys {
  const old = [OLD_CRI, OLDEST_CRI];
  const firstOf = <T>(values: readonly (T | null)[]) => values.find((one) => one !== null) ?? null;
  return {
    version2: {
      snapshotter: firstOf(old.map((path) => snapshotterIn(fields, path))),
      hasRuntimes: old.some((path) => fields.table([...path, 'runtimes']) !== null),
      runtimes: old.flatMap((path) => runtimesIn(fields, [...path, 'runtimes'])),
    },
    version3: {
      snapshotter: snapshotterIn(fields, IMAGES),
      runtimes: runtimesIn(fields, [...RUNTIME, 'containerd', 'runtimes']),
      platforms: runtimesIn(fields, [...IMAGES, 'runtime_platforms']),
    },
  };
}

function snapshotterIn(fields: TomlFields, path: TomlPath): string | null {
  fields.inLowerCase(path, ['snapshotter']);
  return fields.text([...path, 'snapshotter']);
}

function runtimesIn(fields: TomlFields, path: TomlPath): readonly CriRuntime[] {
  return [...(fields.table(path)?.keys() ?? [])].flatMap((name) => {
    const snapshotter = snapshotterIn(fields, [...path, name]);
    return snapshotter === null ? [] : [{ name, snapshotter }];
  });
}

/**
 * Returns the lines that make devmapper the snapshotter of Kubernetes in a file of this version. 1.x would
 * lose the rest of the CRI section if a drop-in had them: there they are for people to put into it.
 */
export function criLines(file: FileVersion): readonly string[] {
  const old = file === 1 ? OLDEST_CRI : OLD_CRI;
  return [`[${dotted(file < 3 ? old : IMAGES)}]`, '  snapshotter = "devmapper"'];
}

/**
 * Tells whether this release loses the snapshotter that the file sets for Kubernetes, and uses overlayfs
 * without a word: 2.x does, unless a `containerd.runtimes` table stands beside it.
 */
export const losesCriSnapshotter = ({ version2 }: CriKeys, release: Release): boolean =>
  release.major >= 2 && version2.snapshotter !== null && !version2.hasRuntimes;
