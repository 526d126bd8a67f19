import { describe, expect, test } from 'vitest';
import { die, loseThePower } from './deaths.ts';
import { useGuest } from './guest/use-guest.ts';
import { importBusybox, picture } from './scenario.ts';

const SETUP = 'dmctl setup direct-lvm /dev/xvdf';

describe('setup direct-lvm that is cut off', () => {
  const lab = useGuest({ suite: 'bookworm', disks: ['10G', '10G'] });

  test('puts everything back when Docker does not start on the pool', async () => {
    await lab.guest.ok('systemctl start docker');
    await importBusybox(lab.guest);
    const before = await picture(lab.guest);
    // dockerd finds this only once it runs with the pool: the base device cannot be that small.
    const failed = await lab.guest.run(
      'dmctl setup direct-lvm /dev/xvdf --move-data-root --storage-opt dm.mkfsarg=--nonsense',
    );
    expect(failed.exitCode, failed.stdout + failed.stderr).toBe(30);
    expect(failed.stderr).toContain('DM050');
    expect(await picture(lab.guest)).toEqual(before);
    expect(await lab.guest.ok('docker images -q bb')).not.toBe('');
  });

  test('goes on after a power cut on a host that starts Docker at boot', async () => {
    await lab.guest.ok('systemctl enable --now docker');
    await loseThePower(lab.guest, SETUP, 'before-intent:move-data-root');
    await lab.guest.ok('systemctl is-active docker');
    const again = await lab.guest.run(SETUP);
    expect(again.exitCode, again.stdout + again.stderr).toBe(0);
    expect((await lab.guest.run('dmctl verify')).exitCode).toBe(0);
  });

  test('is undone after a power cut, though the boot started Docker on a new data root', async () => {
    await lab.guest.ok('systemctl enable --now docker');
    const before = await picture(lab.guest);
    await loseThePower(lab.guest, SETUP, 'after-effect:move-data-root');
    await lab.guest.ok('test -d /var/lib/docker -a -d /var/lib/docker.bk');
    const back = await lab.guest.run('dmctl rollback --yes');
    expect(back.exitCode, back.stdout + back.stderr).toBe(0);
    expect(await picture(lab.guest)).toEqual(before);
  });

  test('mends a physical volume that vgcreate marked as used before there was a group', async () => {
    await die(lab.guest, SETUP, 'before-intent:vgcreate');
    // The header of the metadata area as it was before vgcreate; the mark is in the label.
    await lab.guest.ok('dd if=/dev/xvdf of=/root/mda bs=512 skip=8 count=1');
    await die(lab.guest, 'dmctl resume', 'after-effect:vgcreate');
    await lab.guest.ok('dd if=/root/mda of=/dev/xvdf bs=512 seek=8 count=1 conv=notrunc,fsync');
    expect(await lab.guest.ok('pvs --noheadings -o vg_name /dev/xvdf')).toContain('[unknown]');
    const again = await lab.guest.run(SETUP);
    expect(again.exitCode, again.stdout + again.stderr).toBe(0);
    expect((await lab.guest.run('dmctl verify')).exitCode).toBe(0);
  });

  test('removes the spare that a cut off lvconvert left as a plain volume', async () => {
    await die(lab.guest, SETUP, 'after-intent:lvconvert');
    await lab.guest.ok('lvcreate -y -l 25 -n lvol0 docker');
    const again = await lab.guest.run(SETUP);
    expect(again.exitCode, again.stdout + again.stderr).toBe(0);
    expect(await lab.guest.ok('lvs -a --noheadings -o lv_name docker')).not.toMatch(/ lvol0 /);
  });

  test('stops after a whole step on Ctrl-C, and resume goes on', async () => {
    const running = lab.guest.start('exec dmctl setup direct-lvm /dev/xvdf');
    await running.waitForOutput(/Create a physical volume/);
    running.kill('SIGINT');
    const stopped = await running.wait();
    expect(stopped.exitCode, stopped.stdout + stopped.stderr).toBe(130);
    expect(stopped.stderr).toContain('dmctl resume');
    const resumed = await lab.guest.run('dmctl resume');
    expect(resumed.exitCode, resumed.stdout + resumed.stderr).toBe(0);
    expect((await lab.guest.run('dmctl verify')).exitCode).toBe(0);
  });
});
