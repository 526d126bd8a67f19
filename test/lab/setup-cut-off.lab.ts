import { describe, expect, test } from 'vitest';
import { die, loseThePower } from './deaths.ts';
import { useGuest } from './guest/use-guest.ts';
import { answerOf, importBusybox, picture, withProgram } from './scenario.ts';

const SETUP = 'dmctl setup direct-lvm /dev/xvdf';

/** Commands that only read, and how they exit while a set-up is half done. */
const READING = [
  ['verify', 11],
  ['status', 6],
  ['inspect', 6],
  ['check', 2],
  ['logs', 0],
  ['metrics', 6],
] as const;

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

  test('is named first by every command that only reads, and named as running while it is', async () => {
    const { guest } = lab;
    await guest.ok('systemctl start docker');
    await die(guest, SETUP, 'after-result:stop-docker');
    const first = /^[^\n]*run \w{6} \(setup direct-lvm \/dev\/xvdf\) is unfinished, stopped in '/;
    for (const [command, exitCode] of READING) {
      const said = await guest.run(`dmctl ${command}`);
      expect([command, said.exitCode], said.stdout + said.stderr).toEqual([command, exitCode]);
      if (command === 'metrics') expect(said.stdout).toContain('\ndmctl_unfinished_run 1\n');
      else expect(said.stdout).toMatch(first);
      const answer = answerOf(await guest.run(`dmctl ${command} --json`));
      expect([command, answer.warnings[0]?.code]).toEqual([command, 'DM054']);
    }
    const slow = '#!/bin/sh\necho >>/run/begun; until [ -e /run/go ]; do sleep 0.1; done\n';
    const during = await withProgram(
      guest,
      'systemctl',
      `${slow}exec systemctl.real "$@"\n`,
      async () => {
        const running = guest.start('exec dmctl resume');
        await guest.ok('until [ -e /run/begun ]; do sleep 0.1; done');
        const metrics = guest.start('exec dmctl metrics --json');
        await guest.ok('until [ "$(wc -l </run/begun)" -ge 2 ]; do sleep 0.1; done; touch /run/go');
        const ended = await running.wait();
        expect(ended.exitCode, ended.stdout + ended.stderr).toBe(0);
        return answerOf(await metrics.wait());
      },
    );
    expect(during.warnings[0]?.code).toBe('DM053');
    expect(during.data['metrics']).toContain('\ndmctl_unfinished_run 0\n');
    const after = answerOf(await guest.run('dmctl verify --json'));
    expect([after.exitCode, after.warnings]).toEqual([0, []]);
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
