/**
 * The calls of GNU tar. RHEL 7's 1.26 has all of these options; --verbatim-files-from and
 * --hole-detection came later, so every name begins with a dot, and holes are found as tar can
 * (docs/decisions/0032-the-options-of-tar.md).
 */

/** Extended attributes, access control lists and owners as they are. */
const ALL = ['--xattrs', '--xattrs-include=*', '--acls', '--numeric-owner'];

/**
 * Attributes of a file system's own: a label that the policy gives, and what XFS shows of an ACL. tar before
 * 1.30, and RHEL's before 1.26-32, archives them all the same; extracting has always left them out.
 */
const NOT_OF_THE_FILE = ['--xattrs-exclude=security.selinux', '--xattrs-exclude=trusted.SGI_ACL_*'];

/** Archives the paths that its standard input lists, each ended by a zero, below `root`. */
export const archiveCall = (root: string): readonly string[] => [
  ...['-C', root, '--format=posix', '--no-recursion', '--null', '--no-unquote', '-T', '-'],
  ...[...ALL, ...NOT_OF_THE_FILE, '--sparse', '-cf', '-'],
];

/** Extracts its standard input below `root`; the times of directories are set at the end. */
export const extractCall = (root: string): readonly string[] => [
  ...['-C', root, '-xpf', '-', '--same-owner', '--delay-directory-restore'],
  // Files of 1970, which reproducible builds make, are not worth a word.
  ...['--warning=no-timestamp', ...ALL, ...NOT_OF_THE_FILE],
];
