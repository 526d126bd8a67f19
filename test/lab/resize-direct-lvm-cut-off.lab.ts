import { describe, expect, test } from 'vitest';
import { die } from './deaths.ts';
import { useGuest } from './guest/use-guest.ts';
import type { Guest } from './guest/guest.ts';
import { answerOf, importBusybox, picture, withProgram } from './scenario.ts';

/** lvextend that grows metadata and nothing else. */
const BROKEN = `#!/bin/sh
case "$*" in *poolmetadatasize*) exec /sbin/lvm lvextend "$@" ;; esac
echo 'no extents today' >&2
exit 5
`;

/** LVM counts its commits in the metadata area of the pool's own disk: there a way back is one more. */
const hostPicture = async (guest: Guest): Promise<string> =>
  (await picture(guest)).replace(/^(\/dev\/xvdf)\n\w{64}/m, '$1');

describe('resize direct-lvm that is cut off', () => {
  const lab = useGuest({ suite: 'bookworm', disks: ['10G', '10G'] });

  test('killed once the disk has joined: undone by rollback, or taken up by the same command', async () => {
    const { guest } = lab;
    await guest.ok('dmctl setup direct-lvm /dev/xvdf');
    await importBusybox(guest);
    const before = await hostPicture(guest);
    await die(guest, 'dmctl resize --add /dev/xvdg', 'after-effect:vgextend');
    const other = await guest.run('dmctl resize --size 9800M');
    expect(other.exitCode).toBe(20);
    expect(other.stderr).toContain('DM054');
    await guest.ok('dmctl rollback --yes');
    expect(await hostPicture(guest)).toEqual(before);

    await die(guest, 'dmctl resize --add /dev/xvdg', 'after-effect:vgextend');
    const again = await guest.run('dmctl resize --add /dev/xvdg');
    expect(again.exitCode, again.stdout + again.stderr).toBe(0);
    expect(again.stdout).toContain('19.8 GiB');
    expect((await guest.run('dmctl verify')).exitCode).toBe(0);
    expect(await guest.ok('docker run --net=none --rm bb echo it-runs')).toContain('it-runs');
  });

  test('killed once the pool has grown, the same command finishes it', async () => {
    const { guest } = lab;
    await guest.ok('dmctl setup direct-lvm /dev/xvdf');
    const flags = '--add /dev/xvdg --metadata-size 200M';
    for (const step of ['lvextend-metadata', 'lvextend-data']) {
      await die(guest, `dmctl resize ${flags}`, `after-effect:${step}`);
    }
    const again = await guest.run(`dmctl resize ${flags} --json`);
    expect(answerOf(again), again.stdout).toMatchObject({ ok: true, changed: true });
    expect((await guest.run('dmctl verify')).exitCode).toBe(0);
    expect(answerOf(await guest.run(`dmctl resize ${flags} --json`)).changed).toBe(false);
  });

  test('a failure before anything has grown is put back', async () => {
    const { guest } = lab;
    await guest.ok('dmctl setup direct-lvm /dev/xvdf');
    const before = await hostPicture(guest);
    const failed = await withProgram(guest, 'lvextend', BROKEN, () =>
      guest.run('dmctl resize --add /dev/xvdg'),
    );
    expect(failed.exitCode, failed.stdout + failed.stderr).toBe(30);
    expect(failed.stderr).toContain('no extents today');
    expect(await hostPicture(guest)).toEqual(before);
  });

  test('a failure after the metadata has grown stops with 31, and resume goes on', async () => {
    const { guest } = lab;
    await guest.ok('dmctl setup direct-lvm /dev/xvdf');
    const stopped = await withProgram(guest, 'lvextend', BROKEN, () =>
      guest.run('dmctl resize --add /dev/xvdg --metadata-size 200M'),
    );
    expect(stopped.exitCode, stopped.stdout + stopped.stderr).toBe(31);
    expect(stopped.stderr).toContain('no extents today');
    expect(stopped.stderr).toContain('dmctl resume');
    expect(await guest.ok('lvs --noheadings -o lv_metadata_size docker/thinpool')).toContain('200');
    const resumed = await guest.run('dmctl resume');
    expect(resumed.exitCode, resumed.stdout + resumed.stderr).toBe(0);
    expect(await guest.ok('vgs --noheadings -o vg_free_count docker')).toMatch(/^\s*0\s*$/);
    expect((await guest.run('dmctl verify')).exitCode).toBe(0);
  });

  test('rollback after growth gives the run up: what has grown stays, and so does its disk', async () => {
    const { guest } = lab;
    await guest.ok('dmctl setup direct-lvm /dev/xvdf');
    const both = 'dmctl resize --add /dev/xvdg --metadata-size 200M';
    await die(guest, both, 'after-result:lvextend-metadata');
    const back = await guest.run('dmctl rollback --yes');
    expect(back.exitCode, back.stdout + back.stderr).toBe(0);
    expect(await guest.ok('vgs --noheadings -o pv_count docker')).toContain('2');
    expect((await guest.run('dmctl verify')).exitCode).toBe(0);
    const next = await guest.run('dmctl resize --add /dev/xvdg');
    expect(next.exitCode, next.stdout + next.stderr).toBe(0);
  });
});
