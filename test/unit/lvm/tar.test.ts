import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { missingTarOptions, NEEDED_TAR_OPTIONS } from '../../../src/lvm/tar.ts';

/** Lines of `tar --help` of GNU tar 1.26 as RHEL 7 has it, shortened. */
const RHEL7 = `Usage: tar [OPTION...] [FILE]...
GNU \`tar' saves many files together into a single tape or disk archive.
  -S, --sparse               handle sparse files efficiently
      --sparse-version=MAJOR[.MINOR]
      --numeric-owner        always use numbers for user/group names
      --same-owner           try extracting files with the same ownership
      --delay-directory-restore   delay setting modification times
      --acls                 Enable the POSIX ACLs support
      --xattrs               Enable extended attributes support
      --xattrs-exclude=MASK  specify the exclude pattern for xattr keys
      --xattrs-include=MASK  specify the include pattern for xattr keys
      --no-recursion         avoid descending automatically in directories
      --no-unquote           do not unquote filenames read with -T
      --null                 -T reads null-terminated names, disable -C
      --warning=KEYWORD      warning control
`;

describe('the options of tar', () => {
  it('are all there in the tar of this machine', () => {
    expect(missingTarOptions(execFileSync('tar', ['--help'], { encoding: 'utf8' }))).toEqual([]);
  });

  it('are all there in RHEL 7', () => {
    expect(missingTarOptions(RHEL7)).toEqual([]);
  });

  it('are missed by their whole names', () => {
    expect(missingTarOptions(RHEL7.replace(/.*--xattrs {2}.*\n/, ''))).toEqual(['--xattrs']);
    expect(missingTarOptions(RHEL7.replace(/.*--sparse {2}.*\n/, ''))).toEqual(['--sparse']);
  });

  it('are all missing in another tar', () => {
    const bsdtar = 'tar(bsdtar): manipulate archive files\n  --acls --xattrs';
    expect(missingTarOptions(bsdtar)).toEqual(NEEDED_TAR_OPTIONS);
    expect(missingTarOptions('')).toEqual(NEEDED_TAR_OPTIONS);
  });
});
