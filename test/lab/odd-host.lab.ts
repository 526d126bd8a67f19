import { describe, expect, test } from 'vitest';
import { die } from './deaths.ts';
import { useGuest } from './guest/use-guest.ts';
import { answerOf, picture } from './scenario.ts';

const SETUP = 'dmctl setup direct-lvm /dev/xvdf';
const FILE = '/etc/docker/daemon.json';

describe('a host that is not as usual', () => {
  const lab = useGuest({ suite: 'bookworm', disks: ['4G'] });

  test('keeps its daemon.json where that cannot be replaced, and everything else as it was', async () => {
    await lab.guest.ok('systemctl start docker');
    await lab.guest.ok(`ln ${FILE} /etc/docker/other`);
    const linked = await picture(lab.guest);
    const refused = await lab.guest.run(SETUP);
    expect(refused.exitCode).toBe(20);
    expect(refused.stderr).toMatch(/DM042[\s\S]*hard link/);
    expect(await picture(lab.guest)).toEqual(linked);
    await lab.guest.ok('rm /etc/docker/other');

    const before = await picture(lab.guest);
    await lab.guest.ok(`chattr +i ${FILE}`);
    const failed = await lab.guest.run(SETUP);
    await lab.guest.ok(`chattr -i ${FILE}`);
    expect(failed.exitCode, failed.stdout + failed.stderr).toBe(30);
    expect(failed.stderr).toMatch(/DM050[\s\S]*daemon\.json[\s\S]*not permitted/);
    expect(await picture(lab.guest)).toEqual(before);
    await lab.guest.ok('systemctl is-active docker');

    await lab.guest.ok(`mv ${FILE} /etc/docker/real && ln -s gone ${FILE}`);
    const dangling = await lab.guest.run(SETUP);
    expect(dangling.exitCode).toBe(20);
    expect(dangling.stderr).toContain('dangling symbolic link');
  });

  test('keeps what belongs to its daemon.json, in another language and with an odd environment', async () => {
    await lab.guest.ok(
      `mkdir /etc/mine && mv ${FILE} /etc/mine/real && ln -s ../mine/real ${FILE} && ` +
        'chown 12:34 /etc/mine/real && chmod 604 /etc/mine/real && ' +
        'setfattr -n user.note -v mine /etc/mine/real && ' +
        'setfattr -n security.selinux -v system_u:object_r:etc_t:s0 /etc/mine/real',
    );
    await lab.guest.ok(
      'mkdir -m 777 /tmp/bin && for p in lvm pvcreate dmsetup systemctl lsblk cp; do ' +
        'printf "#!/bin/sh\\ntouch /tmp/planted\\n" > /tmp/bin/$p; chmod 777 /tmp/bin/$p; done',
    );
    // LVM then prints more than asked for, also on its standard output.
    const log =
      'log { verbose=2 report_command_log=1 command_names=1 prefix=" # " } report { prefixes=1 }';
    await lab.guest.ok(`echo '${log}' >> /etc/lvm/lvm.conf`);
    const env = {
      ...{ LANG: 'de_DE.UTF-8', LC_ALL: 'tr_TR.UTF-8', PATH: '/tmp/bin:/usr/bin:/usr/sbin' },
      ...{ LVM_SYSTEM_DIR: '/tmp', DM_DEFAULT_NAME_MANGLING_MODE: 'none', DM_DEV_DIR: '/tmp' },
    };
    const dmctl = '/usr/local/bin/dmctl';
    const set = await lab.guest.run(
      `umask 0; PATH=$PATH:/usr/local/bin ${SETUP.replace('dmctl', dmctl)} --json`,
      { env },
    );
    expect(set.exitCode, set.stdout + set.stderr).toBe(0);
    expect(answerOf(set)).toMatchObject({ changed: true });
    expect((await lab.guest.run(`${dmctl} verify`, { env })).exitCode).toBe(0);
    expect(await lab.guest.ok('ls /tmp')).not.toContain('planted');

    expect(await lab.guest.ok(`readlink ${FILE}; stat -c '%u %g %a' /etc/mine/real`)).toBe(
      '../mine/real\n12 34 604\n',
    );
    expect(await lab.guest.ok('getfattr -d -m - --absolute-names /etc/mine/real')).toMatch(
      /security\.selinux="system_u:object_r:etc_t:s0"[\s\S]*user\.note="mine"/,
    );
    const open = 'find /var/lib/dmctl /var/log/dmctl /run/dmctl.lock -perm /077 -o ! -user root';
    expect(await lab.guest.ok(open)).toBe('');
  });

  test('keeps an edit of daemon.json that somebody makes while a run is cut off', async () => {
    await die(lab.guest, SETUP, 'before-intent:daemon-json');
    const theirs = '{"iptables": false, "bridge": "none", "debug": true}\n';
    await lab.guest.writeFile(FILE, theirs);
    const stopped = await lab.guest.run(SETUP);
    expect(stopped.exitCode, stopped.stdout + stopped.stderr).toBe(31);
    expect(stopped.stderr).toContain(FILE);
    const back = await lab.guest.run('dmctl rollback --yes');
    expect(back.exitCode, back.stdout + back.stderr).toBe(0);
    expect(await lab.guest.readFile(FILE)).toEqual(theirs);
    expect((await lab.guest.run(SETUP)).exitCode).toBe(0);
    expect(await lab.guest.readFile(FILE)).toContain('"debug": true');
  });

  test('is refused where others could have written the journal', async () => {
    await lab.guest.ok('dmctl setup direct-lvm /dev/xvdf --dry-run && mkdir -m 777 /var/lib/dmctl');
    const before = await picture(lab.guest);
    for (const command of [SETUP, 'dmctl resume', 'dmctl rollback', 'dmctl history']) {
      const refused = await lab.guest.run(command);
      expect([command, refused.exitCode]).toEqual([command, 20]);
      expect(refused.stderr).toMatch(/DM058[\s\S]*chmod 700 \/var\/lib\/dmctl/);
    }
    expect(await picture(lab.guest)).toEqual(before);
  });
});
