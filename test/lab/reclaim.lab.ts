import { describe, expect, test } from 'vitest';
import type { Guest } from './guest/guest.ts';
import { useGuest } from './guest/use-guest.ts';
import { die, succeed } from './deaths.ts';
import { makeOrphan, thinIds, usedChunks } from './reclaim-scenario.ts';
import { answerOf, importBusybox } from './scenario.ts';

const POOL = 'docker-thinpool';
const ORPHANS = 'dmctl reclaim --orphans --confirm docker/thinpool';

/** A container that has deleted 40 MiB of the 44 MiB it wrote. */
async function wasteful(guest: Guest): Promise<void> {
  await importBusybox(guest);
  await guest.ok(`docker run -d --net=none --name wasteful bb sleep 1000000
    docker exec wasteful sh -c 'mkdir /kept && dd if=/dev/urandom of=/kept/some bs=1M count=4 &&
      dd if=/dev/urandom of=/gone bs=1M count=40 && sync && rm /gone && sync'`);
}

const tree = (guest: Guest): Promise<string> =>
  guest.ok("docker exec wasteful sh -c 'find /bin /kept -type f | sort | xargs sha256sum'");

describe('reclaim', () => {
  const lab = useGuest({ suite: 'bookworm', disks: ['8G'] });

  test('gives back what a container deleted while it runs, and changes no file', async () => {
    const { guest } = lab;
    await guest.ok('dmctl setup direct-lvm /dev/xvdf');
    await wasteful(guest);
    const [before, used] = [await tree(guest), await usedChunks(guest, POOL)];

    const shown = await guest.ok('dmctl reclaim --dry-run');
    expect(shown).toMatch(/^ {2}wasteful: [4-9]\d(\.\d)? MiB of \d+(\.\d)? MiB$/m);
    expect(await usedChunks(guest, POOL)).toBe(used);

    await die(guest, 'dmctl reclaim', 'after-intent:trim');
    const done = answerOf(await guest.run('dmctl reclaim --json'));
    expect(done).toMatchObject({ ok: true, changed: true });
    const now = await usedChunks(guest, POOL);
    expect(used - now).toBeGreaterThan(70);
    const { freedBytes } = done.data['reclaim'] as { freedBytes: number };
    // The file system's own log takes or leaves a chunk meanwhile.
    expect(Math.abs(freedBytes - (used - now) * 512 * 1024)).toBeLessThanOrEqual(4 * 512 * 1024);
    expect(await tree(guest)).toBe(before);
    await guest.ok('dmctl verify');
  });

  test('deletes thin devices that nobody has on record, and no others, while Docker is stopped', async () => {
    const { guest } = lab;
    await guest.ok('dmctl setup direct-lvm /dev/xvdf');
    await wasteful(guest);
    const before = await tree(guest);
    const running = await guest.run(ORPHANS);
    expect([running.exitCode, running.stderr]).toEqual([20, expect.stringContaining('DM271')]);

    await guest.ok('systemctl stop docker docker.socket');
    const known = await thinIds(guest, POOL);
    const none = answerOf(await guest.run(`${ORPHANS} --json`));
    expect(none).toMatchObject({ ok: true, changed: false });
    for (const id of [500, 501, 502]) await makeOrphan(guest, POOL, id);
    const used = await usedChunks(guest, POOL);

    const asked = await guest.run('dmctl reclaim --orphans');
    expect([asked.exitCode, asked.stderr]).toEqual([
      21,
      expect.stringMatching(/DM273.*device 501 \(1 MiB\)/s),
    ]);
    await guest.ok(`dmsetup create other --table '0 20480 thin /dev/mapper/${POOL} 501'`);
    const held = await guest.run(ORPHANS);
    expect([held.exitCode, held.stderr]).toEqual([
      20,
      expect.stringMatching(/DM272.*other is in use/s),
    ]);
    await guest.ok('udevadm settle && dmsetup remove other');
    expect(await thinIds(guest, POOL)).toEqual([...known, 500, 501, 502]);

    await die(guest, ORPHANS, 'after-effect:delete-thin-501');
    await succeed(guest, ORPHANS, 'a death');
    expect(await thinIds(guest, POOL)).toEqual(known);
    expect(used - (await usedChunks(guest, POOL))).toBe(6);

    await guest.ok('systemctl start docker && docker start wasteful');
    expect(await tree(guest)).toBe(before);
    await guest.ok('dmctl verify');
  });
});
