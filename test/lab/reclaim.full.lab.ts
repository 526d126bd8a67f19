import { describe, expect, test } from 'vitest';
import {
  importImage,
  inContainer,
  LIMIT,
  runContainer,
  SETUP,
  startContainerd,
} from './containerd-scenario.ts';
import { die, MOMENTS, succeed } from './deaths.ts';
import type { Guest } from './guest/guest.ts';
import { useGuest } from './guest/use-guest.ts';
import { startOnLoopFiles } from './loop-scenario.ts';
import { makeOrphan, thinIds, usedChunks } from './reclaim-scenario.ts';
import { answerOf, importBusybox } from './scenario.ts';

const WASTE = 'dd if=/dev/urandom of=/gone bs=1M count=40 && sync && rm /gone && sync';

/** Bytes that came back, as the answer has them. */
async function reclaimed(guest: Guest): Promise<number> {
  const done = answerOf(await guest.run('dmctl reclaim --json', LIMIT));
  expect(done).toMatchObject({ ok: true, changed: true });
  return (done.data['reclaim'] as { freedBytes: number }).freedBytes;
}

const MOST = 36 * 1024 * 1024;

describe('reclaim for containerd', () => {
  const lab = useGuest({ suite: 'bookworm', disks: ['6G'] });

  test('gives back what a container deleted, and orphans while containerd is stopped', async () => {
    const { guest } = lab;
    await startContainerd(guest);
    await guest.ok(SETUP, LIMIT);
    await importImage(guest);
    await runContainer(guest, 'web');
    await inContainer(guest, 'web', `echo kept >/kept && ${WASTE}`);
    expect(await guest.ok('dmctl reclaim --dry-run')).toMatch(
      /^ {2}\S*web: [34]\d(\.\d+)? MiB of/m,
    );
    expect(await reclaimed(guest)).toBeGreaterThan(MOST);
    expect(await inContainer(guest, 'web', 'cat /kept')).toBe('kept\n');

    await guest.ok('ctr task rm -f web; systemctl stop containerd', LIMIT);
    const known = await thinIds(guest, 'containerd-thinpool');
    await makeOrphan(guest, 'containerd-thinpool', 500);
    await succeed(guest, 'dmctl reclaim --orphans --confirm containerd/thinpool', 'stopped');
    expect(await thinIds(guest, 'containerd-thinpool')).toEqual(known);
    await startContainerd(guest);
    await guest.ok('ctr task start -d web </dev/null && dmctl verify', LIMIT);
    expect(await inContainer(guest, 'web', 'cat /kept')).toBe('kept\n');
  });
});

describe('reclaim for Docker', () => {
  const lab = useGuest({ suite: 'bullseye', disks: ['8G'] });

  test('finds what a dockerd has mounted in a mount namespace of its own', async () => {
    const { guest } = lab;
    // As before Docker 18.09, whose containerd is a child of dockerd's (moby, contrib/init/systemd).
    await guest.ok(`systemctl mask --now containerd && rm -f /run/containerd/containerd.sock
      mkdir -p /etc/systemd/system/docker.service.d
      printf '[Service]\\nMountFlags=slave\\nExecStart=\\nExecStart=/usr/sbin/dockerd -H fd://\\n' >/etc/systemd/system/docker.service.d/own.conf && systemctl daemon-reload`);
    await guest.ok('dmctl setup direct-lvm /dev/xvdf', LIMIT);
    await importBusybox(guest);
    await guest.ok(
      `docker run -d --net=none --name web bb sleep 1000000 && docker exec web sh -c '${WASTE}'`,
    );
    expect(await guest.ok('cat /proc/self/mountinfo')).not.toContain('devicemapper/mnt/');
    expect(await reclaimed(guest)).toBeGreaterThan(MOST);
  });

  test('gives back what lies on loop files, too', async () => {
    const { guest } = lab;
    await startOnLoopFiles(guest);
    await importBusybox(guest);
    await guest.ok(
      `docker run -d --net=none --name web bb sleep 1000000 && docker exec web sh -c '${WASTE}'`,
    );
    expect(await reclaimed(guest)).toBeGreaterThan(MOST);
    const orphans = await guest.run('dmctl reclaim --orphans --dry-run');
    expect([orphans.exitCode, orphans.stderr]).toEqual([20, expect.stringContaining('DM270')]);
  });

  test('killed at each moment of each step, is finished by the same command, and nothing else changes', async ({
    task,
  }) => {
    const { guest } = lab;
    await guest.ok('dmctl setup direct-lvm /dev/xvdf', LIMIT);
    await importBusybox(guest);
    await guest.ok('docker run -d --net=none --name web bb sleep 1000000');
    for (const moment of MOMENTS) {
      await guest.ok(`docker exec web sh -c '${WASTE}'`);
      const used = await usedChunks(guest, 'docker-thinpool');
      await die(guest, 'dmctl reclaim', `${moment}:trim`);
      await succeed(guest, 'dmctl reclaim', moment);
      expect(used - (await usedChunks(guest, 'docker-thinpool')), moment).toBeGreaterThan(70);
    }
    await guest.ok('docker stop -t 1 web; systemctl stop docker docker.socket');
    const known = await thinIds(guest, 'docker-thinpool');
    const ORPHANS = 'dmctl reclaim --orphans --confirm docker/thinpool';
    for (const moment of MOMENTS) {
      for (const id of [500, 501]) await makeOrphan(guest, 'docker-thinpool', id);
      await die(guest, ORPHANS, `${moment}:delete-thin-501`);
      await succeed(guest, ORPHANS, moment);
      expect(await thinIds(guest, 'docker-thinpool'), moment).toEqual(known);
    }
    await guest.ok('systemctl start docker && docker start web && dmctl verify');
    task.meta.cases = 2 * MOMENTS.length;
  });
});
