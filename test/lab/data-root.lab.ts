import { beforeEach, describe, expect, test } from 'vitest';
import { die } from './deaths.ts';
import type { Guest } from './guest/guest.ts';
import { useGuest } from './guest/use-guest.ts';
import { answerOf, importBusybox, picture } from './scenario.ts';

/** dockerd finds this only once it runs with the pool: it has no such option for mkfs. */
const NONSENSE = '--storage-opt dm.mkfsarg=--nonsense';

/** The disk under the data root is written to all the time. */
const withoutDisk = async (guest: Guest): Promise<string> =>
  (await picture(guest)).replace(/(?<=\/dev\/xvdg\n).*\n.*\n/, '');

describe('a data root on a mount of its own', () => {
  const lab = useGuest({ suite: 'bookworm', disks: ['4G', '2G'] });

  /** What people would miss: folders by their inodes, files by their names: dockerd writes them anew. */
  const kept = (root: string): Promise<string> =>
    lab.guest.ok(
      `cd ${root} && find image containers volumes overlay2 network ` +
        "-type d -printf '%p %i %m %u\\n' -o -printf '%p %m %u\\n' | sort; ls -A",
    );
  const whole = async (): Promise<readonly string[]> => [
    await withoutDisk(lab.guest),
    await kept('/var/lib/docker'),
  ];

  beforeEach(async () => {
    await lab.guest.ok(
      'mkfs.ext4 -q /dev/xvdg && mkdir -p /var/lib/docker && mount /dev/xvdg /var/lib/docker && ' +
        'systemctl start docker',
    );
    await importBusybox(lab.guest);
    await lab.guest.ok('docker volume create db && docker create --name old -v db:/db bb echo');
    // Docker itself does not sync all of an image: a power cut would take it back.
    await lab.guest.ok('sync');
  });

  test('is as it was when Docker does not start, and is set aside inside the mount when it does', async () => {
    const before = await whole();
    const refused = await lab.guest.run('dmctl setup direct-lvm /dev/xvdf');
    expect(refused.exitCode).toBe(20);
    expect(refused.stderr).toMatch(/DM044[\s\S]*\/var\/lib\/docker\/docker\.bk/);
    const failed = await lab.guest.run(
      `dmctl setup direct-lvm /dev/xvdf --move-data-root ${NONSENSE}`,
    );
    expect(failed.exitCode, failed.stdout + failed.stderr).toBe(30);
    expect(await whole()).toEqual(before);
    expect(await lab.guest.ok('docker ps -aq; docker images -q bb')).toMatch(/\w+\n\w+\n/);

    const set = await lab.guest.run('dmctl setup direct-lvm /dev/xvdf --move-data-root --json');
    expect(set.exitCode, set.stdout + set.stderr).toBe(0);
    expect(answerOf(set).data).toMatchObject({
      dataRoot: { path: '/var/lib/docker', movedTo: '/var/lib/docker/docker.bk' },
    });
    const old = await kept('/var/lib/docker/docker.bk');
    expect(`${old}lost+found\n`.split('\n').sort()).toEqual((before[1] ?? '').split('\n').sort());
    expect(await lab.guest.ok('ls /var/lib/docker')).toContain('lost+found');
    expect(await lab.guest.ok('docker ps -aq')).toBe('');
    const verified = await lab.guest.run('dmctl verify');
    expect(verified.exitCode, verified.stdout).toBe(0);
    expect(verified.stdout).toContain('/var/lib/docker/docker.bk');
  });

  test('comes back when the pool is taken down, also where that was cut off and undone before', async () => {
    const before = await whole();
    await lab.guest.ok('dmctl setup direct-lvm /dev/xvdf --move-data-root');
    await importBusybox(lab.guest);
    const pooled = await whole();
    const down = 'dmctl teardown --confirm docker/thinpool';
    for (const at of ['after-effect:set-data-root-aside', 'after-effect:remove-backup-directory']) {
      await die(lab.guest, down, at);
      await lab.guest.ok('dmctl rollback');
      expect(await whole()).toEqual(pooled);
      expect(await lab.guest.ok('docker images -q bb')).not.toBe('');
    }
    // The rename(2) of this entry is the last: those before it are back, and all others are not.
    const cut =
      'strace -f -o /dev/null -P /var/lib/docker/docker.bk.moving/containers -e inject=rename:signal=KILL';
    await lab.guest.run(`${cut} ${down}`);
    expect(await lab.guest.ok('ls /var/lib/docker')).toContain('docker.bk.moving');
    const run = await lab.guest.run(`${down} --json`);
    expect(run.exitCode, run.stdout + run.stderr).toBe(0);
    expect(answerOf(run).data).toMatchObject({
      dataRoot: { path: '/var/lib/docker', restoredFrom: '/var/lib/docker/docker.bk' },
    });
    expect(await whole()).toEqual(before);
    expect(await lab.guest.ok('docker ps -aq; docker images -q bb')).toMatch(/\w+\n\w+\n/);
  });

  test('keeps what lies in it, though the script does it by hand; and cleanup removes it', async () => {
    const before = await whole();
    await lab.guest.ok('dmctl setup direct-lvm /dev/xvdf --move-data-root');
    await lab.guest.ok('dmctl teardown --dry-run --script > /root/down.sh');
    const ran = await lab.guest.run('bash /root/down.sh');
    expect(ran.exitCode, ran.stdout + ran.stderr).toBe(0);
    expect(await whole()).toEqual(before);

    await lab.guest.ok('dmctl setup direct-lvm /dev/xvdf --move-data-root');
    const shown = answerOf(await lab.guest.run('dmctl cleanup --dry-run --json'));
    expect(shown.data['freesBytes']).toBeGreaterThan(4096);
    await lab.guest.ok('dmctl cleanup --yes');
    expect(await lab.guest.ok('ls /var/lib/docker')).not.toContain('docker.bk');
    expect((await lab.guest.run('dmctl verify')).exitCode).toBe(0);
    await lab.guest.ok('dmctl teardown --confirm docker/thinpool');
    expect(await lab.guest.ok('ls -A /var/lib/docker')).not.toMatch(/docker\.|devicemapper/);
    expect(await lab.guest.ok('docker info --format "{{.Driver}}"')).not.toContain('devicemapper');
  });

  test('comes back when the power goes between two entries, though the boot started Docker on the rest', async () => {
    await lab.guest.ok(
      'echo "/dev/ubdc /var/lib/docker ext4 defaults 0 2" >> /etc/fstab && systemctl enable docker && sync',
    );
    const before = await whole();
    const setup = 'dmctl setup direct-lvm /dev/xvdf --move-data-root';
    await die(lab.guest, setup, 'before-intent:move-data-root');
    // The rename(2) of this entry is its last: three are moved, and all others are not.
    const cut = 'strace -f -o /dev/null -P /var/lib/docker/image -e inject=rename:signal=KILL';
    await lab.guest.run(`${cut} ${setup}`);
    const aside = '/var/lib/docker/docker.bk.moving';
    expect(await lab.guest.ok(`ls ${aside}`)).toBe('containers\nplugins\nswarm\n');
    await lab.guest.powerCut();
    await lab.guest.boot();
    expect(await lab.guest.ok('docker ps -aq; docker images -q bb | wc -l')).toBe('1\n');
    await lab.guest.ok('test -d /var/lib/docker/containers');

    const back = await lab.guest.run('dmctl rollback --yes');
    expect(back.exitCode, back.stdout + back.stderr).toBe(0);
    expect(await whole()).toEqual(before);
    expect(await lab.guest.ok('docker ps -aq')).not.toBe('');

    await die(lab.guest, setup, 'before-intent:move-data-root');
    await lab.guest.run(`${cut} ${setup}`);
    const again = await lab.guest.run(setup);
    expect(again.exitCode, again.stdout + again.stderr).toBe(0);
    expect(await lab.guest.ok('ls /var/lib/docker/docker.bk')).toContain('overlay2');
    expect((await lab.guest.run('dmctl verify')).exitCode).toBe(0);
  });

  test('serves loop files and scripts alike, and a folder of another mount is refused', async () => {
    await lab.guest.ok('mkdir /var/lib/docker/other && mount -t tmpfs none /var/lib/docker/other');
    const refused = await lab.guest.run('dmctl setup loop-lvm --move-data-root');
    expect(refused.exitCode).toBe(20);
    expect(refused.stderr).toMatch(/DM045[\s\S]*\/var\/lib\/docker\/other is a mount point/);
    await lab.guest.ok('umount /var/lib/docker/other');
    const before = await whole();
    const setup = 'dmctl setup loop-lvm --data-size 1G --metadata-size 32M --move-data-root';
    const failed = await lab.guest.run(`${setup} ${NONSENSE}`);
    expect(failed.exitCode, failed.stdout + failed.stderr).toBe(30);
    expect(await whole()).toEqual(before);

    const script = await lab.guest.ok(`${setup} --dry-run --script`);
    await lab.guest.writeFile('/root/setup.sh', script);
    const run = await lab.guest.run('bash /root/setup.sh');
    expect(run.exitCode, run.stdout + run.stderr).toBe(0);
    expect(await lab.guest.ok('ls -A /var/lib/docker/docker.bk')).toContain('overlay2');
    expect((await lab.guest.run('dmctl verify')).exitCode).toBe(0);
  });

  test('is not touched while containers live on without their daemon', async () => {
    await lab.guest.writeFile(
      '/etc/docker/daemon.json',
      '{"iptables": false, "bridge": "none", "live-restore": true}\n',
    );
    await lab.guest.ok('systemctl restart docker && docker run -d --net=none bb sleep 1000');
    for (const command of ['true', 'systemctl stop docker.service docker.socket']) {
      await lab.guest.ok(command);
      const refused = answerOf(
        await lab.guest.run('dmctl setup direct-lvm /dev/xvdf --move-data-root --json'),
      );
      expect(refused).toMatchObject({ exitCode: 20, error: { code: 'DM049' } });
    }
    await lab.guest.ok('systemctl start docker && docker kill $(docker ps -q)');
  });
});

describe('a data root behind a link', () => {
  const lab = useGuest({ suite: 'bookworm', disks: ['4G', '2G'] });

  test('is moved aside beside the folder that the link leads to', async () => {
    await lab.guest.ok(
      'mkfs.ext4 -q /dev/xvdg && mkdir -p /srv/disk && mount /dev/xvdg /srv/disk && ' +
        'mkdir -m 710 /srv/disk/docker && ln -s /srv/disk/docker /var/lib/docker && ' +
        'systemctl start docker',
    );
    await importBusybox(lab.guest);
    const before = await withoutDisk(lab.guest);
    const failed = await lab.guest.run(
      `dmctl setup direct-lvm /dev/xvdf --move-data-root ${NONSENSE}`,
    );
    expect(failed.exitCode, failed.stdout + failed.stderr).toBe(30);
    expect(await withoutDisk(lab.guest)).toEqual(before);

    const set = await lab.guest.run('dmctl setup direct-lvm /dev/xvdf --move-data-root --json');
    expect(answerOf(set).data).toMatchObject({
      dataRoot: { path: '/srv/disk/docker', movedTo: '/srv/disk/docker.bk' },
    });
    expect(await lab.guest.ok('readlink /var/lib/docker')).toBe('/srv/disk/docker\n');
    expect((await lab.guest.run('dmctl verify')).exitCode).toBe(0);
    await lab.guest.ok('systemctl stop docker.service docker.socket && umount /srv/disk');
  });
});
