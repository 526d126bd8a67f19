import { expect, test } from 'vitest';
import { entryOf } from '../../../../src/host/copy/tar-entry.ts';

const HEADER = {
  ...{ name: './f', mode: 0o644, uid: 0, gid: 0, size: 0, mtime: 1, type: '0' },
  ...{ link: '', major: 0, minor: 0 },
};

test('an attribute that is not extracted is none of an entry, though an old tar archives it', () => {
  const records = new Map(
    [
      ...['security.selinux', 'security.capability', 'trusted.SGI_ACL_FILE', 'trusted.own'],
      'security.selinux.like',
    ].map((name) => [`SCHILY.xattr.${name}`, Buffer.from('x')]),
  );
  const names = entryOf(HEADER, records).attributes.map(([name]) => name);
  expect(names).toEqual([
    'SCHILY.xattr.security.capability',
    'SCHILY.xattr.security.selinux.like',
    'SCHILY.xattr.trusted.own',
  ]);
});
