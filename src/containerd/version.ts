import { ParseError } from '../model/errors.ts';
import { wholeLines } from '../model/lines.ts';

/** A release of containerd. */
export interface Release {
  /** The version as containerd prints it: `1.6.20~ds1`, `v2.1.9`. */
  readonly printed: string;
  readonly major: number;
  readonly minor: number;
}

/** Format of a configuration file; 1 is a file without a version line. */
export type FileVersion = 1 | 2 | 3 | 4;

const SOURCE = 'containerd --version';
const VERSION = /^v?(\d+)\.(\d+)(?:[.~+-]\S*)?$/;

/**
 * Reads `containerd github.com/containerd/containerd 1.6.20~ds1 1.6.20~ds1-1+b1`: name, Go package or
 * packager, version, revision (cmd/containerd/command/main.go). @throws ParseError
 */
export function parseContainerdVersion(stdout: string): Release {
  const [line = '', ...others] = wholeLines(SOURCE, stdout);
  const [, printed] = /^containerd \S+ (\S+)(?: \S*)?$/.exec(line) ?? [];
  if (printed !== undefined && others.length === 0) return releaseOf(SOURCE, printed);
  throw new ParseError(SOURCE, 'containerd PACKAGE VERSION REVISION', stdout);
}

/** The releases of the client and of the daemon that it reached; null: it reached none. */
export interface ReachedReleases {
  readonly client: Release;
  readonly server: Release | null;
}

/**
 * Reads `ctr version`: lines `  Version:  1.6.20~ds1` below `Client:` and, if the daemon answered, below
 * `Server:`. @throws ParseError
 */
export function parseCtrVersion(stdout: string): ReachedReleases {
  const versions = new Map<string, string>();
  let part = '';
  for (const line of wholeLines('ctr version', stdout)) {
    const [, title] = /^(Client|Server):$/.exec(line) ?? [];
    const [, name, value] = /^ {2}([A-Z][A-Za-z ]*): *(\S.*)?$/.exec(line) ?? [];
    if (title !== undefined) part = title;
    else if (name === 'Version' && part !== '') versions.set(part, value ?? '');
    else if (name === undefined && line !== '')
      throw new ParseError('ctr version', 'a field', line);
  }
  const [client, server] = [versions.get('Client'), versions.get('Server')];
  if (client === undefined)
    throw new ParseError('ctr version', 'the version of the client', stdout);
  return {
    client: releaseOf('ctr version', client),
    server: server === undefined ? null : releaseOf('ctr version', server),
  };
}

/** @throws ParseError unless the text is a version */
function releaseOf(source: string, printed: string): Release {
  const [, major, minor] = VERSION.exec(printed) ?? [];
  if (major === undefined || minor === undefined) throw new ParseError(source, 'N.N.N', printed);
  return { printed, major: Number(major), minor: Number(minor) };
}

type Numbers = Pick<Release, 'major' | 'minor'>;

const isFrom = (release: Numbers, major: number, minor: number): boolean =>
  release.major > major || (release.major === major && release.minor >= minor);

/** Tells whether dmctl works with this release: 1.4 is the oldest on which its setup was run. */
export const isSupported = (release: Numbers): boolean => isFrom(release, 1, 4);

/**
 * Returns the versions of configuration files with which this release starts: up to 1.6 any, 1.7 up to 2
 * ("unsupported config version"), 2.0 to 2.2 up to 3, and 4 from 2.3 on.
 */
export function fileVersions(release: Numbers): readonly FileVersion[] {
  if (isFrom(release, 2, 3) || !isFrom(release, 1, 7)) return [1, 2, 3, 4];
  return isFrom(release, 2, 0) ? [1, 2, 3] : [1, 2];
}

/**
 * Returns the version that the file counts as: releases up to 1.6 read 3 and 4 as 2
 * (services/server/config/config.go, ValidateV2). null: the release does not start with it.
 */
export function countsAs(file: FileVersion, release: Numbers): FileVersion | null {
  if (!fileVersions(release).includes(file)) return null;
  return file > 2 && !isFrom(release, 1, 7) ? 2 : file;
}

/** Returns the version to write into a new file, the newest that all releases of this major one take. */
export const newFileVersion = (release: Numbers): FileVersion => (release.major >= 2 ? 3 : 2);

/**
 * Tells whether an imported file's section is merged with the main file's key by key, as 2.x does.
 * 1.x puts the imported section in its place, and keys that only the main file has are lost.
 */
export const mergesByKey = (release: Numbers): boolean => release.major >= 2;

/**
 * Tells whether images can be unpacked only for the snapshotters that `unpack_config` of the transfer
 * service names, as in 2.x ("no unpack platforms defined").
 */
export const needsUnpackConfig = (release: Numbers): boolean => release.major >= 2;

/** Tells whether `containerd config dump` fails where there is no configuration file, as 1.5 to 1.7 do. */
export const dumpNeedsFile = (release: Numbers): boolean =>
  isFrom(release, 1, 5) && release.major === 1;

/**
 * Tells whether an error of the devmapper plugin stops all of containerd, as in 2.x, which asks for all
 * snapshotters at once and takes the first error (vendor/github.com/containerd/plugin/context.go).
 */
export const poolErrorStopsAll = (release: Numbers): boolean => release.major >= 2;

/** Tells whether the plugin knows `fs_type`, `fs_options` and `discard_blocks`; older releases ignore them. */
export const knowsFileSystems = (release: Numbers): boolean => isFrom(release, 1, 6);

/**
 * Tells whether the CRI service has a section of its own that a drop-in can hold a part of
 * (`io.containerd.cri.v1.images`), as it does from 2.0 on.
 */
export const hasSplitCri = (release: Numbers): boolean => release.major >= 2;
