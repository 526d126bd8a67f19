import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildDmctl, dmctl } from '../../helpers/built-dmctl.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

beforeAll(buildDmctl, 120_000);

const PLANTED = ['lvm', 'lvmconfig', 'dmsetup', 'systemctl', 'lsblk', 'docker', 'sh', 'cp'];

/** What LVM, device-mapper, Docker and the C library go by, set by whoever calls dmctl. */
const STRANGE = {
  ...{ LANG: 'de_DE.UTF-8', LC_ALL: 'tr_TR.UTF-8', LANGUAGE: 'tr', TZ: 'Asia/Kathmandu' },
  ...{ LVM_SYSTEM_DIR: '/nonexistent', LVM_SUPPRESS_SYSLOG: '1', LVM_VG_NAME: 'other' },
  ...{ DM_DEV_DIR: '/nonexistent', DM_DEFAULT_NAME_MANGLING_MODE: 'none', DM_UDEV_COOKIE: '1' },
  ...{ DOCKER_HOST: 'tcp://192.0.2.1:2375', DOCKER_CONTEXT: 'other', POSIXLY_CORRECT: '1' },
};

it('answers are the same in another language, and whatever else the caller has in the environment', () => {
  const lines = [
    ['verify', '--json'],
    ['explain', 'DM020'],
    ['setup', 'direct-lvm', '--help'],
    ['setup', 'direct-lvm', '/dev/no-such-disk', '--dry-run', '--json'],
    ['setup', 'direct-lvm', '/dev/xvdf', '--pool=İ'],
    ['resize', '--size=1,5G'],
  ];
  const said = (words: readonly string[], env: Record<string, string>) => {
    const { status, stdout, stderr } = dmctl(words, env);
    return { status, stdout, stderr };
  };
  for (const words of lines) expect(said(words, STRANGE)).toEqual(said(words, {}));
});

describe('a program planted where everybody can write', () => {
  it('is not started, whatever PATH says', async () => {
    const folder = await temporaryFolder();
    const mark = join(folder, 'mark');
    const planted = join(folder, 'bin');
    await mkdir(planted);
    await chmod(planted, 0o777);
    for (const name of PLANTED) {
      await writeFile(join(planted, name), `#!/bin/sh\necho ${name} >> ${mark}\n`);
      await chmod(join(planted, name), 0o777);
    }
    const env = { ...STRANGE, PATH: `${planted}:${process.env['PATH'] ?? ''}` };

    dmctl(['verify', '--json'], env);
    dmctl(['setup', 'direct-lvm', '/dev/no-such-disk', '--dry-run'], env);

    expect(existsSync(mark)).toBe(false);
    expect(spawnSync(PLANTED[0] ?? '', { env }).status).toBe(0);
    expect(existsSync(mark)).toBe(true);
  });
});
