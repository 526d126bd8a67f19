import { beforeEach, describe, expect, test } from 'vitest';
import { useGuest } from './guest/use-guest.ts';
import { answerOf, picture } from './scenario.ts';

const LOOP = 'dmctl setup loop-lvm --data-size 1G --metadata-size 32M';

describe('a Docker that remaps users', () => {
  const lab = useGuest({ suite: 'bookworm', disks: ['4G'] });
  const root = '/var/lib/docker/231072.231072';

  beforeEach(async () => {
    await lab.guest.ok(
      '{ id -u dockremap || useradd -r dockremap; } && for file in /etc/subuid /etc/subgid; do ' +
        'echo dockremap:231072:65536 > $file; done',
    );
    await lab.guest.writeFile(
      '/etc/docker/daemon.json',
      '{"iptables": false, "bridge": "none", "userns-remap": "default"}\n',
    );
  });

  test('has its data root found in the one that is configured, whether it runs or not', async () => {
    const { guest } = lab;
    const early = answerOf(await guest.run(`${LOOP} --json`));
    expect(early).toMatchObject({ exitCode: 20, error: { code: 'DM045' } });
    expect(early.error?.why).toContain('userns-remap');

    await guest.ok('systemctl start docker');
    expect(await guest.ok('docker info --format "{{.DockerRootDir}}"')).toBe(`${root}\n`);
    const before = await picture(guest);
    const set = await guest.run(LOOP);
    expect(set.exitCode, set.stdout + set.stderr).toBe(0);
    await guest.ok(`test -f ${root}/devicemapper/devicemapper/data && systemctl stop docker`);
    await guest.ok('systemctl stop docker.socket');
    const grown = await guest.run('dmctl resize --size 2G');
    expect(grown.exitCode, grown.stdout + grown.stderr).toBe(0);
    expect(await guest.ok(`stat -c %s ${root}/devicemapper/devicemapper/data`)).toBe(
      `${String(2 ** 31)}\n`,
    );
    await guest.ok('systemctl start docker');
    expect((await guest.run('dmctl verify')).exitCode).toBe(0);
    const gone = await guest.run('dmctl teardown --confirm loop-lvm');
    expect(gone.exitCode, gone.stdout + gone.stderr).toBe(0);
    expect(await picture(guest)).toBe(before);
  });

  test('gets a pool on a disk, and loses it again while it is stopped', async () => {
    const { guest } = lab;
    await guest.ok('systemctl start docker && docker volume create old');
    const set = await guest.run('dmctl setup direct-lvm /dev/xvdf --move-data-root');
    expect(set.exitCode, set.stdout + set.stderr).toBe(0);
    await guest.ok(`test -d ${root}.bk/volumes/old && dmctl verify`);
    await guest.ok('systemctl stop docker docker.socket');
    const gone = await guest.run('dmctl teardown --confirm docker/thinpool');
    expect(gone.exitCode, gone.stdout + gone.stderr).toBe(0);
    await guest.ok(`test -d ${root}/volumes/old && systemctl start docker`);
    expect(await guest.ok('docker volume ls -q')).toBe('old\n');
  });
});
