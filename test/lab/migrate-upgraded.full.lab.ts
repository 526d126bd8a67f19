import { describe, expect, test } from 'vitest';
import { succeed } from './deaths.ts';
import { Guest } from './guest/guest.ts';
import { useGuest } from './guest/use-guest.ts';
import { makeBed, MIGRATE, PATIENT } from './migrate-bed.ts';

const OVERLAY2 = '{"iptables": false, "bridge": "none", "storage-driver": "overlay2"}';

/** The data root is on a disk of its own, which another host can mount. */
const MOUNT_ROOT = 'mkdir -p /var/lib/docker && mount /dev/xvdg /var/lib/docker';

/** What both versions of Docker print in the same words. */
const IDS =
  'docker images -a --no-trunc --format "{{.ID}} {{.Repository}}:{{.Tag}}" | sort; ' +
  'docker ps -a --no-trunc --format "{{.ID}} {{.Names}} {{.Image}}" | sort; ' +
  'for c in changed once web; do docker diff $c | sort; docker logs $c; done; docker volume ls -q';

/** Docker has everything, runs what has to run, and can read every byte of every layer. */
async function mustRunOn(host: Guest, before: string): Promise<void> {
  expect(await host.ok('docker info --format "{{.ServerVersion}} {{.Driver}}"')).toMatch(
    /^26\..* overlay2\n$/,
  );
  await host.ok("timeout 100 sh -c 'until docker exec web cat /own; do sleep 1; done'");
  expect(await host.ok(IDS)).toBe(before);
  await host.ok('docker images -aq --no-trunc | sort -u | xargs docker save | wc -c', PATIENT);
  expect(await host.ok('docker image prune -f')).toContain('reclaimed space: 0B');
  await host.ok('docker start -a once && docker run --rm --net=none odd:1 cat /odd/a/one');
}

/** Carries disks of a guest that is off over to a host with Docker 26, and does work there. */
async function onNewerHost(
  from: Guest,
  disks: readonly string[],
  work: (host: Guest) => Promise<void>,
): Promise<void> {
  await from.shutdown();
  // Its docker.io has dockerd alone.
  const host = await Guest.create({ suite: 'trixie', packages: ['docker-cli'] });
  try {
    for (const name of disks) {
      const disk = from.disks.get(name);
      if (disk !== undefined) await host.plug(disk);
    }
    await work(host);
    await host.ok('systemctl stop docker docker.socket');
  } finally {
    await host.remove();
  }
}

describe('a Docker without the devicemapper driver', () => {
  const lab = useGuest({ suite: 'bookworm', disks: ['6G', '4G'] });

  test('runs on what a migration made before the upgrade', async () => {
    const { guest } = lab;
    await guest.ok(`mkfs.ext4 -q /dev/xvdg && ${MOUNT_ROOT} && dmctl setup direct-lvm /dev/xvdf`);
    await makeBed(guest);
    await succeed(guest, MIGRATE, 'a setup');
    const before = await guest.ok(IDS);
    await guest.ok('systemctl stop docker docker.socket && umount /var/lib/docker');
    await onNewerHost(guest, ['xvdg'], async (host) => {
      await host.writeFile('/etc/docker/daemon.json', OVERLAY2);
      await host.ok(`${MOUNT_ROOT} && systemctl start docker`);
      await mustRunOn(host, before);
    });
  });

  test('is rescued by a migration after an upgrade that came too early', async () => {
    const { guest } = lab;
    await guest.ok(`mkfs.ext4 -q /dev/xvdg && ${MOUNT_ROOT} && dmctl setup direct-lvm /dev/xvdf`);
    await makeBed(guest);
    const [before, config] = [await guest.ok(IDS), await guest.readFile('/etc/docker/daemon.json')];
    await guest.ok('systemctl stop docker docker.socket && umount /var/lib/docker');
    await onNewerHost(guest, ['xvdf', 'xvdg'], async (host) => {
      await host.writeFile('/etc/docker/daemon.json', config);
      await host.ok(MOUNT_ROOT);
      expect((await host.run('systemctl start docker')).exitCode).not.toBe(0);
      const verified = await host.run('dmctl verify');
      expect(verified.exitCode).toBe(11);
      expect(verified.stdout).toMatch(/DM040[\s\S]*dmctl migrate overlay2/);
      await succeed(host, MIGRATE, 'an upgrade');
      await mustRunOn(host, before);
      await succeed(host, 'dmctl migrate accept --confirm docker/thinpool', 'a migration');
      expect((await host.run('dmctl verify')).exitCode).toBe(0);
    });
  });
});
